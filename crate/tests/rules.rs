//! The rules that the core plays back compute what the rows of the table compute, in as many steps: for every op,
//! applied to inputs, and with each argument a constant. What is written for reading has public ops alone.

mod programs;

use fluxion::error::Error;
use fluxion::op::rules::{self, Partial};
use fluxion::op::{Op, TABLE};
use fluxion::program::{Node, Program, Value};
use fluxion::term::{Builder, Term};
use fluxion::transform::grad::grad;
use programs::{same, SPECIAL};

/// What a rule gives for arguments of which one may be a constant: for every partial derivative its kind, and a program
/// of all terms. For reading, the formula of an internal op.
fn applied(op: Op, constant: Option<usize>, for_reading: bool, stored: bool) -> (Vec<u8>, Program) {
    let arity = op.arity();
    let builder = if for_reading { Builder::for_reading } else { Builder::new }(arity as u32 + 1);
    let input = |k: usize| builder.term(Value(k as u32));
    let args: Vec<Term> = (0..arity).map(|k| if constant == Some(k) { 0.5.into() } else { input(k) }).collect();
    let omega = input(arity);
    let mut kinds = Vec::new();
    let mut terms = Vec::new();
    if for_reading || op.is_composed() {
        let written = || op.written_formula(&args).expect("a formula");
        terms.push(if stored { rules::formula(op, &args) } else { written() });
    } else {
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
    let program = builder.finish(outputs);
    (kinds, if for_reading { program.for_reading() } else { program.simplified() })
}

#[test]
fn stored_rules_are_the_written_ones() {
    for (row, for_reading) in TABLE.iter().flat_map(|row| [(row, false), (row, true)]) {
        if for_reading && !row.op.is_internal() {
            continue;
        }
        for constant in [None, Some(0), Some(1), Some(2)].into_iter().filter(|k| k.is_none_or(|k| k < row.args.len())) {
            // A reduction of a constant is not folded: its rule is for no number of elements in particular.
            if constant.is_some() && !row.properties.is_elementwise() {
                continue;
            }
            let (kinds, written) = applied(row.op, constant, for_reading, false);
            let (stored_kinds, stored) = applied(row.op, constant, for_reading, true);
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

/// A program of every op, applied to inputs.
fn alone(op: Op) -> Program {
    let builder = Builder::new(op.arity() as u32);
    let args: Vec<Value> = (0..op.arity() as u32).map(Value).collect();
    let output = builder.intern(Node::op(op, &args));
    builder.finish([output])
}

#[test]
fn programs_for_reading_have_public_ops_alone() {
    for row in TABLE {
        let internal = |program: &Program| {
            program.nodes().iter().find_map(|node| match node {
                // What a total is summed for is printed.
                Node::Op(Op::Total | Op::Both, _) => None,
                // So is the name of a foreign function, for a list of arguments.
                Node::Op(Op::Argument | Op::Foreign, _) => None,
                Node::Op(op, _) if op.is_internal() => Some(op.row().name),
                _ => None,
            })
        };
        let mut program = alone(row.op);
        for order in 0..3 {
            let reading = program.for_reading();
            assert_eq!(reading.inputs(), program.inputs());
            assert_eq!(internal(&reading), None, "{}, order {order}", row.name);
            match grad(&program, &[0], false) {
                Err(Error::NoRule { .. }) => break,
                gradient => program = gradient.expect("one output, and an input"),
            }
        }
    }
}

#[test]
fn sets_of_ops_are_those_of_the_table() {
    for row in TABLE {
        assert_eq!(row.op.is_composed(), row.composed, "{}", row.name);
        assert_eq!(row.op.is_internal(), !row.public, "{}", row.name);
    }
}
