//! Forward mode and seeded reverse mode: against each other, against the gradient, and on losses.

mod programs;

use fluxion::op::Op;
use fluxion::program::{Node, Program, Value};
use fluxion::transform::grad::grad;
use fluxion::transform::{jvp as forward, vjp as reverse};
use programs::{program, programs, with_inputs};
use proptest::prelude::*;

/// `jvp` of a program, which gets the inputs for the tangents.
fn jvp(program: &Program, argnums: &[u32], with_value: bool, own: u32) -> Program {
    let program = with_inputs(program, own, argnums.len() as u32);
    forward::jvp(&program, argnums, with_value, own).expect("small sets")
}

/// `vjp` of a program, which gets the inputs for the cotangents.
fn vjp(program: &Program, with_value: bool, own: u32) -> Program {
    let program = with_inputs(program, own, program.outputs().len() as u32);
    reverse::vjp(&program, with_value, own).expect("small sets")
}

/// Smooth ops, choices and kinks, all bounded or nearly so.
fn tame(op: Op) -> bool {
    use Op::*;
    matches!(op, Sin | Cos | Tanh | Atan | Where | Gt | Max | Min | Abs | Add | Sub | Mul | Hypot | Square | Sigmoid)
}

/// Ops whose derivatives are infinite or NaN somewhere, and choices.
fn leaky(op: Op) -> bool {
    use Op::*;
    matches!(op, Where | Gt | Eq | Not | Sqrt | Log | Reciprocal | Abs | Add | Mul | Hypot | Floor)
}

/// All outputs of a program and their tangents, at a point.
fn push(program: &Program, point: &[f32], tangent: &[f32]) -> Vec<f32> {
    let argnums: Vec<u32> = (0..program.inputs()).collect();
    let forward = jvp(program, &argnums, true, program.inputs());
    forward.eval(&[point, tangent].concat())
}

/// What cotangents come to, at a point.
fn pull(program: &Program, point: &[f32], cotangent: &[f32]) -> Vec<f32> {
    let reverse = vjp(program, false, program.inputs());
    reverse.eval(&[point, cotangent].concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 5_000, failure_persistence: None, ..ProptestConfig::default() })]

    /// c · (J v) = (J^T c) · v.
    #[test]
    fn forward_and_reverse_are_adjoint(
        source in programs(3, 16, tame),
        point in proptest::array::uniform3(-2.0f32..2.0),
        tangent in proptest::array::uniform3(-2.0f32..2.0),
        cotangent in proptest::array::uniform4(-2.0f32..2.0),
    ) {
        let count = source.outputs().len();
        let cotangent = &cotangent[..count];
        let pushed = push(&source, &point, &tangent);
        let pulled = pull(&source, &point, cotangent);
        let dot = |a: &[f32], b: &[f32]| a.iter().zip(b).map(|(a, b)| f64::from(*a) * f64::from(*b)).sum::<f64>();
        let (one, other) = (dot(cotangent, &pushed[count..]), dot(&pulled, &tangent));
        for (value, expected) in pushed.iter().zip(source.eval(&point)) {
            prop_assert!(programs::same(*value, expected), "the value with the tangent is the value");
        }
        // Of a program that has infinite constants there is nothing to compare.
        let comparable = pushed[count..].iter().chain(&pulled).all(|x| x.abs() < 1e4);
        let size = pushed[count..].iter().chain(&pulled).fold(1.0, |size, x| x.abs().max(size));
        prop_assert!(
            !comparable || (one - other).abs() <= 1e-4 * f64::from(size),
            "{} and {} at {:?} of\n{:?}", one, other, point, source
        );
    }

    /// The derivative by one argument, of which no branch that is not taken makes a NaN that the gradient has not.
    #[test]
    fn a_direction_is_a_gradient(
        source in programs(2, 20, leaky),
        x in proptest::sample::select(vec![0.0f32, 1.0, -1.0, 2.0, 0.25, 4.0]),
        y in -4.0f32..4.0,
    ) {
        let source = program(2, source.nodes(), &source.outputs()[..1]).simplified();
        let gradient = grad(&source, &[0], false).unwrap().eval(&[x, y])[0];
        let along = jvp(&source, &[0], false, 2).eval(&[x, y, 1.0])[0];
        let back = vjp(&source, true, 2).eval(&[x, y, 1.0])[1];
        prop_assert!(programs::same(back, gradient), "{} and {} of\n{:?}", back, gradient, source);
        let close = (along - gradient).abs() <= 1e-3 * gradient.abs().max(1.0);
        let comparable = gradient.is_finite() && gradient.abs() < 1e3;
        prop_assert!(!comparable || close, "{} and {} at {:?} of\n{:?}", along, gradient, [x, y], source);
    }
}

#[test]
fn new_inputs_come_before_free_variables() {
    // x y + y, of x alone.
    let nodes = [Node::op(Op::Mul, &[Value(0), Value(1)]), Node::op(Op::Add, &[Value(2), Value(1)])];
    let source = program(2, &nodes, &[Value(3)]);
    assert_eq!(jvp(&source, &[0], true, 1).eval(&[2.0, 10.0, 3.0]), [9.0, 30.0]);
    assert_eq!(vjp(&source, true, 1).eval(&[2.0, 10.0, 3.0]), [9.0, 30.0]);
}

#[test]
fn what_an_argument_does_not_reach_has_no_derivative() {
    let source = program(2, &[Node::constant(3.0)], &[Value(1), Value(2)]);
    assert_eq!(jvp(&source, &[0], true, 2).eval(&[5.0, 6.0, 7.0]), [6.0, 3.0, 0.0, 0.0]);
    assert_eq!(vjp(&source, false, 2).eval(&[5.0, 6.0, 7.0, 8.0]), [0.0, 7.0]);
}

/// The number of nodes of an op.
fn count(program: &Program, op: Op) -> usize {
    program.nodes().iter().filter(|node| matches!(node, Node::Op(other, _) if *other == op)).count()
}

#[test]
fn losses_keep_what_their_outputs_depend_on() {
    // mean(w x) + w, which is a batch if w is one; and sin x, which is one if there is any.
    let nodes = [
        Node::op(Op::Mul, &[Value(0), Value(1)]),
        Node::op(Op::Mean, &[Value(2)]),
        Node::op(Op::Add, &[Value(3), Value(0)]),
        Node::op(Op::Sin, &[Value(1)]),
    ];
    let source = program(2, &nodes, &[Value(4), Value(5)]);
    let forward = jvp(&source, &[0, 1], true, 2);
    let set = |program: &Program, output: usize| {
        let output = program.outputs()[output];
        match program.iter().find(|(value, _)| *value == output)?.1 {
            Node::Op(Op::Like, [_, set, _]) => Some(*set),
            _ => None,
        }
    };
    let sets: Vec<Option<Value>> = (0..4).map(|output| set(&forward, output)).collect();
    assert_eq!(sets, [Some(Value(0)), None, Some(Value(0)), None]);
    // One sum of the tangents of w x, and no refusal but of a tangent that is a batch where its argument is a number: of
    // the tangent itself, and of the first derivative.
    assert_eq!((count(&forward, Op::Total), count(&forward, Op::Refuse)), (1, 4));

    let reverse = vjp(&source, false, 2);
    assert_eq!((0..2).map(|output| set(&reverse, output)).collect::<Vec<_>>(), [Some(Value(0)), Some(Value(1))]);
    assert_eq!(count(&reverse, Op::Refuse), 4, "of a cotangent that is a batch where its value is a number");
}
