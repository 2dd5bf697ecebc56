//! Every partial derivative of every op of the table, of orders 1 and 2, against an independent formula.
//!
//! `cargo test --test derivatives -- --nocapture` prints the worst errors and where they were seen.

mod programs;
mod support;

use fluxion::op::{Row, TABLE};
use fluxion::program::Program;
use fluxion::transform::grad::grad;
use support::derivative::partial;
use support::samples::Random;
use support::ulp::{distance, unit, Worst, SLACK};

const SAMPLES: usize = 50_000;

/// Where the arguments of a sample come from.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Region {
    /// Uniform in the row's domain.
    Domain,
    /// Of any magnitude from 2^-60 to 2^60, of the signs that occur in the row's domain.
    Tails,
}

fn sample(row: &Row, region: Region, random: &mut Random) -> [f32; 3] {
    let mut args = [0.0; 3];
    for (arg, &(low, high)) in args.iter_mut().zip(row.domain) {
        *arg = match region {
            Region::Domain => random.within((low, high)),
            Region::Tails => random.within((-60.0, 60.0)).exp2(),
        };
        if region == Region::Tails && low < 0.0 && random.next() & 1 == 1 {
            *arg = -*arg;
        }
    }
    args
}

/// The gradient program by the arguments `by`, in turn.
fn derivative(row: &Row, by: &[usize]) -> Program {
    by.iter().fold(programs::single(row.op), |program, &i| grad(&program, &[i as u32], false).unwrap())
}

/// The worst over samples of `error(got, exact, args)`. The sign of a zero is not compared: derivatives promise none.
fn worst(row: &Row, by: &[usize], region: Region, error: impl Fn(f32, f64, [f32; 3]) -> f64) -> Worst {
    let program = derivative(row, by);
    let mut random = Random(by.len() as u64);
    let mut worst = Worst::NONE;
    for _ in 0..SAMPLES {
        let args = sample(row, region, &mut random);
        let (got, exact) = (program.eval(&args[..row.args.len()])[0], partial(row.op, by, args));
        worst.note(if got == 0.0 && exact == 0.0 { 0.0 } else { error(got, exact, args) }, args, got, exact);
    }
    worst
}

fn report(row: &Row, by: &[usize], region: Region, worst: &Worst) {
    let by: Vec<&str> = by.iter().map(|&i| row.args[i]).collect();
    let at = worst.describe(row.args.len());
    println!("{:16} by {:12} {region:6?} {:8.3} ULP {at}", row.name, by.join(", "), worst.ulp);
}

/// What a rule contributes is within the row's bound, in the domain; and for ops that users see, in the tails.
#[test]
fn every_factor_is_within_its_bound() {
    let mut failures = Vec::new();
    for row in TABLE.iter().filter(|row| row.properties.is_elementwise()) {
        // Within either bound is enough; the error is in units of ULP, so the absolute one is made into some.
        let error = |got: f32, exact: f64, _| {
            let off = (f64::from(got) - exact).abs();
            if off <= f64::from(row.factor.absolute) {
                0.0
            } else {
                distance(got, exact)
            }
        };
        let regions = if row.public { &[Region::Domain, Region::Tails][..] } else { &[Region::Domain] };
        for (i, &region) in (0..row.args.len()).flat_map(|i| regions.iter().map(move |region| (i, region))) {
            let worst = worst(row, &[i], region, error);
            report(row, &[i], region, &worst);
            if worst.ulp > f64::from(row.factor.ulp) + SLACK {
                failures.push(format!("{} by {}: {}", row.name, row.args[i], worst.describe(row.args.len())));
            }
        }
    }
    assert!(failures.is_empty(), "beyond their bounds:\n{}", failures.join("\n"));
}

/// The largest error of a second derivative, in ULP of its size thereabouts.
const SECOND: f64 = 16.0;

/// Rules can be differentiated again. A second derivative is a sum of products and has zeros where the terms
/// cancel, so its error is measured in ULP of the largest exact value among the point and its neighbours.
#[test]
fn second_derivatives_are_right() {
    let mut failures = Vec::new();
    for row in TABLE.iter().filter(|row| row.properties.is_elementwise()) {
        let n = row.args.len();
        for by in (0..n).flat_map(|i| (0..n).map(move |j| [i, j])) {
            let worst = worst(row, &by, Region::Domain, |got, exact, args| {
                let off = (f64::from(got) - exact).abs();
                let size = neighbours(args, n).map(|args| partial(row.op, &by, args).abs()).fold(exact.abs(), f64::max);
                if off.is_finite() {
                    off / unit(size)
                } else {
                    distance(got, exact)
                }
            });
            report(row, &by, Region::Domain, &worst);
            if worst.ulp > SECOND {
                failures.push(format!("{} by {by:?}: {}", row.name, worst.describe(n)));
            }
        }
    }
    assert!(failures.is_empty(), "beyond {SECOND} ULP:\n{}", failures.join("\n"));
}

/// The points around this one: each of `n` arguments less, more or neither, by a quarter of the largest.
fn neighbours(args: [f32; 3], n: usize) -> impl Iterator<Item = [f32; 3]> {
    let step = args[..n].iter().fold(0.0, |most: f32, arg| most.max(arg.abs())) / 4.0;
    (0..3usize.pow(n as u32)).map(move |mut code| {
        let mut near = args;
        for arg in &mut near[..n] {
            *arg += [-step, 0.0, step][code % 3];
            code /= 3;
        }
        near
    })
}
