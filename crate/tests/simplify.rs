//! Simplification changes no bit of any output, at ordinary points and at those where IEEE arithmetic is peculiar.

mod programs;

use fluxion::op::{Op, TABLE};
use fluxion::program::{Node, Program, Value};
use programs::{number, program, programs, same, SPECIAL};
use proptest::prelude::*;

proptest! {
    #![proptest_config(ProptestConfig { cases: 30_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn random_programs_keep_their_bits(program in programs(2, 16, |_| true), x in number(), y in number()) {
        let simplified = program.simplified();
        for (before, after) in program.eval(&[x, y]).into_iter().zip(simplified.eval(&[x, y])) {
            prop_assert!(same(before, after) || improved(&program), "{} became {} in\n{:?}\n{:?}", before, after, program, simplified);
        }
        prop_assert_eq!(&simplified.simplified(), &simplified, "simplified twice");
    }
}

/// Whether the rules for pow by 2 and -1 may have changed the last bit, and what is computed from it.
fn improved(program: &Program) -> bool {
    program.nodes().iter().any(|node| matches!(node, Node::Op(Op::Pow | Op::PowGradBase | Op::PowTerm, _)))
}

#[test]
fn pow_by_small_integers_stays_within_an_ulp() {
    for (exponent, op) in [(2.0, Op::Square), (-1.0, Op::Reciprocal)] {
        let nodes = [Node::constant(exponent), Node::op(Op::Pow, &[Value(0), Value(1)])];
        let pow = program(1, &nodes, &[Value(2)]);
        assert_eq!(pow.simplified().nodes(), [Node::op(op, &[Value(0)])]);
        for bits in (0..=u32::MAX).step_by(65_537) {
            let x = f32::from_bits(bits);
            let (before, after) = (pow.eval(&[x])[0], pow.simplified().eval(&[x])[0]);
            let close = before.to_bits().abs_diff(after.to_bits()) <= 1;
            assert!(close || before.is_nan() && after.is_nan(), "{x:e}^{exponent}: {before:e} became {after:e}");
        }
    }
}

/// Every op of a constant and an op of every op: whatever a rule can match, at every special point.
#[test]
fn every_pair_of_ops_and_constants_keeps_its_bits() {
    for outer in TABLE {
        for inner in TABLE {
            for constant in SPECIAL {
                // Inputs 0 and 1, the constant 2, the inner op 3, the outer op 4 with the inner one in each place.
                for place in 0..outer.args.len() {
                    for other in [0, 1, 2, 3] {
                        let args = [Value(0), Value(1), Value(2)];
                        let mut outer_args = [Value(other), Value(2), Value(1)];
                        outer_args[place] = Value(3);
                        let nodes = [
                            Node::constant(constant),
                            Node::op(inner.op, &args[..inner.args.len()]),
                            Node::op(outer.op, &outer_args[..outer.args.len()]),
                        ];
                        check(&program(2, &nodes, &[Value(4)]));
                    }
                }
            }
        }
    }
}

fn check(program: &Program) {
    let simplified = program.simplified();
    if simplified == *program {
        return;
    }
    for x in SPECIAL {
        for y in [1.5, -0.0, f32::NAN] {
            let (before, after) = (program.eval(&[x, y])[0], simplified.eval(&[x, y])[0]);
            assert!(same(before, after) || improved(program), "{before} became {after} at {x}, {y} in {program:?}");
        }
    }
}

#[test]
fn what_is_computed_twice_is_shared() {
    let nodes = [
        Node::op(Op::Sin, &[Value(0)]),
        Node::op(Op::Sin, &[Value(0)]),
        Node::op(Op::Mul, &[Value(1), Value(2)]),
        Node::op(Op::Exp, &[Value(0)]),
    ];
    let simplified = program(1, &nodes, &[Value(3)]).simplified();
    let expected = [Node::op(Op::Sin, &[Value(0)]), Node::op(Op::Square, &[Value(1)])];
    assert_eq!(simplified.nodes(), expected);
}
