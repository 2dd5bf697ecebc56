//! Every op of the table against its exact value: within the row's bound, over all of float32.
//!
//! `cargo test --test accuracy -- --nocapture` prints the worst error of every op and where it was seen, and
//! `OPS=sin,exp cargo test ...` that of some. This is the quick run; `npm run accuracy` tries every float32.

mod programs;
mod support;

use fluxion::math;
use fluxion::op::{Op, Row, TABLE};
use support::results::{self, Sweep};
use support::ulp::SLACK;
use support::{ecmascript, samples};

#[test]
fn every_op_is_within_its_bound() {
    let only = std::env::var("OPS").ok();
    let wanted = |row: &&Row| only.as_ref().is_none_or(|names| names.split(',').any(|name| name == row.name));
    let mut failures = Vec::new();
    for row in TABLE.iter().filter(wanted) {
        let worst = Sweep { stride: samples::STRIDE, pairs: 1 << 11 }.run(row).worst;
        let (ulp, tried, at) = (worst.ulp, worst.checked, worst.describe(row.args.len()));
        println!("{:16} {ulp:8.5} of {} ULP, {tried} tried, {at}", row.name, row.ulp);
        if ulp > f64::from(row.ulp) + SLACK {
            failures.push(row.name);
        }
    }
    assert!(failures.is_empty(), "beyond their bounds: {failures:?}");
}

/// The results that are kept are those of the kernels that there are.
#[test]
fn kept_results_are_up_to_date() {
    let folder = results::folder();
    for row in TABLE {
        let Some(kept) = results::read(&folder, row) else { continue };
        assert!(kept.is_of(row), "{0} has changed: npm run accuracy -- --op {0}", row.name);
        assert!(kept.worst <= f64::from(row.ulp) + SLACK, "{} was measured beyond its bound", row.name);
    }
}

fn same(a: f32, b: f32) -> bool {
    a.to_bits() == b.to_bits() || a.is_nan() && b.is_nan()
}

#[test]
fn special_cases_are_those_of_ecmascript() {
    for &(op, [x, y], value) in ecmascript::CASES {
        let got: f32 = op.at([x, y, 0.0]);
        assert!(same(got, value), "{op:?}({x}, {y}) gives {got}, not {value}");
    }
}

/// The rare path of a function serves any argument, since it is asked for all lanes when one is huge; and it never
/// differs from the fast one.
#[test]
fn the_slow_trigonometric_functions_agree_with_the_fast_ones() {
    let mut points = samples::special();
    (0..samples::UNARY_PARTS).for_each(|part| samples::unary(part, 99_991, |x| points.push(x)));
    for x in points {
        assert!(same(math::slow_sin(x), math::sin(x)), "sin {x}");
        assert!(same(math::slow_cos(x), math::cos(x)), "cos {x}");
        assert!(same(math::slow_tan(x), math::tan(x)), "tan {x}");
    }
}

/// Odd functions are odd and even functions are even, to the bit.
#[test]
fn symmetries_are_exact() {
    let mut points = samples::special();
    (0..samples::UNARY_PARTS).for_each(|part| samples::unary(part, 9_973, |x| points.push(x)));
    let mut random = samples::Random(1);
    for x in points {
        let y = random.within((-10.0, 10.0));
        for odd in [math::sin, math::tan, math::tanh] {
            assert!(same(odd(-x), -odd(x)), "odd at {x}");
        }
        for even in [math::cos, math::tanh_grad] {
            assert!(same(even(-x), even(x)), "even at {x}");
        }
        assert!(same(math::atan2(-x, y), -math::atan2(x, y)), "atan2 at {x}, {y}");
        assert!(same(math::atan2_grad(y, -x), -math::atan2_grad(y, x)), "atan2_grad at {y}, {x}");
        assert!(same(math::hypot(-x, y), math::hypot(y, x)), "hypot at {x}, {y}");
        assert!(same(math::hypot_grad(-x, y), -math::hypot_grad(x, y)), "hypot_grad at {x}, {y}");
    }
}

/// At infinite arguments the derivatives are the limits.
#[test]
fn derivatives_at_infinity_are_limits() {
    const INF: f32 = f32::INFINITY;
    let cases = [
        (Op::PowGradBase, [INF, 2.0], INF),
        (Op::PowGradBase, [INF, 1.0], 1.0),
        (Op::PowGradBase, [INF, 0.5], 0.0),
        (Op::PowGradBase, [INF, 0.0], 0.0),
        (Op::PowGradBase, [INF, -2.0], -0.0),
        (Op::PowGradBase, [-INF, 3.0], INF),
        (Op::PowGradBase, [-INF, 2.0], -INF),
        (Op::PowGradBase, [0.5, INF], 0.0),
        (Op::PowGradBase, [2.0, INF], INF),
        (Op::PowGradBase, [0.5, -INF], -INF),
        (Op::PowGradBase, [2.0, -INF], -0.0),
        (Op::PowGradExponent, [INF, 1.0], INF),
        (Op::PowGradExponent, [INF, 0.0], INF),
        (Op::PowGradExponent, [INF, -1.0], 0.0),
        (Op::PowGradExponent, [0.5, INF], -0.0),
        (Op::PowGradExponent, [2.0, INF], INF),
        (Op::PowGradExponent, [0.5, -INF], -INF),
        (Op::PowGradExponent, [2.0, -INF], 0.0),
        (Op::Atan2Grad, [1.0, INF], 0.0),
        (Op::Atan2Grad, [1.0, -INF], -0.0),
        (Op::Atan2Grad, [INF, 1.0], 0.0),
        (Op::Atan2Grad, [INF, INF], 0.0),
        (Op::HypotGrad, [INF, 1.0], 1.0),
        (Op::HypotGrad, [-INF, 1.0], -1.0),
        (Op::HypotGrad, [1.0, INF], 0.0),
        (Op::HypotGrad, [INF, -INF], core::f32::consts::FRAC_1_SQRT_2),
    ];
    for (op, [x, y], value) in cases {
        let got: f32 = op.at([x, y, 0.0]);
        assert!(same(got, value), "{op:?}({x}, {y}) gives {got}, not {value}");
    }
}
