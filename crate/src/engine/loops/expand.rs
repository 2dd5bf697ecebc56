//! From what the [recording lanes](crate::lanes::emit) saw to steps on registers: a value in double precision has two.

use super::steps::{Steps, RARE};
use super::write::Twin;
use crate::engine::wasm::simd::SHUFFLE;
use crate::lanes::emit::{Code, Recording};

const PROMOTE: u16 = 0x5f;
const DEMOTE: u16 = 0x5e;
const EXTEND: [u16; 2] = [0xc7, 0xc8];
const UPPER_HALF: [u8; 16] = [8, 9, 10, 11, 12, 13, 14, 15, 8, 9, 10, 11, 12, 13, 14, 15];
const LOWER_HALVES: [u8; 16] = [0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23];

/// What a recording is on registers.
pub struct Expanded {
    /// The steps.
    pub steps: Steps,
    /// Those that compute the outputs.
    pub outputs: Vec<u32>,
    /// For each step, what is known of its place among others.
    pub twins: Vec<Twin>,
}

/// The steps of a recording. Those of upper halves come as late as they can: then they are the same code as those of
/// the lower halves, which packs well.
pub fn expand(recording: &Recording) -> Expanded {
    let (steps, outputs, twins) = interleaved(recording);
    let mut order: Vec<usize> = Vec::new();
    let mut renamed = vec![None; steps.list().len()];
    while order.len() < renamed.len() {
        let before = order.len();
        for upper in [false, true] {
            for (i, step) in steps.list().iter().enumerate() {
                let is_ready = step.args().iter().all(|&arg| renamed[arg as usize].is_some());
                if renamed[i].is_none() && is_ready && upper == twins[i].is_upper() {
                    renamed[i] = Some(order.len() as u32);
                    order.push(i);
                }
            }
            if order.len() > before {
                break;
            }
        }
    }
    let new = |step: u32| renamed[step as usize].expect("every step has its place");
    Expanded {
        steps: steps.reordered(&order, new),
        outputs: outputs.into_iter().map(new).collect(),
        twins: order.iter().map(|&i| twins[i].renamed(new)).collect(),
    }
}

fn interleaved(recording: &Recording) -> (Steps, Vec<u32>, Vec<Twin>) {
    let mut steps = Steps::default();
    let mut twins = Vec::new();
    let mut registers: Vec<[u32; 2]> = Vec::new();
    for step in &recording.steps {
        let args: Vec<[u32; 2]> = step.args().map(|arg| registers[arg as usize]).collect();
        let mut halves = [0; 2];
        for half in 0..=usize::from(step.wide) {
            let operands: Vec<u32> = args.iter().map(|arg| arg[half]).collect();
            halves[half] = match step.code {
                Code::Input(number) => steps.input(number),
                Code::Constant(bits) => steps.splat(&bits.to_le_bytes()[..if step.wide { 8 } else { 4 }]),
                Code::Simd(number) => steps.push(number, 0, &operands),
                Code::Shift(number, n) => steps.push(number, n, &operands),
                Code::Promote => {
                    let [x, _] = args[0];
                    let lower = if half == 0 { x } else { steps.push_vector(SHUFFLE, &UPPER_HALF, &[x, x]) };
                    steps.push(PROMOTE, 0, &[lower])
                }
                Code::Demote => {
                    let [lower, upper] = args[0].map(|x| steps.push(DEMOTE, 0, &[x]));
                    twins.resize(steps.list().len(), Twin::None);
                    twins[lower as usize] = Twin::Kept;
                    twins[upper as usize] = Twin::KeptOf(lower);
                    steps.push_vector(SHUFFLE, &LOWER_HALVES, &[lower, upper])
                }
                Code::Widen => steps.push(EXTEND[half], 0, &[args[0][0]]),
                Code::Rare(slow) => steps.push(RARE, slow as u32, &operands),
            };
        }
        twins.resize(steps.list().len(), Twin::None);
        if halves[1] != 0 && halves[1] != halves[0] {
            twins[halves[1] as usize] = Twin::Of(halves[0]);
        }
        registers.push(halves);
    }
    let outputs = recording.outputs.iter().map(|&output| registers[output as usize][0]).collect();
    (steps, outputs, twins)
}
