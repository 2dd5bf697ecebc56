//! Measures every op against its exact value and keeps the results: `npm run accuracy`, or with `-- --op sin` that of
//! one op. `--again` measures also what has a result; `--stride 61` tries every 61st float32 only; `--pairs 1000000000`
//! as many random pairs for ops of two arguments.
//!
//! Ops of one argument are tried at every float32. Those of more are tried at all exponents with hard mantissas and at
//! random pairs of several kinds. An op whose result is there, by the same kernel and at least as thorough, is passed
//! over, so that an interrupted run goes on where it stopped.

#[path = "../tests/programs/mod.rs"]
mod programs;
#[path = "../tests/support/mod.rs"]
mod support;

use fluxion::op::{Row, TABLE};
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::{Duration, Instant};
use support::results::{self, Sweep};
use support::samples;

/// Random pairs for ops of two arguments, if not told otherwise.
const PAIRS: u64 = 1 << 28;
/// They are of four kinds, and as many for each exponent of the first argument and its sign.
const KINDS: u64 = 4 * samples::BINARY_PARTS;

fn main() -> ExitCode {
    let mut names: Vec<String> = Vec::new();
    let mut again = false;
    let mut stride = 1;
    let mut pairs = PAIRS;
    let mut args = std::env::args().skip(1);
    while let Some(arg) = args.next() {
        match arg.as_str() {
            "--again" => again = true,
            "--op" => names.extend(args.next()),
            "--stride" => match args.next().map(|n| n.parse()) {
                Some(Ok(n)) if n > 0 => stride = n,
                _ => return refused("--stride takes a number above 0"),
            },
            "--pairs" => match args.next().map(|n| n.parse()) {
                Some(Ok(n)) => pairs = n,
                _ => return refused("--pairs takes a number"),
            },
            _ => return refused(&format!("{arg} is no option: they are --op NAME, --stride N, --pairs N and --again")),
        }
    }
    let folder = std::env::var_os("FLUXION_ACCURACY").map_or_else(results::folder, PathBuf::from);
    if let Some(name) = names.iter().find(|name| !TABLE.iter().any(|row| row.name == **name)) {
        return refused(&format!("there is no op {name}"));
    }
    let wanted = |row: &&Row| names.is_empty() || names.iter().any(|name| name == row.name);
    let is_due =
        |row: &&Row| again || !results::read(&folder, row).is_some_and(|kept| kept.is_of(row) && kept.stride <= stride);
    let due: Vec<&Row> = TABLE.iter().filter(wanted).filter(is_due).collect();
    println!("{} of {} ops to measure", due.len(), TABLE.iter().filter(wanted).count());

    std::fs::create_dir_all(&folder).expect("the folder of results can be made");
    let start = Instant::now();
    let mut failures = 0;
    for (i, row) in due.iter().enumerate() {
        let result = Sweep { stride, pairs: pairs.div_ceil(KINDS * stride) }.run(row);
        std::fs::write(results::path(&folder, row), result.text(row)).expect("the result can be written");
        let verdict =
            if result.worst.ulp <= f64::from(row.ulp) + support::ulp::SLACK { "" } else { "BEYOND ITS BOUND " };
        failures += usize::from(!verdict.is_empty());
        println!(
            "{:16} {:8.5} of {} ULP, {}{}; {:.0} s, about {} left",
            row.name,
            result.worst.ulp,
            row.ulp,
            verdict,
            result.worst.describe(row.args.len()),
            result.time.as_secs_f32(),
            minutes(start.elapsed() * (due.len() - i - 1) as u32 / (i + 1) as u32),
        );
    }
    if failures > 0 {
        eprintln!("accuracy: {failures} beyond their bounds");
        return ExitCode::FAILURE;
    }
    ExitCode::SUCCESS
}

fn refused(why: &str) -> ExitCode {
    eprintln!("accuracy: {why}");
    ExitCode::FAILURE
}

fn minutes(time: Duration) -> String {
    format!("{} min", time.as_secs().div_ceil(60))
}
