//! What kernels of the jit engine compute in Node is what the scalar lanes compute, to the bit: for every method of the
//! lanes, every op, and random programs. Every module is validated.

mod node;
mod programs;

use fluxion::engine::jit::{compile, of_recording};
use fluxion::k;
use fluxion::lanes::emit::{record, Code, Emit};
use fluxion::lanes::{Bits, Real, F32, F64};
use fluxion::op::{powers, Op, TABLE};
use fluxion::program::Program;
use fluxion::transform::grad::grad;
use node::{run, Job};
use programs::{power, programs, record_program, same, single, SPECIAL};
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::TestRunner;
use std::collections::HashSet;

/// Whether an op may need the fallback there: sin, cos and tan of large angles, remainders of large quotients. None
/// does for an infinite x or for NaN.
fn may_need_fallback([x, y, _]: [f32; 3]) -> bool {
    x.is_finite() && (x.abs() >= 4e8 || x.abs() / y.abs() >= 4e15)
}

/// The elements of a block. More than a vector has, but few: one element that needs the fallback excludes its block
/// from the comparison.
const BLOCK: usize = 8;

/// An endless sequence of random words, the same every time (SplitMix64).
fn random() -> impl FnMut() -> u32 {
    let mut state = 0u64;
    move || {
        state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (state ^ (state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z >> 32) as u32
    }
}

/// Typical arguments: integers, uniform ones, and magnitudes from 2^-24 to 2^16.
fn ordinary(random: &mut impl FnMut() -> u32) -> f32 {
    let bits = random();
    match random() % 3 {
        0 => (bits % 41) as f32 - 20.0,
        1 => bits as i32 as f32 * (20.0 / 2f32.powi(31)),
        _ => f32::from_bits(bits & 0x807f_ffff | (127 - 24 + random() % 40) << 23),
    }
}

/// Any numbers: special ones and random bits.
fn any(random: &mut impl FnMut() -> u32) -> f32 {
    let bits = random();
    match random() % 4 {
        0 => SPECIAL[bits as usize % SPECIAL.len()],
        _ => f32::from_bits(bits),
    }
}

/// Three arguments, each with `half` ordinary elements, then as many of any kind.
fn arguments(half: usize) -> [Vec<f32>; 3] {
    let mut random = random();
    [(); 3].map(|()| (0..2 * half).map(|i| if i < half { ordinary(&mut random) } else { any(&mut random) }).collect())
}

fn point(inputs: &[Vec<f32>; 3], i: usize) -> [f32; 3] {
    inputs.each_ref().map(|xs| xs[i])
}

/// Every method of the lanes at either width.
fn methods<L: F32>(x: L, y: L) -> Vec<L> {
    fn of<R: Real>(x: R, y: R) -> Vec<R> {
        let (a, b) = (x.bits(), y.bits());
        let truths = [
            x.eq(y),
            x.lt(y),
            x.le(y),
            x.gt(y),
            x.ge(y),
            (x / y).is_nan(),
            !x.lt(y) & y.lt(x.k(k!(0.5))) | x.eq(x.k(k!(1.0))),
            (a & 0x10_0000).nonzero(),
        ];
        let bits = [a + b, a - b, a & b, a | b, a ^ b, a + -12345, a & 0x7fff_0000, a | 3, a.shl(3), a.shr(5)];
        let numbers = [
            x + y,
            x - y,
            x * y,
            x / y,
            -x,
            x + k!(0.1),
            x - k!(0.1),
            x * k!(0.1),
            x.abs(),
            x.sqrt(),
            x.floor(),
            x.pmin(y),
            x.pmax(y),
        ];
        let truths = truths.map(|mask| R::select(mask, x, y));
        numbers.into_iter().chain(truths).chain(bits.map(R::of_bits)).collect()
    }
    let mut all = of(x, y);
    all.extend(of(x.wide(), y.wide()).into_iter().map(F64::narrow));
    all.extend([x.min(y), x.max(y), L::Wide::select(L::widen(x.lt(y)), x.wide(), y.wide()).narrow()]);
    all
}

#[test]
fn every_method() {
    // Without NaN, for no engine promises its payload.
    let inputs = arguments(2048).map(|xs| xs.into_iter().map(|x| if x.is_nan() { 1.0 } else { x }).collect());
    let recording = record(|| methods(Emit::input(0), Emit::input(1)));
    let job = Job { kernel: of_recording(&recording, 2), batch: vec![true; 2], outputs: recording.outputs.len() };
    let Some(runs) = run(&[job], &inputs, BLOCK) else { return };
    for i in 0..inputs[0].len() {
        let [x, y, _] = point(&inputs, i);
        for (method, expected) in methods(x, y).into_iter().enumerate() {
            let got = runs[0].outputs[method][i];
            assert!(same(got, expected), "method {method} of {x:e}, {y:e}: {got:e}, not {expected:e}");
        }
    }
}

#[test]
fn every_op() {
    let half = 1 << 17;
    let inputs = arguments(half);
    let rows = || TABLE.iter().filter(|row| row.properties.is_elementwise());
    let jobs: Vec<Job> = rows().map(|row| job(&single(row.op), vec![true; row.args.len()], true)).collect();
    let Some(runs) = run(&jobs, &inputs, BLOCK) else { return };
    for (row, run) in rows().zip(runs) {
        assert!(
            !run.needs_fallback[..half / BLOCK].contains(&true),
            "{}: ordinary arguments need the fallback",
            row.name
        );
        for i in 0..2 * half {
            let args = point(&inputs, i);
            let (got, expected) = (run.outputs[0][i], row.op.at(args));
            // A kernel's result is not used where it reports the fallback, which it may only do for such arguments.
            let is_excused = run.needs_fallback[i / BLOCK] && may_need_fallback(args);
            assert!(is_excused || same(got, expected), "{} of {args:?}: {got:e}, not {expected:e}", row.name);
        }
    }
}

#[test]
fn every_power_with_a_loop() {
    let inputs = arguments(1 << 12);
    let programs: Vec<Program> = powers::all().map(power).collect();
    let jobs: Vec<Job> = programs.iter().map(|program| job(program, vec![true; 2], true)).collect();
    let Some(runs) = run(&jobs, &inputs, BLOCK) else { return };
    for (program, run) in programs.iter().zip(runs) {
        for i in 0..inputs[0].len() {
            let args = point(&inputs, i);
            let (got, expected) = (run.outputs[0][i], program.eval(&args[..2])[0]);
            assert!(same(got, expected), "{args:?}: {got:e}, not {expected:e} of {program:?}");
        }
    }
}

fn job(program: &Program, batch: Vec<bool>, scratch: bool) -> Job {
    let kernel = compile(program, &batch, scratch).expect("a flag for every input");
    let kernel = kernel.expect("it has few inputs and outputs, and is small");
    Job { kernel, batch, outputs: program.outputs().len() }
}

/// Random programs, each with a choice of which inputs are batches.
struct Random {
    count: usize,
    /// The most nodes of a program.
    max_nodes: usize,
    keep: fn(Op) -> bool,
    scratch: bool,
    elements: usize,
    block: usize,
}

const SHORT: Random = Random { count: 3000, max_nodes: 40, keep: |_| true, scratch: true, elements: 256, block: BLOCK };

fn check(Random { count, max_nodes, keep, scratch, elements, block }: Random) {
    let inputs = arguments(elements / 2);
    let mut runner = TestRunner::default();
    let strategy = (programs(3, max_nodes, keep), proptest::array::uniform3(proptest::bool::weighted(0.7)));
    let cases: Vec<(Program, [bool; 3])> =
        (0..count).map(|_| strategy.new_tree(&mut runner).unwrap().current()).collect();
    let jobs: Vec<Job> = cases.iter().map(|(program, batch)| job(program, batch.to_vec(), scratch)).collect();
    let Some(runs) = run(&jobs, &inputs, block) else { return };
    let (mut compared, mut all) = (0, 0);
    for ((program, batch), run) in cases.iter().zip(&runs) {
        let program = program.simplified();
        let elements = if batch.contains(&true) { inputs[0].len() } else { 1 };
        all += elements;
        for i in (0..elements).filter(|i| !run.needs_fallback[i / block]) {
            let point: Vec<f32> = (0..3).map(|k| inputs[k][if batch[k] { i } else { 0 }]).collect();
            for (output, expected) in program.eval(&point).into_iter().enumerate() {
                let got = run.outputs[output][i];
                assert!(
                    same(got, expected),
                    "output {output} at {point:?}, batches {batch:?}: {got:e}, not {expected:e} of\n{program:?}"
                );
            }
            compared += 1;
        }
    }
    assert!(2 * compared > all, "only {compared} points of {all} did without the fallback");
}

#[test]
fn random_programs() {
    check(SHORT);
}

#[test]
fn random_programs_without_scratch_memory() {
    check(Random { count: 300, max_nodes: 8, scratch: false, ..SHORT });
}

#[test]
fn random_programs_of_many_chunks() {
    check(Random { count: 60, max_nodes: 600, ..SHORT });
}

/// In one call for all elements, which are more than a tile has; without the ops that have a fallback, for one element
/// that needed it would excuse all of them.
#[test]
fn random_programs_over_many_tiles() {
    let keep = |op: Op| {
        record_program(&single(op))
            .instructions
            .iter()
            .all(|instruction| !matches!(instruction.code, Code::Fallback(_)))
    };
    check(Random { count: 200, max_nodes: 100, keep, elements: 2056, block: 2056, ..SHORT });
}

/// Functions whose derivatives are made of the same exponential, or of the same sine and cosine.
const SHARING: [Op; 16] = [
    Op::Sin,
    Op::Cos,
    Op::Tan,
    Op::Sinh,
    Op::Cosh,
    Op::Tanh,
    Op::Sigmoid,
    Op::Erf,
    Op::Erfc,
    Op::NormalPdf,
    Op::NormalCdf,
    Op::LogNormalCdf,
    Op::Silu,
    Op::Gelu,
    Op::GeluTanh,
    Op::Mish,
];

/// The number of instructions that a program is recorded as.
fn instructions(program: &Program) -> usize {
    let list = record_program(&program.simplified()).instructions;
    assert_eq!(list.len(), list.iter().collect::<HashSet<_>>().len(), "an instruction is there twice");
    list.len()
}

#[test]
fn functions_share_what_they_have_in_common_with_their_derivatives() {
    for op in SHARING {
        let value = single(op);
        let [derivative, both] = [false, true].map(|both| instructions(&grad(&value, &[0], both).unwrap()));
        let value = instructions(&value);
        let shared = value + derivative - both;
        let name = op.row().name;
        let all = value.min(derivative);
        assert!(10 * shared > 7 * all, "{name}: {value} and {derivative} instructions, of which {shared} are shared");
    }
}
