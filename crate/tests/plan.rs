//! How the jit divides programs into chunks, at the sizes where it begins to divide them; and that the kernels on both
//! sides of each such size compute the same bits.

#[allow(dead_code)] // Whether a kernel asks for the fallback is of no matter here.
mod node;
mod programs;

use fluxion::engine::jit::compile;
use fluxion::op::Op;
use fluxion::program::{Node, Program, Value};
use node::{run, Job};
use programs::{program, same};
use wasmparser::{Parser, Payload};

/// Elements of a batch: more than two tiles of the largest size, and not a multiple of any.
const ELEMENTS: usize = 2056;
const INPUTS: usize = 6;

/// The chunks that a kernel of batches has. More than one are called by a function of their own.
fn chunks(program: &Program) -> usize {
    functions(&kernel(program, &batches(program))).saturating_sub(1).max(1)
}

fn functions(job: &Job) -> usize {
    let payloads = Parser::new(0).parse_all(&job.kernel.module).map(Result::unwrap);
    payloads.filter(|payload| matches!(payload, Payload::CodeSectionEntry(_))).count()
}

fn batches(program: &Program) -> Vec<bool> {
    vec![true; program.inputs() as usize]
}

fn kernel(program: &Program, batch: &[bool]) -> Job {
    let kernel = compile(program, batch, true).expect("a flag for every input").expect("few inputs and outputs");
    Job { kernel, batch: batch.to_vec(), outputs: program.outputs().len() }
}

/// Expects of kernels what scalar evaluation gives.
fn check(programs: &[(Program, Vec<bool>)]) {
    let inputs: Vec<Vec<f32>> = (0..INPUTS)
        .map(|k| (0..ELEMENTS).map(|i| ((i * (2 * k + 7)) % 1009) as f32 / 500.0 - 0.9 + k as f32 / 16.0).collect())
        .collect();
    let jobs: Vec<Job> = programs.iter().map(|(program, batch)| kernel(program, batch)).collect();
    let Some(runs) = run(&jobs, &inputs, ELEMENTS) else { return };
    for ((program, batch), run) in programs.iter().zip(runs) {
        let simplified = program.simplified();
        for i in 0..if batch.contains(&true) { ELEMENTS } else { 1 } {
            let point: Vec<f32> = batch.iter().zip(&inputs).map(|(&batch, xs)| xs[if batch { i } else { 0 }]).collect();
            for (output, expected) in simplified.eval(&point).into_iter().enumerate() {
                let got = run.outputs[output][i];
                assert!(same(got, expected), "output {output} at {point:?}: {got:e}, not {expected:e} of\n{program:?}");
            }
        }
    }
}

fn check_batches(programs: impl IntoIterator<Item = Program>) {
    check(&programs.into_iter().map(|program| (program.clone(), batches(&program))).collect::<Vec<_>>());
}

/// An op of each of so many inputs.
fn of_each(op: Op, inputs: u32) -> Program {
    let nodes: Vec<Node> = (0..inputs).map(|k| Node::op(op, &[Value(k)])).collect();
    let outputs: Vec<Value> = (inputs..2 * inputs).map(Value).collect();
    program(inputs, &nodes, &outputs)
}

/// Functions one after the other, then so many ops of arithmetic.
fn chain(functions: &[Op], arithmetic: usize) -> Program {
    let mut nodes: Vec<Node> = Vec::new();
    // Values: the inputs 0 and 1, then one for each node.
    let mut last = Value(0);
    let mut push = |node: Node| {
        nodes.push(node);
        last = Value(1 + nodes.len() as u32);
        last
    };
    let mut value = Value(0);
    for &op in functions {
        value = push(Node::op(op, &[value]));
    }
    for i in 0..arithmetic {
        value = push(Node::op([Op::Mul, Op::Add, Op::Sub][i % 3], &[value, Value(1)]));
    }
    program(2, &nodes, &[value])
}

#[test]
fn a_chunk_has_two_sines_or_five_exponentials() {
    assert_eq!([1, 2, 3, 4, 5].map(|n| chunks(&of_each(Op::Sin, n))), [1, 1, 2, 2, 3]);
    assert_eq!([1, 4, 5, 6].map(|n| chunks(&of_each(Op::Exp, n))), [1, 1, 1, 2]);
    check_batches([2, 3, 4, 5, 6].into_iter().flat_map(|n| [of_each(Op::Sin, n), of_each(Op::Exp, n)]));
}

#[test]
fn functions_of_the_same_argument_are_not_parted() {
    let all = [Op::Sin, Op::Cos, Op::Tan, Op::Exp, Op::Sinh, Op::Cosh, Op::Tanh];
    let nodes = all.map(|op| Node::op(op, &[Value(0)]));
    let outputs: Vec<Value> = (1..=all.len() as u32).map(Value).collect();
    let program = program(1, &nodes, &outputs);
    assert_eq!(chunks(&program), 1);
    check_batches([program]);
}

#[test]
fn a_function_of_a_function_has_another_chunk() {
    let programs = [&[Op::Sin][..], &[Op::Sin, Op::Exp], &[Op::Sin, Op::Exp, Op::Tanh]].map(|ops| chain(ops, 0));
    assert_eq!(programs.each_ref().map(chunks), [1, 2, 3]);
    check_batches(programs);
}

#[test]
fn more_than_twelve_ops_that_follow_functions_have_a_chunk_of_their_own() {
    let programs = [11, 12, 13, 14].map(|n| chain(&[Op::Sin, Op::Exp], n));
    assert_eq!(programs.each_ref().map(chunks), [2, 2, 3, 3]);
    check_batches(programs);
    // But not if the functions have one chunk, which would be one loop otherwise.
    assert_eq!([12, 13, 40].map(|n| chunks(&chain(&[Op::Sin], n))), [1, 1, 1]);
}

/// The least number of ops for which something holds that holds for 4000.
fn least(mut holds: impl FnMut(usize) -> bool) -> usize {
    let (mut below, mut at) = (1, 4000);
    assert!(!holds(below) && holds(at));
    while at - below > 1 {
        let middle = below.midpoint(at);
        *(if holds(middle) { &mut at } else { &mut below }) = middle;
    }
    at
}

#[test]
fn arithmetic_is_divided_where_it_is_too_large_for_a_kernel_without_scratch_memory() {
    let arithmetic = |n| chain(&[], n);
    let divided = least(|n| chunks(&arithmetic(n)) > 1);
    let refused = least(|n| compile(&arithmetic(n), &[true, true], false).unwrap().is_none());
    assert_eq!(divided, refused);
    check_batches([divided - 1, divided, divided + 1, 2 * divided].map(arithmetic));
}

#[test]
fn what_numbers_decide_comes_first_and_is_part_of_a_loop_that_is_the_only_one() {
    // Of the inputs x, a batch, and a, a number: sin(a) x, and cos(sin(a) exp(x)).
    let merged = program(2, &[Node::op(Op::Sin, &[Value(1)]), Node::op(Op::Mul, &[Value(2), Value(0)])], &[Value(3)]);
    let apart = program(
        2,
        &[
            Node::op(Op::Sin, &[Value(1)]),
            Node::op(Op::Exp, &[Value(0)]),
            Node::op(Op::Mul, &[Value(2), Value(3)]),
            Node::op(Op::Cos, &[Value(4)]),
        ],
        &[Value(5)],
    );
    let number = vec![true, false];
    assert_eq!(functions(&kernel(&merged, &number)), 1);
    // That of numbers, two loops, and what calls them.
    assert_eq!(functions(&kernel(&apart, &number)), 4);
    check(&[
        (merged.clone(), number.clone()),
        (apart.clone(), number),
        (merged, vec![false; 2]),
        (apart, vec![true; 2]),
    ]);
}
