//! Mutated programs go through the whole core: no panic, the same bits on every engine, and steps in proportion.
//!
//! A hundred thousand of them, or as many as `FLUXION_FUZZ` says, of the seed in `PROPTEST_RNG_SEED`: `npm run fuzz`.

#[allow(dead_code)] // Other tests look at what this one does not.
mod node;
mod programs;

use fluxion::engine::{jit, tiles};
use fluxion::op::{Op, TABLE};
use fluxion::program::{Node, Program, Value};
use fluxion::steps;
use fluxion::term::Outputs;
use fluxion::transform::grad::grad;
use node::{run, Job};
use programs::{bytes, run_tiles, same, Arg, SPECIAL};
use std::panic::{catch_unwind, AssertUnwindSafe};

const MAX_INPUTS: u32 = 4;
/// Elements of a batch: two vectors, so that a call in Node is a block.
const ELEMENTS: usize = 8;
/// The most steps for a byte without the jit, and with it, which takes some hundred for an op.
const PER_BYTE: [u64; 2] = [200, 5000];
/// Of so many programs, one is compiled by the jit, which takes much longer than all else.
const COMPILED: u64 = 32;
/// And one runs in Node.
const RUN_IN_NODE: u64 = 1000;

/// Random words, the same for a seed (SplitMix64).
struct Random(u64);

impl Random {
    fn word(&mut self) -> u32 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z >> 32) as u32
    }

    /// A number below `end`.
    fn below(&mut self, end: u32) -> u32 {
        self.word() % end.max(1)
    }

    fn number(&mut self) -> f32 {
        match self.below(3) {
            0 => SPECIAL[self.below(SPECIAL.len() as u32) as usize],
            1 => self.word() as i32 as f32 * (8.0 / 2f32.powi(31)),
            _ => f32::from_bits(self.word()),
        }
    }

    fn op(&mut self) -> Op {
        TABLE[self.below(TABLE.len() as u32) as usize].op
    }

    /// A value below `end`, more often a late one.
    fn value(&mut self, end: u32) -> Value {
        let back = if self.below(2) == 0 { 6 } else { end };
        Value(end.saturating_sub(1 + self.below(back.min(end))))
    }
}

/// The parts of a program, which may not fit together.
#[derive(Clone, Debug, Default)]
struct Parts {
    inputs: u32,
    nodes: Vec<Node>,
    outputs: Vec<Value>,
}

impl Parts {
    fn random(random: &mut Random) -> Parts {
        let mut parts = Parts { inputs: random.below(MAX_INPUTS + 1), ..Parts::default() };
        for _ in 0..random.below(24) {
            parts.add(random);
        }
        let end = parts.inputs + parts.nodes.len() as u32;
        parts.outputs = (0..=random.below(3)).map(|_| random.value(end)).collect();
        parts
    }

    fn add(&mut self, random: &mut Random) {
        let end = self.inputs + self.nodes.len() as u32;
        self.nodes.push(match random.below(6) {
            0 => Node::constant(random.number()),
            _ if end == 0 => Node::constant(random.number()),
            _ => Parts::node(random, end),
        });
    }

    fn node(random: &mut Random, end: u32) -> Node {
        let op = random.op();
        let args = [(); 3].map(|()| random.value(end));
        Node::op(op, &args[..op.arity()])
    }

    /// Changes something, not always for the better.
    fn mutate(&mut self, random: &mut Random) {
        let count = self.nodes.len() as u32;
        let at = random.below(count) as usize;
        let end = self.inputs + at as u32;
        match random.below(9) {
            _ if count == 0 => self.add(random),
            0 => self.nodes[at] = Node::constant(random.number()),
            1 => self.nodes[at] = Parts::node(random, end.max(1)),
            2 => {
                // Another op of as many arguments.
                if let Node::Op(op, args) = self.nodes[at] {
                    let other = random.op();
                    if other.arity() == op.arity() {
                        self.nodes[at] = Node::Op(other, args);
                    }
                }
            }
            3 => {
                if let Node::Op(op, mut args) = self.nodes[at] {
                    let (arg, beyond) = (random.below(op.arity() as u32), random.below(2));
                    args[arg as usize] = random.value(end + beyond);
                    self.nodes[at] = Node::Op(op, args);
                }
            }
            4 => self.nodes.swap(at, (at + 1) % count as usize),
            5 => self.nodes.insert(at, self.nodes[at]),
            6 => _ = self.nodes.remove(at),
            7 => self.outputs.push(random.value(end + 1)),
            _ => self.inputs = random.below(MAX_INPUTS + 1),
        }
    }

    fn encode(&self) -> Vec<u8> {
        bytes(self.inputs, &self.nodes, &self.outputs)
    }
}

/// The bytes of a case.
fn bytes_of(random: &mut Random) -> Vec<u8> {
    let mut parts = Parts::random(random);
    for _ in 0..random.below(6) {
        parts.mutate(random);
    }
    let mut bytes = parts.encode();
    if random.below(8) == 0 {
        let at = random.below(bytes.len() as u32) as usize;
        bytes[at] = random.word() as u8;
    }
    bytes
}

/// Takes bytes through the core; gives the programs that came of them, with a choice of batches.
fn check(random: &mut Random, bytes: &[u8], compile: bool) -> Vec<(Program, Vec<bool>)> {
    let _ = steps::take();
    let Ok(program) = Program::decode(bytes) else { return Vec::new() };
    assert_eq!(program.encode(), bytes, "one program has one form in bytes");
    // A byte may have been changed to a number of inputs that is a burden to test.
    if program.inputs() > 64 {
        return Vec::new();
    }
    // Those that call foreign functions are refused.
    if program.calls_foreign() {
        let _ = program.normalised(program.inputs(), Outputs::Stored);
        let _ = grad(&program, &[], true);
        return Vec::new();
    }
    let normal = program.normalised(program.inputs(), Outputs::Stored).expect("sets of few inputs");
    let again = normal.normalised(normal.inputs(), Outputs::Stored).expect("sets of few inputs");
    assert_eq!(normal.outputs().len(), again.outputs().len());
    let _ = program.for_reading();
    let mut all = vec![normal];
    if let [_] = program.outputs() {
        let argnums: Vec<u32> = (0..program.inputs()).filter(|_| random.below(2) == 0).collect();
        all.push(grad(&program, &argnums, true).expect("one output, and such inputs"));
    }
    // Those with reductions are for plans, which the facade makes: test/fuzz-bytes.test.ts runs them.
    all.retain(|program| {
        program.nodes().iter().all(|node| !matches!(node, Node::Op(op, _) if !op.properties().is_elementwise()))
    });
    let args: Vec<(Arg, bool)> = (0..program.inputs())
        .map(|_| match random.below(3) {
            0 => (Arg::Number(random.number()), false),
            _ => (Arg::Batch((0..ELEMENTS).map(|_| random.number()).collect()), true),
        })
        .collect();
    let (args, batch): (Vec<Arg>, Vec<bool>) = args.into_iter().unzip();
    for program in &all {
        let got = run_tiles(program, &args, ELEMENTS);
        for i in 0..if batch.contains(&true) { ELEMENTS } else { 1 } {
            let point: Vec<f32> = args.iter().map(|arg| arg.at(i)).collect();
            for (output, expected) in program.eval(&point).into_iter().enumerate() {
                let got = got[output][i];
                assert!(same(got, expected), "output {output} at {point:?}: {got:e}, not {expected:e} of\n{program:?}");
            }
        }
        tiles::prepare(program, &batch).expect("as many flags");
        if compile {
            for scratch in [true, false] {
                jit::compile(program, &batch, scratch).expect("as many flags");
            }
        }
    }
    let steps = steps::take();
    assert!(steps <= PER_BYTE[usize::from(compile)] * bytes.len() as u64, "{steps} steps for {} bytes", bytes.len());
    all.into_iter().map(|program| (program, batch.clone())).collect()
}

/// Runs kernels in Node, and expects what scalar evaluation gives.
fn check_in_node(seed: u64, programs: &[(Program, Vec<bool>)]) {
    let mut random = Random(seed);
    let inputs: Vec<Vec<f32>> = (0..64).map(|_| (0..ELEMENTS).map(|_| random.number()).collect()).collect();
    let (cases, jobs): (Vec<_>, Vec<_>) = programs
        .iter()
        .filter_map(|(program, batch)| {
            let kernel = jit::compile(program, batch, true).expect("as many flags")?;
            Some(((program, batch), Job { kernel, batch: batch.clone(), outputs: program.outputs().len() }))
        })
        .unzip();
    let Some(runs) = run(&jobs, &inputs, ELEMENTS) else { return };
    for ((program, batch), run) in cases.into_iter().zip(runs) {
        if run.needs_fallback[0] {
            continue;
        }
        for i in 0..if batch.contains(&true) { ELEMENTS } else { 1 } {
            let point: Vec<f32> = batch.iter().zip(&inputs).map(|(&batch, xs)| xs[if batch { i } else { 0 }]).collect();
            for (output, expected) in program.eval(&point).into_iter().enumerate() {
                let got = run.outputs[output][i];
                assert!(same(got, expected), "output {output} at {point:?}: {got:e}, not {expected:e} of\n{program:?}");
            }
        }
    }
}

fn variable(name: &str, default: u64) -> u64 {
    std::env::var(name).map_or(default, |text| text.parse::<f64>().expect("a number") as u64)
}

#[test]
fn mutated_programs() {
    let (count, seed) = (variable("FLUXION_FUZZ", 100_000), variable("PROPTEST_RNG_SEED", 1));
    let threads = std::thread::available_parallelism().map_or(1, |n| n.get() as u64);
    let case = move |number: u64| {
        let mut random = Random(seed.wrapping_mul(0x1000_0000_01b3).wrapping_add(number << 20));
        let bytes = bytes_of(&mut random);
        let checked = catch_unwind(AssertUnwindSafe(|| check(&mut random, &bytes, number.is_multiple_of(COMPILED))));
        checked.unwrap_or_else(|_| panic!("case {number} of seed {seed}: {bytes:?}"))
    };
    std::thread::scope(|scope| {
        for thread in 0..threads {
            scope.spawn(move || {
                let mut for_node = Vec::new();
                for number in (thread..count).step_by(threads as usize) {
                    let programs = case(number);
                    if (number / threads).is_multiple_of(RUN_IN_NODE) {
                        for_node.extend(programs);
                    }
                    if for_node.len() >= 500 {
                        check_in_node(seed, &std::mem::take(&mut for_node));
                    }
                }
                check_in_node(seed, &for_node);
            });
        }
    });
}
