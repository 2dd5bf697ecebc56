//! The tiles engine gives the bits that scalar evaluation gives: for every op, for random programs, for batches and
//! numbers in any mixture, at any length.
//!
//! Natively the loops are not compiled: the engine evaluates an op by `Op::at`, element by element. So these tests are
//! of how kernels are lowered and carried out, not of the loops. Their wasm is tested by `test/bits.test.ts` (65,536
//! points of every op), and spliced into kernels by `jit.rs`.

mod programs;

use fluxion::op::{powers, TABLE};
use programs::{power, programs, run_tiles, same, single, Arg, SPECIAL};
use proptest::prelude::*;

fn check(program: &fluxion::program::Program, args: &[Arg], n: usize) -> Result<(), String> {
    let got = run_tiles(program, args, n);
    let simplified = program.simplified();
    let all_numbers = args.iter().all(|arg| matches!(arg, Arg::Number(_)));
    for i in 0..if all_numbers { 1 } else { n } {
        let point: Vec<f32> = args.iter().map(|arg| arg.at(i)).collect();
        for (output, expected) in simplified.eval(&point).into_iter().enumerate() {
            let got = got[output][i];
            if !same(got, expected) {
                return Err(format!("output {output} at {point:?}, element {i} of {n}: {got:e}, not {expected:e}"));
            }
        }
    }
    Ok(())
}

#[test]
fn every_op_at_special_points() {
    for row in TABLE.iter().filter(|row| row.properties.is_elementwise()) {
        let arity = row.args.len();
        let points: Vec<Vec<f32>> = (0..SPECIAL.len().pow(arity as u32))
            .map(|i| (0..arity).map(|k| SPECIAL[i / SPECIAL.len().pow(k as u32) % SPECIAL.len()]).collect())
            .collect();
        let args: Vec<Arg> = (0..arity).map(|k| Arg::Batch(points.iter().map(|point| point[k]).collect())).collect();
        check(&single(row.op), &args, points.len()).unwrap_or_else(|e| panic!("{}: {e}", row.name));
    }
}

#[test]
fn every_power_with_a_loop_at_special_points() {
    let of = |step: usize| Arg::Batch((0..SPECIAL.len().pow(2)).map(|i| SPECIAL[i / step % SPECIAL.len()]).collect());
    let args = [of(1), of(SPECIAL.len())];
    for k in powers::all() {
        check(&power(k), &args, SPECIAL.len().pow(2)).unwrap_or_else(|e| panic!("{k}: {e}"));
    }
}

/// Three arguments, each a number or a batch of `n`.
fn arguments(n: usize) -> impl Strategy<Value = Vec<Arg>> {
    let argument = prop_oneof![
        1 => programs::number().prop_map(Arg::Number),
        2 => proptest::collection::vec(programs::number(), n).prop_map(Arg::Batch),
    ];
    proptest::collection::vec(argument, 3)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 3000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn random_programs_at_every_short_length(
        program in programs(3, 40, |_| true),
        (n, args) in (0usize..68).prop_flat_map(|n| (Just(n), arguments(n))),
    ) {
        prop_assert_eq!(check(&program, &args, n), Ok(()));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 30, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn random_programs_across_tiles_and_blocks(
        program in programs(3, 400, |_| true),
        (n, args) in proptest::sample::select(vec![63, 64, 65, 1023, 1024, 1025, 8191, 8192, 8193, 16385])
            .prop_flat_map(|n| (Just(n), arguments(n))),
    ) {
        prop_assert_eq!(check(&program, &args, n), Ok(()));
    }
}

/// A program may ask for more outputs than fit in memory: that is an error, not a place that wraps around.
#[test]
fn a_kernel_too_large_for_memory_is_refused() {
    let value = fluxion::program::Value(0);
    let outputs = vec![value; (1 << 31) / 256];
    let program = programs::program(1, &[], &outputs);
    let refused = fluxion::engine::tiles::prepare(&program, &[true]);
    assert!(matches!(refused, Err(fluxion::error::Error::TooLarge { bytes }) if bytes > 1 << 31));
}
