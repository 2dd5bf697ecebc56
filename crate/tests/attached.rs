//! Derivatives that are attached to values: what flows through them, to any order, and where they reduce.

mod programs;

use fluxion::error::Error;
use fluxion::op::Op;
use fluxion::program::{Node, Program, Value};
use fluxion::term::Outputs;
use fluxion::transform::grad::{grad, grad_with_free};
use programs::program;

fn op(op: Op, args: &[u32]) -> Node {
    Node::op(op, &args.iter().copied().map(Value).collect::<Vec<_>>())
}

/// The program of two inputs, x and y, of which the last node is the output.
fn of(nodes: &[Node]) -> Program {
    program(2, nodes, &[Value(1 + nodes.len() as u32)])
}

fn derivative(program: &Program, by: u32) -> Program {
    grad(program, &[by], false).expect("one output, and such an input")
}

fn count(program: &Program, op: Op) -> usize {
    program.nodes().iter().filter(|node| matches!(node, Node::Op(other, _) if *other == op)).count()
}

/// attach(v, x, p) of x, y and constants; v is sin(x), p is y².
fn sine() -> Program {
    of(&[op(Op::Sin, &[0]), op(Op::Square, &[1]), op(Op::Attach, &[2, 0, 3])])
}

#[test]
fn the_value_is_the_value_and_the_derivative_what_is_attached() {
    let at = [0.5, 3.0];
    assert_eq!(sine().eval(&at), [0.5_f32.sin()]);
    assert_eq!(derivative(&sine(), 0).eval(&at), [9.0]);
    // That of the value does not count.
    assert_eq!(derivative(&sine(), 1).eval(&at), [0.0]);
    // The second derivative is the derivative of what is attached.
    assert_eq!(derivative(&derivative(&sine(), 0), 1).eval(&at), [6.0]);
    assert_eq!(derivative(&derivative(&sine(), 0), 0).eval(&at), [0.0]);
}

#[test]
fn a_chain_has_a_derivative_for_each_argument() {
    let nodes = [op(Op::Mul, &[0, 1]), op(Op::Attach, &[2, 0, 1]), op(Op::AttachNext, &[3, 1, 0]), op(Op::Exp, &[4])];
    let product = of(&nodes);
    let expected = derivative(&of(&[op(Op::Mul, &[0, 1]), op(Op::Exp, &[2])]), 1);
    for at in [[0.5, 3.0], [-1.0, 0.25]] {
        assert_eq!(derivative(&product, 1).eval(&at), expected.eval(&at));
        assert_eq!(derivative(&derivative(&product, 1), 0).eval(&at), derivative(&expected, 0).eval(&at));
    }
}

#[test]
fn the_own_value_in_a_derivative_is_what_it_is_attached_to() {
    // floor(x), with the derivative of an exponential: each derivative is the value again.
    let mut floor = of(&[op(Op::Floor, &[0]), op(Op::OwnValue, &[2]), op(Op::Attach, &[2, 0, 3])]);
    for _ in 0..5 {
        assert_eq!(floor.eval(&[2.5, 0.0]), [2.0]);
        floor = derivative(&floor, 0);
    }
    // With that of tanh: 1 - v², then -2 v (1 - v²).
    let nodes = [
        op(Op::Floor, &[0]),
        op(Op::OwnValue, &[2]),
        op(Op::Square, &[3]),
        Node::constant(1.0),
        op(Op::Sub, &[5, 4]),
        op(Op::Attach, &[2, 0, 6]),
    ];
    let first = derivative(&of(&nodes), 0);
    assert_eq!(first.eval(&[2.5, 0.0]), [-3.0]);
    assert_eq!(derivative(&first, 0).eval(&[2.5, 0.0]), [12.0]);
    // -2 (1 - v²)² - 2 v (-2 v (1 - v²))
    assert_eq!(derivative(&derivative(&first, 0), 0).eval(&[2.5, 0.0]), [-66.0]);
}

#[test]
fn own_values_of_one_value_are_told_apart() {
    // a has the value floor(x) and the derivative b; b has the same value, and twice that for a derivative. So the third
    // derivative of a is four times the value.
    let nodes = [
        op(Op::Floor, &[0]),
        op(Op::OwnValue, &[2]),
        Node::constant(2.0),
        op(Op::Mul, &[3, 4]),
        op(Op::Attach, &[2, 0, 5]),
        op(Op::Attach, &[2, 0, 6]),
    ];
    let mut a = of(&nodes);
    for factor in [1.0, 1.0, 2.0, 4.0] {
        assert_eq!(a.eval(&[3.5, 0.0]), [3.0 * factor]);
        a = derivative(&a, 0);
    }
}

#[test]
fn what_is_zero_by_construction_stops_an_infinite_adjoint() {
    // 1 / attach(x, x, 1 - 1) at 0: the adjoint is infinite.
    let nodes = [Node::constant(1.0), op(Op::Sub, &[2, 2]), op(Op::Attach, &[0, 0, 3]), op(Op::Reciprocal, &[4])];
    assert_eq!(derivative(&of(&nodes), 0).eval(&[0.0, 0.0]), [0.0]);
}

#[test]
fn an_attach_reduces_where_what_it_attaches_depends_on_more() {
    let normal = |program: &Program| program.normalised(2, Outputs::Traced).expect("small sets");
    let has_like = |program: &Program| match program.iter().find(|(value, _)| *value == program.outputs()[0]) {
        Some((_, Node::Op(op, _))) => *op == Op::Like,
        _ => false,
    };
    // sum(x), and 1 for its derivative at each element.
    let sum = [op(Op::Sum, &[0]), Node::constant(1.0), op(Op::Attach, &[2, 0, 3])];
    // x, with a derivative by y.
    let other = [Node::constant(1.0), op(Op::Attach, &[0, 1, 2])];
    for nodes in [&sum[..], &other] {
        assert!(has_like(&normal(&of(nodes))));
    }
    let same = [op(Op::Sin, &[0]), op(Op::Cos, &[0]), op(Op::Attach, &[2, 0, 3])];
    assert!(!has_like(&normal(&of(&same))));
    // By y, which a may be, the gradient is spread; by a number it is summed.
    let by_y = derivative(&of(&[Node::constant(1.0), op(Op::Attach, &[0, 1, 2])]), 1);
    assert!(has_like(&by_y));
    // pow(x, 0) depends on x, though it is 1: that is no reduction.
    let nodes = [Node::constant(0.0), op(Op::Pow, &[0, 2]), op(Op::Sin, &[0]), op(Op::Attach, &[3, 0, 4])];
    let power = normal(&of(&nodes));
    assert!(!has_like(&power));
    assert_eq!(normal(&power), power);
    assert_eq!(count(&grad(&power, &[0], false).expect("one output"), Op::Total), 0);
}

#[test]
fn a_foreign_function_has_no_derivative_of_its_own() {
    // f of (x, y), where y may not be differentiated by, and f is the last of three inputs.
    let list =
        |x: u32| [Node::constant(0.0), op(Op::Argument, &[x, 3]), op(Op::Foreign, &[4, 2]), op(Op::Mul, &[5, 1])];
    let foreign = program(3, &list(0), &[Value(6)]);
    assert_eq!(grad_with_free(&foreign, &[0], false, 2), Err(Error::NoRule { from_end: 1 }));
    assert!(grad_with_free(&foreign, &[1], false, 2).is_ok());
    // With a rule it has.
    let nodes = [&list(0)[..3], &[op(Op::Attach, &[5, 0, 1])]].concat();
    let by_rule = program(3, &nodes, &[Value(6)]);
    let gradient = grad_with_free(&by_rule, &[0], false, 2).expect("a rule");
    assert_eq!(gradient.eval(&[0.5, 3.0, 0.0]), [3.0]);
}
