//! From a [recording](crate::lanes::emit) to instructions on registers: a wide value, of four lanes of 64 bits, becomes
//! two registers, its lower and its upper half.

use super::instructions::{Instructions, FALLBACK, UPPER_HALF};
use super::spec::Hint;
use crate::lanes::emit::{Code, Instruction, Recording};
use crate::wasm::simd;

/// The shuffle that joins the lower halves of two registers.
const LOWER_HALVES: [u8; 16] = [0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23];

/// A recording on registers.
pub struct Expanded {
    /// The instructions.
    pub instructions: Instructions,
    /// The indices of the instructions that compute the outputs.
    pub outputs: Vec<u32>,
    /// For each instruction, the local that its value is best kept in.
    pub hints: Vec<Hint>,
}

/// The instructions of a recording.
///
/// Those of upper halves come as late as their users allow, and get the locals of their lower halves: the code of the
/// upper halves then repeats that of the lower ones byte for byte, which compresses well.
pub fn expand(recording: &Recording) -> Expanded {
    let Interleaved { instructions, outputs, hints, is_upper } = Interleaved::of(recording);
    let order = lower_halves_first(&instructions, &is_upper);
    let mut renamed = vec![0; order.len()];
    for (new, &old) in (0..).zip(&order) {
        renamed[old] = new;
    }
    let new = |index: u32| renamed[index as usize];
    Expanded {
        instructions: instructions.reordered(&order, new),
        outputs: outputs.into_iter().map(new).collect(),
        hints: order.iter().map(|&old| hints[old].renamed(new)).collect(),
    }
}

/// An order of the instructions in which each comes after its operands, and one of an upper half only when no other is
/// ready.
fn lower_halves_first(instructions: &Instructions, is_upper: &[bool]) -> Vec<usize> {
    let mut order: Vec<usize> = Vec::new();
    let mut is_done = vec![false; instructions.list().len()];
    while order.len() < is_done.len() {
        let before = order.len();
        for upper in [false, true] {
            for (i, instruction) in instructions.list().iter().enumerate() {
                let is_ready = instruction.args().iter().all(|&arg| is_done[arg as usize]);
                if !is_done[i] && is_ready && upper == is_upper[i] {
                    is_done[i] = true;
                    order.push(i);
                }
            }
            if order.len() > before {
                break;
            }
        }
    }
    order
}

/// A recording on registers, in its own order: both halves of a value one after the other.
#[derive(Default)]
struct Interleaved {
    instructions: Instructions,
    outputs: Vec<u32>,
    hints: Vec<Hint>,
    /// For each instruction, whether it computes an upper half.
    is_upper: Vec<bool>,
}

impl Interleaved {
    fn of(recording: &Recording) -> Interleaved {
        let mut expanded = Interleaved::default();
        // For each recorded value the indices of its halves, or twice that of a narrow value.
        let mut registers: Vec<[u32; 2]> = Vec::new();
        for instruction in &recording.instructions {
            let args: Vec<[u32; 2]> = instruction.args().map(|arg| registers[arg as usize]).collect();
            let lower = expanded.half(instruction, 0, &args);
            let upper = if instruction.wide { expanded.half(instruction, 1, &args) } else { lower };
            expanded.cover();
            if upper != lower {
                expanded.set(upper, Hint::SameAs(lower), true);
            }
            registers.push([lower, upper]);
        }
        expanded.outputs = recording.outputs.iter().map(|&output| registers[output as usize][0]).collect();
        expanded
    }

    /// Adds the instructions of one half of a value.
    fn half(&mut self, instruction: &Instruction, half: usize, args: &[[u32; 2]]) -> u32 {
        let operands: Vec<u32> = args.iter().map(|arg| arg[half]).collect();
        let instructions = &mut self.instructions;
        match instruction.code {
            Code::Input(number) => instructions.input(number),
            Code::Constant(bits) => instructions.splat(&bits.to_le_bytes()[..if instruction.wide { 8 } else { 4 }]),
            Code::Simd(opcode) => instructions.push(opcode, 0, &operands),
            Code::Shift(opcode, n) => instructions.push(opcode, n, &operands),
            Code::Promote => {
                let [x, _] = args[0];
                let lower = if half == 0 { x } else { instructions.push_vector(simd::SHUFFLE, &UPPER_HALF, &[x, x]) };
                instructions.push(simd::PROMOTE_LOW, 0, &[lower])
            }
            Code::Demote => {
                let [lower, upper] = args[0].map(|x| instructions.push(simd::DEMOTE_ZERO, 0, &[x]));
                let joined = instructions.push_vector(simd::SHUFFLE, &LOWER_HALVES, &[lower, upper]);
                self.cover();
                self.set(lower, Hint::Own, false);
                self.set(upper, Hint::Own, true);
                joined
            }
            Code::Widen => instructions.push([simd::EXTEND_LOW, simd::EXTEND_HIGH][half], 0, &[args[0][0]]),
            Code::Fallback(function) => instructions.push(FALLBACK, function as u32, &operands),
        }
    }

    /// Extends the hints and marks to all instructions.
    fn cover(&mut self) {
        let count = self.instructions.list().len();
        self.hints.resize(count, Hint::Any);
        self.is_upper.resize(count, false);
    }

    fn set(&mut self, index: u32, hint: Hint, is_upper: bool) {
        self.hints[index as usize] = hint;
        self.is_upper[index as usize] = is_upper;
    }
}
