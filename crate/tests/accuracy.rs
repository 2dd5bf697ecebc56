//! Every op of the table against its exact value: within the row's bound, over all of float32.
//!
//! `cargo test --release --test accuracy -- --nocapture` prints the worst error of every op and where it was seen.
//! `OPS=sin,exp cargo test --release --test accuracy -- --nocapture --ignored` tries every float32 (and many more
//! pairs), for these ops or for all.

mod support;

use fluxion::math;
use fluxion::op::{Op, Row, TABLE};
use support::ulp::{Worst, SLACK};
use support::{ecmascript, oracle, parallel, samples};

#[test]
fn every_op_is_within_its_bound() {
    check(samples::STRIDE, 1 << 11);
}

#[test]
#[ignore = "minutes an op"]
fn exhaustive() {
    check(1, 1 << 18);
}

/// Checks every row, or those that the variable `OPS` names: unary ops at every `stride`-th float32, binary ones
/// with `random` pairs of each kind a part, all of them at the special points.
fn check(stride: u64, random: u64) {
    let only = std::env::var("OPS").ok();
    let mut failures = Vec::new();
    for row in TABLE {
        if only.as_ref().is_some_and(|names| !names.split(',').any(|name| name == row.name)) {
            continue;
        }
        let worst = special(row).merge(match row.args.len() {
            1 => unary(row, stride),
            2 => binary(row, random),
            _ => Worst::NONE,
        });
        let Worst { ulp, checked, .. } = worst;
        println!("{:16} {ulp:8.5} of {} ULP, {checked} tried, {}", row.name, row.ulp, worst.describe(row.args.len()));
        if ulp > f64::from(row.ulp) + SLACK {
            failures.push(row.name);
        }
    }
    assert!(failures.is_empty(), "beyond their bounds: {failures:?}");
}

fn see(worst: &mut Worst, op: Op, args: [f32; 3]) {
    if let Some(exact) = oracle::value(op, args) {
        worst.see(args, op.at(args), exact);
    }
}

fn special(row: &Row) -> Worst {
    let points = samples::special();
    let only = |used: bool| if used { &points[..] } else { &[0.0] };
    let mut worst = Worst::NONE;
    for &x in &points {
        for &y in only(row.args.len() > 1) {
            for &z in only(row.args.len() > 2) {
                see(&mut worst, row.op, [x, y, z]);
            }
        }
    }
    worst
}

fn unary(row: &Row, stride: u64) -> Worst {
    parallel::worst(samples::UNARY_PARTS, |part| {
        let mut worst = Worst::NONE;
        samples::unary(part, stride, |x| see(&mut worst, row.op, [x, 0.0, 0.0]));
        worst
    })
}

fn binary(row: &Row, random: u64) -> Worst {
    parallel::worst(samples::BINARY_PARTS, |part| {
        let mut worst = Worst::NONE;
        samples::binary(part, random, row.domain, |x, y| see(&mut worst, row.op, [x, y, 0.0]));
        worst
    })
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
