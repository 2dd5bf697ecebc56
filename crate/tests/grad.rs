//! The gradient transform: chain rule, dead branches, errors, size.

mod programs;

use fluxion::error::Error;
use fluxion::op::Op;
use fluxion::program::{Node, Program, Value};
use fluxion::transform::grad::grad;
use programs::{number, program, programs};
use proptest::prelude::*;

/// The program with every `where` replaced by the branch that it takes at this point. None where abs or hypot is at its
/// kink: of |x²|, which is smooth, one program may be known to be x² and the other not.
fn resolved(program_in: &Program, point: &[f32]) -> Option<Program> {
    let mut values: Vec<f32> = point.to_vec();
    let mut renamed: Vec<Value> = (0..program_in.inputs()).map(Value).collect();
    let mut nodes = Vec::new();
    for (_, node) in program_in.iter() {
        let args: Vec<Value> = node.args().iter().map(|arg| renamed[arg.index()]).collect();
        let numbers: Vec<f32> = node.args().iter().map(|arg| values[arg.index()]).collect();
        values.push(match node {
            Node::Const(bits) => f32::from_bits(*bits),
            Node::Op(op, _) => op.at(core::array::from_fn(|i| numbers.get(i).copied().unwrap_or(0.0))),
        });
        if matches!(node, Node::Op(Op::Abs | Op::Hypot, _)) && values.last() == Some(&0.0) {
            return None;
        }
        if matches!(node, Node::Op(Op::Where, _)) {
            renamed.push(if numbers[0] != 0.0 { args[1] } else { args[2] });
        } else {
            renamed.push(Value(program_in.inputs() + nodes.len() as u32));
            nodes.push(match node {
                Node::Const(_) => *node,
                Node::Op(op, _) => Node::op(*op, &args),
            });
        }
    }
    let outputs: Vec<Value> = program_in.outputs().iter().map(|output| renamed[output.index()]).collect();
    Some(program(program_in.inputs(), &nodes, &outputs))
}

fn first_output(program_in: &Program) -> Program {
    program(program_in.inputs(), program_in.nodes(), &program_in.outputs()[..1])
}

/// Ops whose derivatives are infinite or NaN somewhere, choices, and enough to connect them.
fn leaky(op: Op) -> bool {
    use Op::*;
    matches!(op, Where | Gt | Le | Eq | Not | Sqrt | Log | Reciprocal | Abs | Add | Mul | Neg | Sub | Hypot | Floor)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 20_000, failure_persistence: None, ..ProptestConfig::default() })]

    /// A branch that is not taken contributes nothing, not even NaN: the gradient at a point is that of the
    /// program in which the branches taken there are all there is. At orders 1 and 2.
    #[test]
    fn branches_not_taken_leave_no_trace(
        source in programs(2, 24, leaky),
        x in proptest::sample::select(vec![0.0f32, 1.0, -1.0, 2.0, 0.25, 4.0]),
        y in -4.0f32..4.0,
    ) {
        let (source, point) = (first_output(&source).simplified(), [x, y]);
        let Some(mut taken) = resolved(&source, &point) else { return Ok(()) };
        let mut whole = source.clone();
        for order in 1..=2 {
            whole = grad(&whole, &[0], false).unwrap();
            taken = grad(&taken, &[0], false).unwrap();
            let (got, expected) = (whole.eval(&point)[0], taken.eval(&point)[0]);
            // Sums may be added up in another order, so that a difference of large numbers is not compared.
            let close = (got - expected).abs() <= 1e-3 * expected.abs().max(1.0);
            let comparable = expected.is_nan() || expected.abs() < 1e3;
            prop_assert!(
                !comparable || close || got.is_nan() && expected.is_nan(),
                "order {}: {} and not {} at {:?} of\n{:?}", order, got, expected, point, source
            );
            // NaN where the taken branches have one is theirs; the other way round is a leak.
            prop_assert!(!got.is_nan() || expected.is_nan(), "order {}: NaN leaked at {:?} of\n{:?}", order, point, source);
            if expected.is_nan() || expected.abs() >= 1e3 {
                break;
            }
        }
    }

    /// Any program has a gradient, as often as one likes.
    #[test]
    fn gradients_of_gradients(source in programs(2, 12, |_| true), x in number(), y in number()) {
        let mut program = first_output(&source);
        for _ in 0..3 {
            let value_and_grad = grad(&program, &[0, 1], true).unwrap();
            prop_assert_eq!(value_and_grad.outputs().len(), 3);
            let (all, value) = (value_and_grad.eval(&[x, y]), program.eval(&[x, y])[0]);
            prop_assert!(programs::same(all[0], value), "the value with the gradient is the value");
            program = first_output(&grad(&program, &[0], false).unwrap());
        }
    }
}

#[test]
fn chain_rule() {
    // sin(cos x): -cos(cos x) sin x
    let nodes = [Node::op(Op::Cos, &[Value(0)]), Node::op(Op::Sin, &[Value(1)])];
    let derivative = grad(&program(1, &nodes, &[Value(2)]), &[0], false).unwrap();
    for (x, expected) in [(1.0, -0.7216062), (2.0, -0.831692), (3.0, -0.07743199)] {
        assert!((derivative.eval(&[x])[0] - expected).abs() < 2e-7);
    }
}

#[test]
fn refusals() {
    let two = program(1, &[], &[Value(0), Value(0)]);
    assert_eq!(grad(&two, &[0], false).unwrap().outputs().len(), 2, "the second output is left as it is");
    let one = program(1, &[], &[Value(0)]);
    assert_eq!(grad(&one, &[1], false), Err(Error::NoSuchInput { argnum: 1, inputs: 1 }));
}

#[test]
fn gradient_of_what_does_not_depend() {
    let constant = program(2, &[Node::constant(3.0)], &[Value(2)]);
    assert_eq!(grad(&constant, &[0, 1], true).unwrap().eval(&[5.0, 6.0]), [3.0, 0.0, 0.0]);
    let identity = program(2, &[], &[Value(1)]);
    assert_eq!(grad(&identity, &[0, 1, 1], true).unwrap().eval(&[5.0, 6.0]), [6.0, 0.0, 1.0, 1.0]);
}

/// Hash-consing keeps high orders small: sizes grow by a factor below 2.5 an order, not with the formula's tree.
#[test]
fn high_orders_stay_small() {
    let nodes = [Node::op(Op::Sin, &[Value(0)]), Node::op(Op::Cos, &[Value(1)]), Node::op(Op::Sin, &[Value(2)])];
    let mut program = program(1, &nodes, &[Value(3)]);
    for order in 1..=8 {
        let before = program.nodes().len();
        program = grad(&program, &[0], false).unwrap();
        let after = program.nodes().len();
        assert!(after < 10 + before * 5 / 2, "order {order}: {before} nodes became {after}");
    }
}
