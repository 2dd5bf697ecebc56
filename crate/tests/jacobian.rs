//! Jacobians and Hessians: against the gradient at numbers, and which calls their entries are refused in.

mod programs;

use fluxion::op::Op;
use fluxion::program::{Node, Program, Value};
use fluxion::term::Outputs;
use fluxion::transform::grad::grad;
use fluxion::transform::jacobian::{hessian, jacobian};
use fluxion::transform::jvp::hvp;
use programs::{program, programs, with_inputs};
use proptest::prelude::*;

/// Smooth ops, choices and kinks, all bounded or nearly so; and reductions, which are ops of one number here.
fn tame(op: Op) -> bool {
    use Op::*;
    matches!(op, Sin | Cos | Tanh | Atan | Where | Gt | Max | Min | Add | Sub | Mul | Square | Sigmoid)
}

/// The program with a reduction of every third value that an op gives.
fn reducing(source: &Program) -> Program {
    let mut names: Vec<Value> = (0..source.inputs()).map(Value).collect();
    let mut nodes = Vec::new();
    let push = |nodes: &mut Vec<Node>, node| {
        nodes.push(node);
        Value(source.inputs() + nodes.len() as u32 - 1)
    };
    for (value, node) in source.iter() {
        let mut name = push(
            &mut nodes,
            match node {
                Node::Const(bits) => Node::Const(*bits),
                Node::Op(op, _) => Node::op(*op, &node.args().iter().map(|arg| names[arg.index()]).collect::<Vec<_>>()),
            },
        );
        if value.0 % 3 == 0 {
            name = push(&mut nodes, Node::op(if value.0 % 2 == 0 { Op::Sum } else { Op::Mean }, &[name]));
        }
        names.push(name);
    }
    let outputs: Vec<Value> = source.outputs().iter().map(|output| names[output.index()]).collect();
    program(source.inputs(), &nodes, &outputs)
}

fn close(a: f32, b: f32) -> bool {
    !(a.abs() < 1e4 && b.abs() < 1e4) || (a - b).abs() <= 1e-4 * a.abs().max(b.abs()).max(1.0)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 3_000, failure_persistence: None, ..ProptestConfig::default() })]

    /// At numbers each row is the gradient of its output, and the Hessian symmetric, with or without reductions.
    #[test]
    fn rows_are_gradients(source in programs(3, 14, tame), point in proptest::array::uniform3(-2.0f32..2.0)) {
        for source in [reducing(&source), source] {
            let entries = jacobian(&source, &[0, 2], 3).unwrap().eval(&point);
            for (row, &output) in source.outputs().iter().enumerate() {
                let one = program(3, source.nodes(), &[output]);
                let gradient = grad(&one.normalised(3, Outputs::Traced).unwrap(), &[0, 2], false).unwrap().eval(&point);
                for (a, &b) in entries[2 * row..].iter().zip(&gradient) {
                    prop_assert!(close(*a, b), "{} and {} at {:?} of\n{:?}", a, b, point, source);
                }
            }
            let rows = hessian(&source, &[0, 1, 2], 3).unwrap();
            for (row, column) in [(0, 1), (0, 2), (1, 2)] {
                prop_assert_eq!(rows.outputs()[3 * row + column], rows.outputs()[3 * column + row]);
            }
            let rows = rows.eval(&point);
            for column in 0..3 {
                let mut tangent = [0.0; 3];
                tangent[column] = 1.0;
                let product = hvp(&with_inputs(&source, 3, 3), &[0, 1, 2], 3).unwrap().eval(&[point, tangent].concat());
                for row in 0..3 {
                    let (a, b) = (rows[3 * row + column], product[row]);
                    prop_assert!(close(a, b), "{} and {} at {:?} of\n{:?}", a, b, point, source);
                }
            }
        }
    }
}

fn count(program: &Program, op: Op) -> usize {
    program.nodes().iter().filter(|node| matches!(node, Node::Op(other, _) if *other == op)).count()
}

#[test]
fn entries_are_either_where_paths_pass_reductions_alone() {
    // mean(w x) + w
    let nodes = [
        Node::op(Op::Mul, &[Value(0), Value(1)]),
        Node::op(Op::Mean, &[Value(2)]),
        Node::op(Op::Add, &[Value(3), Value(0)]),
    ];
    let source = program(2, &nodes, &[Value(4)]);
    let by = |argnum: u32| jacobian(&source, &[argnum], 2).expect("such an input");
    // By w a batch, the mean would mix its elements; by x a batch, w may be one.
    assert_eq!([count(&by(0), Op::Either), count(&by(0), Op::Refuse)], [0, 1]);
    assert_eq!([count(&by(1), Op::Either), count(&by(1), Op::Refuse)], [1, 1]);
    let loss = program(2, &nodes, &[Value(3)]);
    assert_eq!(count(&jacobian(&loss, &[0, 1], 2).expect("such inputs"), Op::Refuse), 0, "a number is never mixed");
    assert_eq!(count(&hessian(&loss, &[0, 1], 2).expect("such inputs"), Op::Refuse), 3, "twice by batches");
}

#[test]
fn elementwise_entries_are_plain() {
    let nodes = [Node::op(Op::Mul, &[Value(0), Value(1)]), Node::op(Op::Sin, &[Value(2)])];
    let source = program(2, &nodes, &[Value(3)]);
    for entries in [jacobian(&source, &[0, 1], 2).unwrap(), hessian(&source, &[0, 1], 2).unwrap()] {
        assert!(entries.nodes().iter().all(|node| match node {
            Node::Op(op, _) => op.properties().is_elementwise(),
            Node::Const(_) => true,
        }));
    }
}
