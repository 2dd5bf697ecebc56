//! Work is in proportion to the program, whatever the program: counted in steps, for time depends on the machine.

mod programs;

use fluxion::engine::{jit, tiles};
use fluxion::op::Op;
use fluxion::program::{Node, Program, Value};
use fluxion::steps;
use fluxion::transform::grad::grad;
use programs::{program, programs};
use proptest::prelude::*;

/// The most steps for a node: it has several in the gradient, and each of those some hundred instructions in a kernel.
const PER_NODE: u64 = 3000;

/// What [`steps`] count from bytes to kernels.
fn steps_of(bytes: &[u8]) -> u64 {
    let _ = steps::take();
    let program = Program::decode(bytes).expect("the bytes of a program");
    let mut all = vec![program.simplified()];
    let argnums: Vec<u32> = (0..program.inputs()).collect();
    if program.outputs().len() == 1 {
        all.push(grad(&program, &argnums, true).expect("one output, and such inputs"));
    }
    for program in &all {
        for batch in [true, false] {
            let batch = vec![batch; program.inputs() as usize];
            tiles::prepare(program, &batch).expect("as many flags, and memory for all");
            jit::compile(program, &batch, true).expect("as many flags");
        }
    }
    steps::take()
}

/// A sum of values, each after the one before.
fn sum(inputs: u32, mut nodes: Vec<Node>, values: impl IntoIterator<Item = Value>) -> Program {
    let mut sum = Value(0);
    for value in values {
        nodes.push(Node::op(Op::Add, &[sum, value]));
        sum = Value(inputs + nodes.len() as u32 - 1);
    }
    program(inputs, &nodes, &[sum])
}

/// A sum of constants times the input.
fn of_constants(constants: impl Iterator<Item = u32>) -> Program {
    let mut nodes: Vec<Node> = constants.map(Node::Const).collect();
    let count = nodes.len() as u32;
    nodes.extend((1..=count).map(|constant| Node::op(Op::Mul, &[Value(0), Value(constant)])));
    sum(1, nodes, (1 + count..1 + 2 * count).map(Value))
}

/// A constant that FxHash, with its high bits folded down, gives this hash.
fn constant_of_hash(hash: u32) -> u32 {
    // The inverse of 0x9e3779b9 modulo 2^32.
    const INVERSE: u32 = 0x144c_bc89;
    let last = hash ^ (hash >> 15) ^ (hash >> 30);
    let third = last.wrapping_mul(INVERSE).rotate_right(5);
    let second = third.wrapping_mul(INVERSE).rotate_right(5);
    second.wrapping_mul(INVERSE)
}

/// The worst programs that we know, of about n nodes, by what is bad about them.
fn worst(n: u32) -> Vec<(&'static str, Program)> {
    let chain = |op: Op, n: u32| (0..n).map(|i| Node::op(op, &[Value(i)])).collect::<Vec<_>>();
    let each = |op: Op| -> Vec<Node> {
        let apart =
            (0..n / 3).flat_map(|i| [Node::Const(0x3f80_0000 + i), Node::op(Op::Mul, &[Value(0), Value(1 + 2 * i)])]);
        apart.chain((0..n / 3).map(|i| Node::op(op, &[Value(2 + 2 * i)]))).collect()
    };
    let products = {
        let m = n / 8;
        let nodes = chain(Op::Sin, m).into_iter().chain(
            (0..m / 3 * 2)
                .flat_map(|i| [Op::Add, Op::Mul, Op::Atan2].map(|op| Node::op(op, &[Value(m - 1 - i), Value(i / 3)]))),
        );
        let nodes: Vec<Node> = nodes.collect();
        let end = nodes.len() as u32;
        sum(1, nodes, (1 + m..1 + end).map(Value))
    };
    vec![
        ("constants of one hash", of_constants((0..n / 3).map(|i| constant_of_hash(i << 17)))),
        ("constants of one slot", of_constants((0..n / 3).map(|i| i << 16))),
        ("ops of one slot", products),
        ("a chain of functions", program(1, &chain(Op::Sin, n), &[Value(n)])),
        (
            "a chain of arithmetic",
            program(
                1,
                &chain(Op::Neg, 1)
                    .into_iter()
                    .chain((1..n).map(|i| Node::op([Op::Add, Op::Mul][i as usize % 2], &[Value(i), Value(i - 1)])))
                    .collect::<Vec<_>>(),
                &[Value(n)],
            ),
        ),
        ("values alive at once", sum(1, each(Op::Sqrt), (0..n / 3).map(|i| Value(1 + n / 3 * 2 + i)))),
        ("functions alive at once", sum(1, each(Op::Sin), (0..n / 3).map(|i| Value(1 + n / 3 * 2 + i)))),
        ("one value used by all", sum(1, vec![], (0..n).map(|_| Value(0)))),
        ("outputs", program(1, &chain(Op::Sin, n / 2), &(0..n / 2).map(Value).collect::<Vec<_>>())),
        ("one output many times", program(1, &chain(Op::Sin, 2), &vec![Value(2); n as usize])),
    ]
}

#[test]
fn the_worst_programs_take_steps_in_proportion() {
    for ((name, small), (_, large)) in worst(3000).into_iter().zip(worst(12_000)) {
        let steps = [&small, &large].map(|program| steps_of(&program.encode()));
        let nodes = (large.nodes().len() + large.outputs().len()) as u64;
        println!("{name}: {steps:?}, {} a node", steps[1] / nodes);
        assert!(steps[1] <= PER_NODE * nodes, "{name}: {} steps for {nodes} nodes", steps[1]);
        assert!(steps[1] <= 5 * steps[0], "{name}: four times the nodes, and {steps:?} steps");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn random_programs_take_steps_in_proportion(program in programs(3, 200, |_| true)) {
        let bytes = program.encode();
        let steps = steps_of(&bytes);
        prop_assert!(steps <= PER_NODE * bytes.len() as u64, "{} steps for {} bytes", steps, bytes.len());
    }
}
