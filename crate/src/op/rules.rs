//! The formulas and partial derivatives of the table as data.
//!
//! As code, a formula is a chain of calls, and all of them together are large. So when the core is built they are
//! evaluated natively for arguments that are inputs, and the programs that come out are kept: to apply a rule is to
//! play its program back.
//!
//! ```text
//! rule*    code of the op
//!          number of partial derivatives; 0 for the formula of a composition
//!          byte*: for each 0 if nothing flows back, 1 if there is a factor, 2 if a condition comes before the factor
//!          two bytes, little-endian: the length of the program
//!          the program: its inputs are the arguments, and for partial derivatives then the op's own output
//! ```

use super::Op;
use crate::builder::{call, Partial, Term};
use crate::program::{Node, Program};
use std::sync::OnceLock;

const ZERO: u8 = 0;
const FACTOR: u8 = 1;
#[cfg(not(target_arch = "wasm32"))]
const WHEN: u8 = 2;

/// The rules of the whole table.
#[cfg(not(target_arch = "wasm32"))]
pub fn make() -> Vec<u8> {
    use crate::builder::Builder;
    use crate::program::Value;

    let mut bytes = Vec::new();
    for row in super::TABLE {
        let arity = row.args.len() as u32;
        let builder = Builder::new(arity + 1);
        let inputs: Vec<Term> = (0..=arity).map(|input| builder.term(Value(input))).collect();
        let (args, omega) = (&inputs[..arity as usize], inputs[arity as usize]);
        let mut kinds = Vec::new();
        let mut terms = Vec::new();
        match row.op.written_formula(args) {
            Some(formula) => terms.push(formula),
            None => {
                for partial in row.op.written_partials(args, omega) {
                    let (kind, new) = match partial {
                        Partial::Zero => (ZERO, vec![]),
                        Partial::Factor(factor) => (FACTOR, vec![factor]),
                        Partial::When(condition, factor) => (WHEN, vec![condition, factor]),
                    };
                    kinds.push(kind);
                    terms.extend(new);
                }
            }
        }
        let outputs: Vec<Value> = terms.into_iter().map(|term| builder.value(term)).collect();
        let program = builder.finish(outputs).encode();
        bytes.extend([row.op as u8, kinds.len() as u8]);
        bytes.extend(kinds);
        bytes.extend((program.len() as u16).to_le_bytes());
        bytes.extend(program);
    }
    bytes
}

/// What [`make`](make()) made.
fn stored() -> &'static [u8] {
    #[cfg(target_arch = "wasm32")]
    return include_bytes!(concat!(env!("CARGO_MANIFEST_DIR"), "/../build/rules.bin"));
    #[cfg(not(target_arch = "wasm32"))]
    {
        static RULES: std::sync::LazyLock<Vec<u8>> = std::sync::LazyLock::new(make);
        &RULES
    }
}

/// The kinds of an op's partial derivatives, none for a composition, and the outputs of its rule's program.
fn play<'b>(op: Op, inputs: &[Term<'b>]) -> (&'static [u8], Vec<Term<'b>>) {
    let mut rest = stored();
    loop {
        let (kinds, after) = rest[2..].split_at(rest[1].into());
        let length = usize::from(u16::from_le_bytes([after[0], after[1]]));
        let (program, next) = after[2..].split_at(length);
        if rest[0] != op as u8 {
            rest = next;
            continue;
        }
        let Ok(program) = Program::decode(program) else { unreachable!("rules are programs") };
        let mut terms = inputs.to_vec();
        // A rule that does not use the output may be played without it.
        terms.resize(program.inputs() as usize, Term::Const(0.0));
        for node in program.nodes() {
            terms.push(match *node {
                Node::Const(bits) => Term::Const(f32::from_bits(bits)),
                Node::Op(op, _) => {
                    let args: Vec<Term> = node.args().iter().map(|arg| terms[arg.index()]).collect();
                    call(op, &args)
                }
            });
        }
        return (kinds, program.outputs().iter().map(|output| terms[output.index()]).collect());
    }
}

/// The program of a composition, made once: to evaluate it at many points.
pub fn composition(op: Op) -> &'static Program {
    use crate::builder::Builder;
    use crate::program::Value;
    static PROGRAMS: [OnceLock<Program>; 256] = [const { OnceLock::new() }; 256];
    PROGRAMS[op as usize].get_or_init(|| {
        let builder = Builder::new(op.arity() as u32);
        let args: Vec<Term> = (0..op.arity() as u32).map(|input| builder.term(Value(input))).collect();
        let output = builder.value(call(op, &args));
        builder.finish([output])
    })
}

/// The composition that the op is, by its stored rule, if it is one.
pub fn formula<'b>(op: Op, args: &[Term<'b>]) -> Option<Term<'b>> {
    let (kinds, outputs) = if op.is_composed() { play(op, args) } else { return None };
    debug_assert!(kinds.is_empty());
    outputs.first().copied()
}

/// The partial derivatives by each argument, by the stored rule of an op that is no composition.
pub fn partials<'b>(op: Op, args: &[Term<'b>], omega: Term<'b>) -> Vec<Partial<'b>> {
    let inputs: Vec<Term> = args.iter().copied().chain([omega]).collect();
    let (kinds, outputs) = play(op, &inputs);
    let mut outputs = outputs.into_iter();
    let mut next = || outputs.next().expect("an output for every factor and condition");
    let partial = |&kind: &u8| match kind {
        ZERO => Partial::Zero,
        FACTOR => Partial::Factor(next()),
        _ => Partial::When(next(), next()),
    };
    kinds.iter().map(partial).collect()
}
