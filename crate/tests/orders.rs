//! Every partial derivative of every op, of orders 1, 2 and 3, mixed ones by each order of differentiation, over the
//! whole range of float32 and at special points, against what mpmath says: see [`support::orders`]. Those by one argument
//! by Taylor mode as well.
//!
//! `cargo test --test orders -- --nocapture` prints the worst errors and where they were seen.

mod programs;
mod support;

use fluxion::op::{Row, TABLE};
use fluxion::program::Program;
use fluxion::transform::grad::grad;
use fluxion::transform::taylor::derivatives;
use std::path::Path;
use support::orders::{Derivatives, Exact};
use support::ulp::{distance, unit, SLACK};

/// The largest error allowed: within any of the three is enough.
#[derive(Clone, Copy)]
struct Bound {
    ulp: f64,
    /// As a part of the largest term.
    relative: f64,
    absolute: f64,
}

/// Of a derivative of this order of a public op.
fn bound(row: &Row, order: usize) -> Bound {
    match order {
        1 => Bound { ulp: row.factor.ulp.into(), relative: 0.0, absolute: row.factor.absolute.into() },
        2 => Bound { ulp: 16.0, relative: 1.0 / (1 << 20) as f64, absolute: 0.0 },
        _ => Bound { ulp: 64.0, relative: 1.0 / (1 << 18) as f64, absolute: 0.0 },
    }
}

/// 2^128, above all of float32.
const OVERFLOW: f64 = f64::from_bits((1023 + 128) << 52);

/// 2^-142, 128 times the smallest float32.
const LEAST: f64 = f64::from_bits((1023 - 142) << 52);

/// The error of a derivative over its bound. The sign of a zero is not compared: derivatives promise none.
fn error(got: f32, exact: Exact, bound: Bound) -> f64 {
    match exact {
        Exact::Any => 0.0,
        Exact::Special(value) if got == value || got.is_nan() && value.is_nan() => 0.0,
        Exact::Special(_) => f64::INFINITY,
        // Where the terms overflow by far, any sum of them will do.
        Exact::Number { value, scale } if scale * bound.relative >= OVERFLOW && value.abs() < OVERFLOW => 0.0,
        Exact::Number { value, scale } => {
            let off = (f64::from(got) - value).abs();
            // Next to 0 the signs may differ.
            let ulps = if off < 1.0 { off / unit(value) } else { distance(got, value) };
            let over = |error: f64, bound: f64| if error == 0.0 { 0.0 } else { error / bound };
            over(ulps, bound.ulp + SLACK).min(over(off, scale * bound.relative)).min(over(off, bound.absolute))
        }
    }
}

/// By which argument a function of so many is differentiated each time, in all ways.
fn sequences(arity: usize, order: usize) -> Vec<Vec<usize>> {
    let longer = |by: Vec<usize>| (0..arity).map(move |i| [&by[..], &[i]].concat());
    (0..order).fold(vec![vec![]], |all, _| all.into_iter().flat_map(longer).collect())
}

/// The gradient program by the arguments `by`, in turn.
fn derivative(row: &Row, by: &[usize]) -> Program {
    by.iter().fold(programs::single(row.op), |program, &i| grad(&program, &[i as u32], false).unwrap())
}

/// The derivative by one argument, several times, by Taylor mode.
fn taylor(row: &Row, by: &[usize]) -> Option<Program> {
    let program = programs::single(row.op);
    let is_one = by.iter().all(|i| *i == by[0]);
    let all = is_one.then(|| derivatives(&program, by[0] as u32, by.len() as u32, program.inputs()).unwrap())?;
    Some(programs::program(all.inputs(), all.nodes(), &all.outputs()[by.len()..]))
}

/// A row's derivative that is less accurate than others.
struct Exception {
    /// An op, or one of its derivatives: `hypot by x, y`.
    of: String,
    /// The largest error over the bound, infinite if nothing is promised.
    times: f64,
    /// Where: beyond the smallest and the largest magnitude of arguments, or of the one of this name.
    beyond: Option<[f32; 2]>,
    argument: Option<String>,
    /// Whether 0 is not beyond.
    with_zero: bool,
}

impl Exception {
    fn allows(&self, row: &Row, label: &str, told: &str, args: &[f32], error: f64) -> bool {
        let is_of = label == self.of || told == self.of || label.split(' ').next() == Some(&self.of);
        let is_in = |x: f32, low, high| self.with_zero && x == 0.0 || (low..=high).contains(&x.abs());
        let is_beyond = |[low, high]: [f32; 2]| {
            let counts = |name| self.argument.as_ref().is_none_or(|argument| argument == name);
            args.iter().zip(row.args).any(|(&x, &name)| counts(name) && !is_in(x, low, high))
        };
        is_of && error <= self.times && self.beyond.is_none_or(is_beyond)
    }
}

/// Those of `test/oracle/exceptions.txt`, which says what its lines are.
fn exceptions() -> Vec<Exception> {
    let file = "exceptions.txt";
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../test/oracle").join(file);
    let text = std::fs::read_to_string(path).unwrap();
    let lines = text.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    let entry = |line: &str| {
        let parts: Vec<&str> = line.splitn(3, ": ").collect();
        let [of, figure, _why] = parts[..] else { panic!("{file}: {line}") };
        let number = |text: &str| text.parse().unwrap_or_else(|_| panic!("{file}: {line}"));
        let of = of.to_owned();
        let named = figure.split_once(' ').filter(|(word, _)| word.chars().all(char::is_alphabetic));
        let (argument, figure) = named.map_or((None, figure), |(name, rest)| (Some(name.to_owned()), rest));
        let range = figure.trim_start_matches("0, ");
        let with_zero = range != figure;
        match range.split_once(" to ") {
            Some((low, high)) => {
                let beyond = Some([low, high].map(|end| number(end) as f32));
                Exception { of, times: f64::INFINITY, beyond, argument, with_zero }
            }
            None => Exception { of, times: number(figure), beyond: None, argument, with_zero },
        }
    };
    lines.map(entry).collect()
}

/// How many points of a derivative are told.
const TOLD: usize = 8;

/// What is wrong with the derivatives of a row, a line for each point.
fn failures(row: &Row, data: &Derivatives, exceptions: &[Exception]) -> Vec<String> {
    assert_eq!(data.arity, row.args.len(), "{}", row.name);
    let mut failures = Vec::new();
    for by in (1..=data.orders).flat_map(|order| sequences(data.arity, order)) {
        let names: Vec<&str> = by.iter().map(|&i| row.args[i]).collect();
        let label = format!("{} by {}", row.name, names.join(", "));
        let bound = bound(row, by.len() + data.depth);
        let place = data.place(&by);
        let programs = std::iter::once((label.clone(), derivative(row, &by)))
            .chain(taylor(row, &by).map(|program| (format!("{label}, by Taylor mode"), program)));
        for (told, program) in programs {
            // Taylor mode makes a derivative of more products, which all round where they underflow.
            let bound =
                Bound { absolute: if told == label { bound.absolute } else { bound.absolute.max(LEAST) }, ..bound };
            let mut worst = (0.0, String::from("nowhere"));
            let mut wrong = Vec::new();
            for (args, exacts) in &data.points {
                let (got, exact) = (program.eval(args)[0], exacts[place]);
                let error = error(got, exact, bound);
                // A line for a whole op is none for its first derivatives.
                let is_first = by.len() + data.depth == 1
                    && exceptions.iter().all(|exception| exception.of != label && exception.of != told);
                let is_wrong = error > 1.0
                    && (is_first
                        || !exceptions.iter().any(|exception| exception.allows(row, &label, &told, args, error)));
                if error <= worst.0 && !is_wrong {
                    continue;
                }
                let at: Vec<String> = args.iter().map(|x| format!("{x:e}")).collect();
                let line = format!("({}): {got:e}, exactly {exact}, {error:.3} of its bound", at.join(", "));
                if is_wrong {
                    wrong.push(format!("{told} at {line}"));
                }
                if error > worst.0 {
                    worst = (error, line);
                }
            }
            println!("{told:55} {:8.3} of its bound at {}", worst.0, worst.1);
            let more = wrong.len().saturating_sub(TOLD);
            failures.extend(wrong.into_iter().take(TOLD));
            if more > 0 {
                failures.push(format!("{told} at {more} more points"));
            }
        }
    }
    failures
}

#[test]
fn derivatives_of_orders_1_to_3_are_right() {
    let exempt = exceptions();
    let mut lines = Vec::new();
    for row in TABLE.iter().filter(|row| row.properties.is_elementwise()) {
        match Derivatives::read(row.name) {
            Some(data) => lines.extend(failures(row, &data, &exempt)),
            None => lines.push(format!("{} has no exact derivatives: add it to test/oracle/rows.py", row.name)),
        }
    }
    assert!(lines.is_empty(), "wrong, or without data:\n{}", lines.join("\n"));
}

/// More of these would be a weaker promise. Rows that are not public are factors of those that are, and not counted.
#[test]
fn few_rows_say_otherwise() {
    let mut rows = Vec::new();
    for Exception { of, times, beyond, .. } in exceptions() {
        assert!(times.is_finite() || beyond.is_some(), "{of}: no figure");
        let op = of.split(' ').next().unwrap();
        let row = TABLE.iter().find(|row| row.name == op).unwrap_or_else(|| panic!("there is no op {op}"));
        if row.public && !rows.contains(&row.name) {
            rows.push(row.name);
        }
    }
    assert!(rows.len() <= 8, "{rows:?}");
}
