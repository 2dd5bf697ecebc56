//! The rules that the core plays back compute what the rows of the table compute, in as many steps: for every op,
//! applied to inputs, and with each argument a constant.

mod programs;

use fluxion::op::rules::{self, Partial};
use fluxion::op::{Op, TABLE};
use fluxion::program::{Program, Value};
use fluxion::term::{Builder, Term};
use programs::{same, SPECIAL};

/// What a rule gives for arguments of which one may be a constant: for every partial derivative its kind, and a program
/// of all terms.
fn applied(op: Op, constant: Option<usize>, stored: bool) -> (Vec<u8>, Program) {
    let arity = op.arity();
    let builder = Builder::new(arity as u32 + 1);
    let input = |k: usize| builder.term(Value(k as u32));
    let args: Vec<Term> = (0..arity).map(|k| if constant == Some(k) { 0.5.into() } else { input(k) }).collect();
    let omega = input(arity);
    let formula = if stored { rules::formula(op, &args) } else { op.written_formula(&args) };
    let mut kinds = Vec::new();
    let mut terms: Vec<Term> = formula.into_iter().collect();
    if !op.row().composed {
        let partials = if stored { rules::partials(op, &args, omega) } else { op.written_partials(&args, omega) };
        for partial in partials {
            let (kind, new) = match partial {
                Partial::Zero => (0, vec![]),
                Partial::Factor(factor) => (1, vec![factor]),
                Partial::When(condition, factor) => (2, vec![condition, factor]),
            };
            kinds.push(kind);
            terms.extend(new);
        }
    }
    let outputs: Vec<Value> = terms.into_iter().map(|term| builder.value(term)).collect();
    (kinds, builder.finish(outputs).simplified())
}

#[test]
fn stored_rules_are_the_written_ones() {
    for row in TABLE {
        for constant in [None, Some(0), Some(1), Some(2)].into_iter().filter(|k| k.is_none_or(|k| k < row.args.len())) {
            let (kinds, written) = applied(row.op, constant, false);
            let (stored_kinds, stored) = applied(row.op, constant, true);
            assert_eq!((kinds, written.len()), (stored_kinds, stored.len()), "{}, constant {constant:?}", row.name);
            let numbers: Vec<f32> = SPECIAL.into_iter().chain([0.3, 0.7, -1.3, 2.9]).collect();
            for i in 0..numbers.len().pow(2) {
                let (x, y) = (numbers[i % numbers.len()], numbers[i / numbers.len()]);
                let point = &[x, y, y - x, 0.5 * x][..row.args.len() + 1];
                for (a, b) in written.eval(point).into_iter().zip(stored.eval(point)) {
                    assert!(same(a, b), "{} at {point:?}, constant {constant:?}: {a:e} and {b:e}", row.name);
                }
            }
        }
    }
}
