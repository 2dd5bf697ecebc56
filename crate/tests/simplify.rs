//! Simplification changes no bit of any output, at ordinary points and at those where IEEE arithmetic is peculiar.

mod programs;

use fluxion::op::{Op, TABLE};
use fluxion::program::{Node, Program, Value};
use fluxion::transform::grad::grad;
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
    // Inputs 0 and 1, the constant 2, the inner op 3, the outer op 4 with the inner one in each place.
    let rows = || TABLE.iter().filter(|row| row.properties.is_elementwise());
    let inners = rows().flat_map(|inner| {
        let args = [[Value(0), Value(1), Value(2)], [Value(0), Value(2), Value(1)]];
        let arity = inner.args.len();
        args.into_iter().take(arity).map(move |args| Node::op(inner.op, &args[..arity]))
    });
    for (inner, outer) in inners.flat_map(|inner| rows().map(move |outer| (inner, outer))) {
        for place in 0..outer.args.len() {
            // The first argument of the outer op, if it is not the inner one.
            for other in if place == 0 { 0..1 } else { 0..4 } {
                let mut outer_args = [Value(other), Value(2), Value(1)];
                outer_args[place] = Value(3);
                let outer = Node::op(outer.op, &outer_args[..outer.args.len()]);
                let has_constant = inner.args().contains(&Value(2)) || outer.args().contains(&Value(2));
                for &constant in &SPECIAL[..if has_constant { SPECIAL.len() } else { 1 }] {
                    check(&program(2, &[Node::constant(constant), inner, outer], &[Value(4)]));
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

/// A rule that removes an abs removes its kink, so that derivatives at 0 are those of the simpler form.
#[test]
fn derivatives_follow_the_simpler_form() {
    let second = |nodes: &[Node]| {
        let first = grad(&program(1, nodes, &[Value(nodes.len() as u32)]), &[0], false).unwrap();
        grad(&first, &[0], false).unwrap().eval(&[0.0])[0]
    };
    let square = Node::op(Op::Square, &[Value(0)]);
    // |x²| is x²; of |x³| no rule knows better, and its derivative is that of an abs at its kink.
    assert_eq!(second(&[square, Node::op(Op::Abs, &[Value(1)])]), 2.0);
    let cube = Node::op(Op::Mul, &[Value(0), Value(1)]);
    assert_eq!(second(&[square, cube, Node::op(Op::Abs, &[Value(2)])]), 0.0);
    // |exp x|, and the square of |x|.
    assert_eq!(second(&[Node::op(Op::Exp, &[Value(0)]), Node::op(Op::Abs, &[Value(1)])]), 1.0);
    assert_eq!(second(&[Node::op(Op::Abs, &[Value(0)]), Node::op(Op::Square, &[Value(1)])]), 2.0);
}
