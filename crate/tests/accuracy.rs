//! Every op of the table against its exact value: within the row's bound, over all of float32.
//!
//! `npm run accuracy` measures every float32 and keeps the results in `docs/accuracy`, each with a hash of the kernel
//! that it is of. A sweep of the same kernel proves nothing more, so here only ops are swept that have no result, or
//! one of another kernel; at special points every op of one or two arguments is tried. `FLUXION_LONG=1 cargo test
//! --test accuracy` sweeps them all (two minutes), `OPS=sin,exp cargo test --test accuracy -- --nocapture` those named,
//! and prints the worst error of each and where it was seen.

mod programs;
mod support;

use fluxion::math;
use fluxion::op::{Op, Row, TABLE};
use support::results::{self, Sweep};
use support::ulp::{unit, Worst, SLACK};
use support::{ecmascript, long, oracle, samples};

/// Whether an op is swept.
fn is_due(row: &Row) -> bool {
    match std::env::var("OPS") {
        Ok(names) => names.split(',').any(|name| name == row.name),
        Err(_) => long::is_asked_for() || !results::read(&results::folder(), row).is_some_and(|kept| kept.is_of(row)),
    }
}

/// The rows of functions of one element; reductions are measured by tests/reduce.rs.
fn elementwise() -> impl Iterator<Item = &'static Row> {
    TABLE.iter().filter(|row| row.properties.is_elementwise())
}

/// Expects the worst error of each of these rows within its bound.
fn expect_within_bounds<'a>(rows: impl Iterator<Item = &'a Row>, worst: impl Fn(&Row) -> Worst) {
    let mut failures = Vec::new();
    for row in rows {
        let worst = worst(row);
        let (ulp, tried, at) = (worst.ulp, worst.checked, worst.describe(row.args.len()));
        println!("{:16} {ulp:8.5} of {} ULP, {tried} tried, {at}", row.name, row.ulp);
        if ulp > f64::from(row.ulp) + SLACK {
            failures.push(row.name);
        }
    }
    assert!(failures.is_empty(), "beyond their bounds: {failures:?}");
}

#[test]
fn every_op_is_within_its_bound() {
    let sweep = Sweep { stride: samples::STRIDE, pairs: 1 << 11 };
    expect_within_bounds(elementwise().filter(|row| is_due(row)), |row| sweep.run(row).worst);
}

#[test]
fn every_op_is_within_its_bound_at_special_points() {
    // The 43 million points of three arguments are part of the sweep.
    expect_within_bounds(elementwise().filter(|row| row.args.len() <= 2), results::special);
}

/// There is a result for every row, of the kernel that there is.
#[test]
fn kept_results_are_up_to_date() {
    let folder = results::folder();
    for row in elementwise() {
        let Some(kept) = results::read(&folder, row) else {
            panic!("not measured: npm run accuracy -- --op {}", row.name)
        };
        assert!(
            row.args.len() > 1 || kept.stride == 1,
            "{} was measured at every {}th float32 only",
            row.name,
            kept.stride
        );
        assert!(kept.is_of(row), "{0} has changed: npm run accuracy -- --op {0}", row.name);
        assert!(kept.worst <= f64::from(row.ulp) + SLACK, "{} was measured beyond its bound", row.name);
    }
}

/// Near the curves where logaddexp and logsubexp pass zero, their arguments cancel, and the bound is absolute: 2^-45
/// beyond the rounding.
#[test]
fn sums_of_exponentials_are_good_near_their_zeros() {
    let mut random = samples::Random(1);
    let mut worst = 0f64;
    for _ in 0..1 << 20 {
        let x = random.within((-10.0, 10.0)).abs();
        for (op, [x, y]) in [(Op::Logaddexp, [-x, (-(-x).exp()).ln_1p()]), (Op::Logsubexp, [x, x.exp_m1().ln()])] {
            let (got, exact) = (op.at([x, y, 0.0]), oracle::value(op, [x, y, 0.0]).unwrap());
            let error = (f64::from(got) - exact).abs() - 0.501 * unit(exact);
            assert!(error <= (-45f64).exp2(), "{op:?}({x}, {y}) gives {got}, not {exact}");
            worst = worst.max(error);
        }
    }
    println!("2^{} beyond the rounding", worst.log2());
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

/// The fallback of a function has the bits of the fast evaluation wherever that is used: an engine may evaluate a whole
/// block by the fallback when one lane needs it.
#[test]
fn the_fallbacks_of_trigonometric_functions_agree_with_the_fast_evaluation() {
    let mut points = samples::special();
    (0..samples::UNARY_PARTS).for_each(|part| samples::unary(part, 99_991, |x| points.push(x)));
    for x in points {
        assert!(same(math::fallback_sin(x), math::sin(x)), "sin {x}");
        assert!(same(math::fallback_cos(x), math::cos(x)), "cos {x}");
        assert!(same(math::fallback_tan(x), math::tan(x)), "tan {x}");
        assert!(same(math::fallback_sinc_grad(x), math::sinc_grad(x)), "sinc_grad {x}");
    }
}

#[test]
fn the_fallback_of_the_remainder_agrees_with_the_fast_evaluation() {
    let points = samples::special();
    for (x, y) in points.iter().flat_map(|&x| points.iter().map(move |&y| (x, y))) {
        assert!(same(math::fallback_rem(x, y), math::rem(x, y)), "{x} % {y}");
        assert!(same(math::rem(x, y), x % y), "{x} % {y}");
    }
}

/// However many arguments a length has, it is rounded once.
#[test]
fn the_length_of_many_arguments_is_rounded_once() {
    let mut random = samples::Random(3);
    let mut worst = Worst::NONE;
    for i in 0..400_000 {
        let (mut length, mut rest, mut square) = (0.0, 0.0, 0.0);
        for _ in 0..3 + i % 62 {
            let x = random.within((-10.0, 10.0));
            (length, rest) = (math::hypot_next(length, rest, x), math::hypot_rest(length, rest, x));
            square += f64::from(x) * f64::from(x);
        }
        worst.see([0.0; 3], length, f64::sqrt(square));
    }
    println!("hypot of 3 to 64 arguments: {:.5} ULP", worst.ulp);
    assert!(worst.ulp <= 0.501);
}

/// Where tan x = x the terms of the derivative of sinc cancel: the float32s around such points keep full accuracy.
#[test]
fn the_derivative_of_sinc_is_accurate_at_its_zeros() {
    let mut worst = Worst::NONE;
    for k in 1..100_000 {
        let half_turns = f64::from(k) * core::f64::consts::PI;
        let zero = (0..50).fold(half_turns, |x, _| half_turns + core_math::atan(x)) as f32;
        for i in 0..5 {
            let x = f32::from_bits(zero.to_bits() + i - 2);
            worst.see([x, 0.0, 0.0], math::sinc_grad(x), oracle::sinc_grad(x.into()));
        }
    }
    println!("{} ULP {}", worst.ulp, worst.describe(1));
    // The oracle, whose terms are those of double precision, may be off by some hundredths itself.
    assert!(worst.ulp < 0.52, "{} ULP {}", worst.ulp, worst.describe(1));
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
        (Op::LogaddexpGrad, [INF, 1.0], 1.0),
        (Op::LogaddexpGrad, [1.0, INF], 0.0),
        (Op::LogaddexpGrad, [-INF, -INF], 0.5),
        (Op::LogsubexpGrad, [INF, 1.0], 0.0),
        (Op::LogsubexpGrad, [1.0, -INF], 0.0),
        (Op::LogsubexpGrad, [1.0, INF], f32::NAN),
        (Op::HypotGrad, [INF, 1.0], 1.0),
        (Op::HypotGrad, [-INF, 1.0], -1.0),
        (Op::HypotGrad, [1.0, INF], 0.0),
        (Op::HypotGrad, [INF, -INF], core::f32::consts::FRAC_1_SQRT_2),
        (Op::NormalPdfGrad, [INF, 0.0], -0.0),
        (Op::LogNormalCdfGrad, [-INF, 0.0], INF),
        (Op::LogNormalCdfGrad2, [-INF, 0.0], -1.0),
        (Op::LogNormalCdfGrad2, [INF, 0.0], -0.0),
        (Op::SiluGrad, [INF, 0.0], 1.0),
        (Op::SiluGrad, [-INF, 0.0], -0.0),
        (Op::GeluGrad, [INF, 0.0], 1.0),
        (Op::GeluGrad, [-INF, 0.0], -0.0),
        (Op::GeluTanhGrad, [INF, 0.0], 1.0),
        (Op::GeluTanhGrad, [-INF, 0.0], -0.0),
        (Op::MishGrad, [INF, 0.0], 1.0),
        (Op::MishGrad, [-INF, 0.0], -0.0),
    ];
    for (op, [x, y], value) in cases {
        let got: f32 = op.at([x, y, 0.0]);
        assert!(same(got, value), "{op:?}({x}, {y}) gives {got}, not {value}");
    }
}
