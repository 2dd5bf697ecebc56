//! What programs with reductions look like in normal form, and their gradients: what depends on what.

mod programs;

use fluxion::op::Op;
use fluxion::program::{Node, Program, Value};
use fluxion::term::Outputs;
use fluxion::transform::grad::grad;
use programs::program;

/// The programs of some losses of w and x, as they are traced.
fn losses() -> Vec<(&'static str, Program)> {
    let product = Node::op(Op::Mul, &[Value(0), Value(1)]);
    let of = |nodes: &[Node]| program(2, nodes, &[Value(1 + nodes.len() as u32)]);
    let op = |op: Op, args: &[u32]| Node::op(op, &args.iter().copied().map(Value).collect::<Vec<_>>());
    vec![
        ("sum(w x)", of(&[product, op(Op::Sum, &[2])])),
        ("mean((w x)²)", of(&[product, op(Op::Square, &[2]), op(Op::Mean, &[3])])),
        ("logsumexp(w x)", of(&[product, op(Op::Logsumexp, &[2])])),
        ("variance(w x, 1)", of(&[product, Node::constant(1.0), op(Op::Variance, &[2, 3])])),
        ("mean(w x) + w", of(&[product, op(Op::Mean, &[2]), op(Op::Add, &[3, 0])])),
        ("x - mean(x) w", of(&[op(Op::Mean, &[1]), op(Op::Mul, &[2, 0]), op(Op::Sub, &[1, 3])])),
        ("amax(w x) norm(x)", of(&[product, op(Op::Amax, &[2]), op(Op::Norm, &[1]), op(Op::Mul, &[3, 4])])),
    ]
}

/// The members of a set, as a sorted list.
fn members(program: &Program, set: Value) -> Vec<u32> {
    match program.iter().find(|(value, _)| *value == set) {
        None => vec![set.0],
        Some((_, Node::Op(Op::Both, [a, b, _]))) => {
            let mut all = [members(program, *a), members(program, *b)].concat();
            all.sort_unstable();
            all
        }
        Some((_, Node::Const(_))) => vec![],
        Some((_, node)) => panic!("{node:?} is no set of inputs"),
    }
}

/// What an output depends on, if it has a reduction below it.
fn dependence(program: &Program, output: usize) -> Option<Vec<u32>> {
    let output = program.outputs()[output];
    match program.iter().find(|(value, _)| *value == output)?.1 {
        Node::Op(Op::Like, [_, set, _]) => Some(members(program, *set)),
        _ => None,
    }
}

fn count(program: &Program, op: Op) -> usize {
    program.nodes().iter().filter(|node| matches!(node, Node::Op(other, _) if *other == op)).count()
}

fn normal(program: &Program) -> Program {
    program.normalised(program.inputs(), Outputs::Traced).expect("small sets")
}

#[test]
fn outputs_tell_what_they_depend_on_directly() {
    let expected: [&[u32]; 7] = [&[], &[], &[], &[], &[0], &[0, 1], &[]];
    for ((name, program), expected) in losses().into_iter().zip(expected) {
        assert_eq!(dependence(&normal(&program), 0).as_deref(), Some(expected), "{name}");
    }
    // Of the program as it was traced: x^0 is 1, and depends on x.
    let nodes = [
        Node::constant(0.0),
        Node::op(Op::Pow, &[Value(1), Value(2)]),
        Node::op(Op::Sum, &[Value(0)]),
        Node::op(Op::Add, &[Value(3), Value(4)]),
    ];
    assert_eq!(dependence(&normal(&program(2, &nodes, &[Value(5)])), 0), Some(vec![1]));
    // Without a reduction below, nothing is told.
    let plain = normal(&program(2, &[Node::op(Op::Sin, &[Value(0)])], &[Value(2)]));
    assert_eq!((dependence(&plain, 0), plain.nodes().len()), (None, 1));
}

#[test]
fn normal_form_is_normal() {
    for (name, program) in losses() {
        let once = normal(&program);
        let gradient = grad(&once, &[0, 1], true).expect("one output, and such inputs");
        for program in [once, gradient] {
            let stored = program.normalised(2, Outputs::Stored).expect("small sets");
            let again = stored.normalised(2, Outputs::Stored).expect("small sets");
            assert_eq!(again, stored, "{name}");
            for output in 0..program.outputs().len() {
                assert_eq!(dependence(&stored, output), dependence(&program, output), "{name}, output {output}");
            }
        }
    }
}

#[test]
fn gradients_of_losses_depend_on_their_argument() {
    for (name, program) in losses() {
        let gradients = grad(&program, &[0, 1], false).expect("one output, and such inputs");
        for argument in 0..2 {
            assert_eq!(dependence(&gradients, argument), Some(vec![argument as u32]), "{name} by {argument}");
        }
    }
}

#[test]
fn what_flows_back_to_a_number_is_totalled() {
    let [(_, sum), (_, mse), ..] = &losses()[..] else { panic!("some losses") };
    // By w, a total of x for w; by x one of w for x, for w may be a batch where x is a number.
    for program in [sum, mse] {
        let by_w = grad(program, &[0], false).expect("one output, and an input");
        let sets: Vec<Vec<u32>> = by_w
            .nodes()
            .iter()
            .filter_map(|node| match node {
                Node::Op(Op::Total, [_, set, _]) => Some(members(&by_w, *set)),
                _ => None,
            })
            .collect();
        assert!(sets.contains(&vec![0]), "{sets:?}");
    }
}

#[test]
fn refusals_are_where_a_call_has_no_one_meaning() {
    let expected = [0, 0, 0, 0, 1, 1, 0];
    for ((name, program), expected) in losses().into_iter().zip(expected) {
        let gradient = grad(&program, &[1], false).expect("one output, and an input");
        // An output that may be a batch, of which a differentiated path passes a reduction.
        assert_eq!(count(&gradient, Op::Refuse) > 0, expected > 0, "{name}");
    }
}
