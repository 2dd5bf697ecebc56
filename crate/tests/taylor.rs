//! Taylor mode: every op's derivatives up to order 10 against what mpmath says, programs against nested gradients, and
//! how large programs get. `tests/orders.rs` has the special points of single ops.
//!
//! `cargo test --test taylor -- --nocapture` prints the worst errors.

mod programs;
mod support;

use fluxion::error::Error;
use fluxion::op::{Op, TABLE};
use fluxion::program::{Node, Program, Value};
use fluxion::steps;
use fluxion::transform::grad::grad;
use fluxion::transform::taylor::derivatives;
use programs::{program, programs, single, SPECIAL};
use proptest::prelude::*;
use std::path::Path;
use support::ulp::unit;

/// The highest order of `test/oracle/derivatives.txt`.
const ORDER: u32 = 10;

/// Every derivative of an op of the table is within this part of its largest magnitude over the range.
const BOUND: f64 = 1.0 / (1 << 19) as f64;

/// The derivatives of an op by one argument, where the others are held, over a range.
struct Range {
    op: Op,
    place: usize,
    /// The others, and anything in the place.
    args: Vec<f32>,
    /// The argument, and the derivatives from order 0 on.
    points: Vec<(f32, Vec<f64>)>,
}

/// Those of `test/oracle/derivatives.txt`, which `taylor.py` there makes and describes.
fn ranges() -> Vec<Range> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../test/oracle/derivatives.txt");
    let text = std::fs::read_to_string(path).expect("the file of derivatives");
    let mut ranges: Vec<Range> = Vec::new();
    for line in text.lines() {
        if let Some((head, args)) = line.split_once(": ") {
            let (name, place) = head.split_once(' ').expect("a name and a place");
            let row = TABLE.iter().find(|row| row.name == name).expect("an op of this name");
            let args = args.split(", ").map(|arg| if arg == "_" { 0.0 } else { arg.parse().expect("a number") });
            let place = place.parse().expect("a number");
            ranges.push(Range { op: row.op, place, args: args.collect(), points: vec![] });
        } else {
            let numbers: Vec<f64> = line.split(' ').map(|number| number.parse().expect("a number")).collect();
            ranges.last_mut().expect("a head").points.push((numbers[0] as f32, numbers[1..].to_vec()));
        }
    }
    ranges
}

/// The op with its other arguments as inputs, and as constants of the program; the input that it is differentiated by.
fn forms(range: &Range) -> Vec<(Program, u32)> {
    let mut forms = vec![(single(range.op), range.place as u32)];
    if range.args.len() > 1 {
        let mut nodes: Vec<Node> = range.args.iter().map(|&arg| Node::constant(arg)).collect();
        let mut args: Vec<Value> = (1..=nodes.len() as u32).map(Value).collect();
        args[range.place] = Value(0);
        nodes.push(Node::op(range.op, &args));
        forms.push((program(1, &nodes, &[Value(nodes.len() as u32)]), 0));
    }
    forms
}

#[test]
fn every_op_is_accurate_up_to_order_10() {
    let ranges = ranges();
    for row in TABLE.iter().filter(|row| row.public && row.properties.is_elementwise() && !is_constant(row.op)) {
        assert!(ranges.iter().any(|range| range.op == row.op), "{}: add it to test/oracle/taylor.py", row.name);
    }
    let mut wrong = Vec::new();
    let mut of_highest = Vec::new();
    for range in &ranges {
        for (program, place) in forms(range) {
            let taylor = derivatives(&program, place, ORDER, program.inputs()).expect("a small program");
            let results: Vec<Vec<f32>> = (range.points.iter())
                .map(|(x, _)| {
                    let mut args = range.args.clone();
                    args[range.place] = *x;
                    taylor.eval(if program.inputs() == 1 { std::slice::from_ref(x) } else { &args })
                })
                .collect();
            let mut worst = (0.0, 0);
            for k in 0..=ORDER as usize {
                let largest = range.points.iter().map(|(_, exact)| exact[k].abs()).fold(0.0, f64::max);
                if largest > f32::MAX.into() {
                    continue;
                }
                for ((x, exact), result) in range.points.iter().zip(&results) {
                    let off = (f64::from(result[k]) - exact[k]).abs();
                    let error = if off == 0.0 { 0.0 } else { off / largest };
                    if k == ORDER as usize && exact[k] != 0.0 {
                        of_highest.push(off / unit(exact[k]));
                    }
                    if error.is_nan() || error > worst.0 {
                        worst = (error, k);
                    }
                    if error.is_nan() || error > BOUND {
                        wrong.push(format!(
                            "{} by {}, order {k} at {x:e} with {:?}: {:e}, exactly {:e}",
                            range.op.row().name,
                            range.op.row().args[range.place],
                            range.args,
                            result[k],
                            exact[k]
                        ));
                    }
                }
            }
            println!(
                "{:8.2} of 2^-24, at order {:2}: {:?} {:?}",
                worst.0 * (1 << 24) as f64,
                worst.1,
                range.op,
                range.args
            );
        }
    }
    of_highest.sort_by(f64::total_cmp);
    let median = of_highest[of_highest.len() / 2];
    println!("the median error at order {ORDER} is {median:.2} ULP");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(median <= 3.0, "the median error at order {ORDER} is {median} ULP");
}

/// Gradients of gradients have no other rules.
#[test]
fn nested_gradients_are_as_accurate_up_to_order_6() {
    let mut wrong = Vec::new();
    for range in ranges().iter().filter(|range| range.args.len() == 1) {
        for (k, program) in nested(&single(range.op), 6).iter().enumerate() {
            let largest = range.points.iter().map(|(_, exact)| exact[k].abs()).fold(0.0, f64::max);
            let errors = range.points.iter().map(|(x, exact)| {
                let off = (f64::from(program.eval(&[*x])[0]) - exact[k]).abs();
                (if off == 0.0 { 0.0 } else { off / largest }, x)
            });
            let (error, x) = errors.fold((0.0, &0.0), |a, b| if a.0 >= b.0 { a } else { b });
            if error.is_nan() || error > BOUND {
                wrong.push(format!("{:?}, order {k} at {x:e}: {:.1} of 2^-24", range.op, error * (1 << 24) as f64));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Whether all derivatives of the op are 0, but for those of arguments that come back as they are.
fn is_constant(op: Op) -> bool {
    let properties = op.properties();
    let few = [Op::Sign, Op::Floor, Op::Ceil, Op::Trunc, Op::Round, Op::StopGradient, Op::IsNan, Op::IsFinite];
    let linear = [Op::Neg, Op::Abs, Op::Fround, Op::Relu, Op::Relu6, Op::HardTanh];
    properties.is_truth() || few.contains(&op) || linear.contains(&op)
}

/// What nested gradients give: the value and the derivatives by input 0 up to an order.
fn nested(program: &Program, order: usize) -> Vec<Program> {
    let mut all = vec![program.clone()];
    for k in 0..order {
        all.push(grad(&all[k], &[0], false).expect("an output, and an input"));
    }
    all
}

/// Ops that keep values near 1, so that float32 does not lose them: others make large errors of small ones.
fn is_tame(op: Op) -> bool {
    let smooth =
        [Op::Sin, Op::Cos, Op::Tanh, Op::Sigmoid, Op::Softplus, Op::Erf, Op::NormalPdf, Op::Atan2, Op::Logaddexp];
    let arithmetic = [Op::Neg, Op::Add, Op::Sub, Op::Hypot, Op::Squareplus, Op::Asinh];
    let pieces = [Op::Abs, Op::Max, Op::Min, Op::Where, Op::Gt, Op::Relu, Op::HardTanh, Op::StopGradient];
    smooth.contains(&op) || arithmetic.contains(&op) || pieces.contains(&op)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn random_programs_have_the_derivatives_of_nested_gradients(
        program in programs(2, 6, is_tame),
        args in proptest::array::uniform2(-2.0f32..2.0),
    ) {
        let taylor = derivatives(&program, 0, 3, 2).expect("an output, and an input").eval(&args);
        for (k, nested) in nested(&program, 3).iter().enumerate() {
            let (got, expected) = (taylor[k], nested.eval(&args)[0]);
            let scale = taylor.iter().chain([&1.0]).map(|y| y.abs()).fold(0.0, f32::max);
            let is_close = (got - expected).abs() <= 1e-3 * scale || got.is_nan() && expected.is_nan() || got == expected;
            prop_assert!(is_close, "order {k}: {got:e}, and nested {expected:e}");
        }
    }

    #[test]
    fn any_program_has_derivatives(program in programs(2, 30, |_| true), order in 0u32..8) {
        let all = derivatives(&program, 1, order, 2).expect("an output, and an input");
        prop_assert_eq!(all.outputs().len(), 1 + order as usize);
        prop_assert_eq!(&derivatives(&program, 1, order, 2).expect("the same"), &all);
        // In normal form: nothing is left to simplify.
        prop_assert_eq!(&all.simplified(), &all);
    }
}

#[test]
fn what_a_branch_does_not_take_has_no_part() {
    let input = Value(0);
    let relu = Node::op(Op::Relu, &[input]);
    let functions: [(&str, Vec<Node>); 5] = [
        ("sqrt(relu(x))", vec![relu, Node::op(Op::Sqrt, &[Value(1)])]),
        ("log(relu(x)) x", vec![relu, Node::op(Op::Log, &[Value(1)]), Node::op(Op::Mul, &[Value(2), input])]),
        (
            "sqrt(relu(x) + relu(sin x))",
            vec![
                relu,
                Node::op(Op::Sin, &[input]),
                Node::op(Op::Relu, &[Value(2)]),
                Node::op(Op::Add, &[Value(1), Value(3)]),
                Node::op(Op::Sqrt, &[Value(4)]),
            ],
        ),
        ("1 / relu(x)", vec![relu, Node::op(Op::Reciprocal, &[Value(1)])]),
        (
            "sqrt(x) max(x, 1)",
            vec![
                Node::constant(1.0),
                Node::op(Op::Sqrt, &[input]),
                Node::op(Op::Max, &[input, Value(1)]),
                Node::op(Op::Mul, &[Value(2), Value(3)]),
            ],
        ),
    ];
    for (name, nodes) in functions {
        let program = program(1, &nodes, &[Value(nodes.len() as u32)]);
        let taylor = derivatives(&program, 0, 3, 1).expect("an output, and an input");
        let nested = nested(&program, 3);
        for x in [-1.0, -0.0, 0.0, 0.25, 1.0, 2.0, f32::INFINITY] {
            for (k, got) in taylor.eval(&[x]).into_iter().enumerate() {
                let expected = nested[k].eval(&[x])[0];
                let is_close = got == expected || (got - expected).abs() <= 1e-5 * expected.abs();
                let is_same = is_close || got.is_nan() && expected.is_nan();
                assert!(is_same, "{name}, order {k} at {x}: {got}, and nested {expected}");
            }
        }
    }
}

/// A derivative of a public op is a number wherever that of nested gradients is one.
#[test]
fn special_points_of_public_ops_are_those_of_nested_gradients() {
    for row in TABLE.iter().filter(|row| row.public && row.properties.is_elementwise()) {
        let arity = row.args.len();
        for place in 0..arity {
            // As input 0, so that the others are as they are.
            let mut args: Vec<Value> = (0..arity as u32).map(Value).collect();
            args.swap(0, place);
            let program = program(arity as u32, &[Node::op(row.op, &args)], &[Value(arity as u32)]);
            let taylor = derivatives(&program, 0, 3, arity as u32).expect("an output, and an input");
            let nested = nested(&program, 3);
            for i in 0..SPECIAL.len().pow(arity as u32) {
                let at = |arg: usize| SPECIAL[i / SPECIAL.len().pow(arg as u32) % SPECIAL.len()];
                let point: Vec<f32> = (0..arity).map(at).collect();
                for (k, got) in taylor.eval(&point).into_iter().enumerate() {
                    let expected = nested[k].eval(&point)[0];
                    // The sign of a zero is not promised; below float32's normal numbers all digits may be lost.
                    let error = (got - expected).abs();
                    let is_same = got == expected || expected.is_nan() || error <= 2e-5 * expected.abs().max(1e-35);
                    assert!(
                        is_same,
                        "{} by {}, order {k} at {point:?}: {got}, and nested {expected}",
                        row.name, row.args[place]
                    );
                }
            }
        }
    }
}

fn ops(program: &Program) -> usize {
    program.nodes().iter().filter(|node| matches!(node, Node::Op(..))).count()
}

fn chain(ops: impl IntoIterator<Item = Op>) -> Program {
    let nodes: Vec<Node> = (0..).zip(ops).map(|(i, op)| Node::op(op, &[Value(i)])).collect();
    program(1, &nodes, &[Value(nodes.len() as u32)])
}

#[test]
fn functions_close() {
    let program = derivatives(&chain([Op::Sin, Op::Cos, Op::Sin]), 0, 10, 1).expect("an output, and an input");
    let functions = program.nodes().iter().filter(|node| matches!(node, Node::Op(Op::Sin | Op::Cos, _)));
    assert_eq!(functions.count(), 6);
    assert!(ops(&program) <= 500, "{} ops", ops(&program));
}

/// At most as the cube of the order, which powers take, whose derivatives name ever new exponents.
#[test]
fn no_op_swells() {
    // A foreign function has no derivative of its own.
    for row in TABLE.iter().filter(|row| row.op != Op::Foreign) {
        for place in 0..row.args.len() as u32 {
            let size = |order| ops(&derivatives(&single(row.op), place, order, 3).expect("an output, and an input"));
            let (some, all) = (size(8), size(32));
            assert!(
                all <= 64 * some.max(8),
                "{} by {}: {some} ops at order 8, {all} at 32",
                row.name,
                row.args[place as usize]
            );
        }
    }
}

#[test]
fn work_is_in_proportion_to_the_program() {
    let steps_of = |length: u32, order: u32| {
        let program = chain((0..length).map(|i| [Op::Sin, Op::Tanh, Op::Square, Op::Exp][i as usize % 4]));
        let _ = steps::take();
        derivatives(&program, 0, order, 1).map(|_| steps::take())
    };
    let [small, large] = [100, 400].map(|length| steps_of(length, 16).expect("a small program"));
    assert!(large <= 5 * small, "four times the ops, and {large} steps for {small}");
    let [low, high] = [8, 32].map(|order| steps_of(100, order).expect("a small program"));
    assert!(high <= 20 * low, "four times the order, and {high} steps for {low}");
}

#[test]
fn programs_that_get_too_large_are_refused() {
    let program = chain(std::iter::repeat_n(Op::Gelu, 100_000));
    assert!(matches!(derivatives(&program, 0, 32, 1), Err(Error::TooLarge { .. })));
    assert!(derivatives(&program, 0, 1, 1).is_ok());
}

#[test]
fn what_is_not_there_is_an_error() {
    assert_eq!(derivatives(&chain([Op::Sin]), 1, 2, 1), Err(Error::NoSuchInput { argnum: 1, inputs: 1 }));
    assert_eq!(derivatives(&program(1, &[], &[]), 0, 2, 1), Err(Error::NoOutput));
}

#[test]
fn reductions_of_numbers_are_summed_and_those_of_batches_refused() {
    // The sum of (w x)² by w, which is a loss; and w x + the sum of w by x.
    let count = |program: &Program, op: Op| {
        program.nodes().iter().filter(|node| matches!(node, Node::Op(other, _) if *other == op)).count()
    };
    let product = Node::op(Op::Mul, &[Value(0), Value(1)]);
    let loss = program(2, &[product, Node::op(Op::Square, &[Value(2)]), Node::op(Op::Sum, &[Value(3)])], &[Value(4)]);
    let by_w = derivatives(&loss, 0, 3, 2).expect("an output, and an input");
    // The value and the first two derivatives are sums; the third is 0.
    assert_eq!(count(&by_w, Op::Sum), 3);
    assert!(count(&by_w, Op::Refuse) > 0);
    let added = [product, Node::op(Op::Sum, &[Value(0)]), Node::op(Op::Add, &[Value(2), Value(3)])];
    let added = program(2, &added, &[Value(4)]);
    // By x nothing is reduced on the way, and by a number it is not clear what is meant.
    let by_x = derivatives(&added, 1, 1, 2).expect("an output, and an input");
    assert_eq!((count(&by_x, Op::Sum), count(&by_x, Op::Refuse)), (1, 1));
}
