//! The tests' exact values, for programs in other languages: `oracle OP` reads the arguments of one point after the
//! other from its input, as float32s, and writes the value at each as a float64. `oracle OP INDEX` writes the partial
//! derivative by the argument of that index. Little-endian; NaN where there is no value.

#[path = "../tests/programs/mod.rs"]
mod programs;
#[path = "../tests/support/mod.rs"]
mod support;

use fluxion::op::{Op, Row, TABLE};
use std::io::{self, Read, Write};
use std::process::ExitCode;
use support::{derivative, oracle};

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    match answer(&args) {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            eprintln!("oracle: {why}");
            ExitCode::FAILURE
        }
    }
}

fn answer(args: &[String]) -> Result<(), String> {
    let (name, index) = match args {
        [name] => (name, None),
        [name, index] => (name, Some(index.parse::<usize>().map_err(|_| format!("{index} is no index"))?)),
        _ => return Err("OP, or OP and the INDEX of an argument, are needed".into()),
    };
    let row = TABLE.iter().find(|row| row.name == *name).ok_or(format!("there is no op {name}"))?;
    let mut input = Vec::new();
    io::stdin().lock().read_to_end(&mut input).map_err(|error| error.to_string())?;
    let points = input.chunks_exact(4 * row.args.len()).map(|bytes| point(row, bytes));
    let output: Vec<u8> = match index {
        None => points.flat_map(|at| oracle::value(row.op, at).unwrap_or(f64::NAN).to_le_bytes()).collect(),
        Some(i) if i < row.args.len() => points.flat_map(|at| slope(row.op, i, at).to_le_bytes()).collect(),
        Some(i) => return Err(format!("{name} has no argument {i}")),
    };
    io::stdout().lock().write_all(&output).map_err(|error| error.to_string())
}

/// The arguments in these bytes; zeros beyond the arity.
fn point(row: &Row, bytes: &[u8]) -> [f32; 3] {
    let word = |i: usize| [bytes[4 * i], bytes[4 * i + 1], bytes[4 * i + 2], bytes[4 * i + 3]];
    core::array::from_fn(|i| if i < row.args.len() { f32::from_le_bytes(word(i)) } else { 0.0 })
}

/// A partial derivative; it has a value at finite arguments only.
fn slope(op: Op, index: usize, at: [f32; 3]) -> f64 {
    if at.iter().all(|x| x.is_finite()) {
        derivative::partial(op, &[index], at)
    } else {
        f64::NAN
    }
}
