//! Powers by exponents that are constants of the program: those with a loop of their own, their neighbours, and all
//! derivatives up to the third, against exact values and against the same exponent as an argument.

mod programs;
mod support;

use core_math as cm;
use fluxion::op::{powers, Op};
use fluxion::program::{Node, Program, Value};
use fluxion::transform::grad::grad;
use programs::program;
use support::samples::{self, Random};
use support::ulp::{distance, SLACK};

/// The largest error by order: of the value that of pow's row, of the first derivative that of its factor, of the
/// others that of `crate/tests/derivatives.rs`.
const BOUNDS: [f64; 4] = [0.502, 4.0, 16.0, 64.0];

/// Exponents with a loop, those that are other ops, and some beyond.
fn exponents() -> Vec<f32> {
    let others = [0.0, 1.0, 2.0, -1.0, 13.0, 14.0, -14.0, 17.0, -40.0, 4.5, -4.5, 0.25, -1.25, 2.75, 1e-3, 3.0000002];
    powers::all().chain(others).collect()
}

/// The derivative of x^k by x of an order, in normal form.
fn derivative(power: Program, order: usize) -> Program {
    (0..order).fold(power, |program, _| grad(&program, &[0], false).expect("one output")).simplified()
}

fn by_constant(k: f32) -> Program {
    program(1, &[Node::constant(k), Node::op(Op::Pow, &[Value(0), Value(1)])], &[Value(2)])
}

/// k (k - 1) (k - 2) ..., as many factors as the order is.
fn coefficient(k: f32, order: usize) -> f64 {
    (0..order).map(|i| f64::from(k) - i as f64).product()
}

/// The exact derivative. The sign of a base does not matter to a fractional power, but for those that have none.
fn exact(x: f32, k: f32, order: usize) -> f64 {
    let power = cm::pow(x.into(), f64::from(k) - order as f64);
    match coefficient(k, order) {
        0.0 => 0.0,
        coefficient => coefficient * power,
    }
}

fn points() -> Vec<f32> {
    let mut random = Random(1);
    let mut points = samples::special();
    points.extend((0..2000).map(|_| f32::from_bits(random.next() as u32)));
    points.extend((0..2000).map(|_| random.within((-10.0, 10.0))));
    points.extend((0..2000).map(|_| random.within((-1.0, 1.0)).powi(7)));
    points
}

/// What is wrong with a result, if anything is.
fn fault(got: f32, exact: f64, bound: f64) -> Option<String> {
    let rounded = exact as f32;
    let is_right = if rounded == 0.0 && exact == 0.0 || rounded.is_infinite() && exact.is_infinite() {
        got.to_bits() == rounded.to_bits()
    } else {
        got.is_nan() && exact.is_nan() || distance(got, exact) <= bound + SLACK
    };
    (!is_right).then(|| format!("gives {got:e}, not {exact:e}: {:.3} ULP", distance(got, exact)))
}

#[test]
fn constant_and_argument_agree_with_the_exact_value_at_every_order() {
    let mut faults = Vec::new();
    let points = points();
    for (k, order) in exponents().into_iter().flat_map(|k| (0..4).map(move |order| (k, order))) {
        let (constant, argument) = (derivative(by_constant(k), order), derivative(programs::single(Op::Pow), order));
        // A derivative that is 0 everywhere has either sign, and is 0 or NaN at NaN, as a constant one is.
        let (is_zero, is_constant) = (coefficient(k, order) == 0.0, order > 0 && k >= 0.0 && k <= order as f32);
        let mut seen = 0;
        for &x in points.iter().filter(|x| !(is_constant && x.is_nan())) {
            let exact = exact(x, k, order);
            let (constant, argument) = (constant.eval(&[x])[0], argument.eval(&[x, k])[0]);
            let argument = if is_zero { argument.abs() } else { argument };
            for (name, got) in [("constant", constant), ("argument", argument)] {
                if let Some(fault) = fault(got, exact, BOUNDS[order]).filter(|_| seen < 4) {
                    faults.push(format!("{name} {k:e}, order {order}, at {x:e} {fault}"));
                    seen += 1;
                }
            }
        }
    }
    assert!(faults.is_empty(), "{} faults\n{}", faults.len(), faults.join("\n"));
}

/// Those with a loop, and each of their derivatives that has one, are rounded once.
#[test]
fn powers_with_a_loop_are_rounded_once_at_every_order() {
    for k in powers::all() {
        for order in (0..4).filter(|&order| powers::halves(k - order as f32).is_some()) {
            let power = derivative(by_constant(k), order);
            for part in (0..samples::UNARY_PARTS).step_by(7) {
                samples::unary(part, 99_991, |x| {
                    let fault = fault(power.eval(&[x])[0], exact(x, k, order), 0.5001);
                    assert!(fault.is_none(), "{k}, order {order}, at {x:e} {}", fault.unwrap_or_default());
                });
            }
        }
    }
}

/// x^k with its derivatives is made of the loops that there are for it: no logarithm comes in.
#[test]
fn derivatives_of_powers_are_powers() {
    let ops = |program: &Program| -> Vec<u32> {
        let opcode = |node: &Node| match node {
            Node::Op(op, args) => Some(program.opcode(*op, args)),
            Node::Const(_) => None,
        };
        program.nodes().iter().filter_map(opcode).collect()
    };
    for k in powers::all() {
        for order in 0..4 {
            let power = derivative(by_constant(k), order);
            if powers::halves(k - order as f32).is_some() && (k, order) != (2.0, 0) {
                let expected = [powers::opcode(Op::PowTerm, Some(k - order as f32 + 1.0))];
                assert_eq!(ops(&power), expected, "x^{k}, order {order}: {power:?}");
                assert!(expected[0] > 255);
            }
        }
    }
    assert_eq!(ops(&derivative(by_constant(3.0), 2)), [Op::Mul as u32], "6x");
    assert_eq!(ops(&derivative(by_constant(3.0), 3)), [], "6");
}
