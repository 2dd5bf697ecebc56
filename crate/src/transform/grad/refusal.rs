//! Calls that a gradient refuses, because it has no one meaning in them.

use crate::op::rules::functions::{case, refuse};
use crate::op::Op;
use crate::program::Value;
use crate::term::{Builder, Set, Term};

/// Why a call is refused: [`Refuse`](Op::Refuse) has this number and the op's code in its constant.
#[derive(Clone, Copy)]
pub enum Reason {
    /// A differentiated path passes a reduction, and the output is a batch.
    Mixes = 0,
    /// The derivative by a number of a batch that a reduction enters: summed or not?
    Ambiguous = 1,
    /// A sum of what is one number among batches: once, or for every element? The facade refuses that, as it traces.
    Counts = 2,
    /// Derivatives by each element of a batch that a reduction mixes.
    ByElement = 3,
    /// A tangent is a batch, and its argument a number.
    Tangent = 4,
    /// A cotangent is a batch, and its value a number.
    Cotangent = 5,
    /// The Hessian of a loss, twice by a batch.
    Square = 6,
}

/// The constant that tells why a call is refused, and because of which op.
pub fn reason(reason: Reason, op: Op) -> f32 {
    let op = match op {
        Op::VarianceAbout => Op::Variance,
        Op::StdAbout => Op::Std,
        Op::Total => Op::Sum,
        Op::AttachNext => Op::Attach,
        _ => op,
    };
    (reason as u32 * 256 + op as u32) as f32
}

/// The term, in calls but those in which this input, the tangent or the cotangent of what depends on the set, is a batch
/// and that a number.
///
/// Terms are the input itself and the first derivative: an input that no derivative is computed from may be the only batch
/// of the call.
#[inline(never)]
pub fn of_kind<'b>(builder: &'b Builder, term: Term<'b>, input: u32, set: Set, why: Reason) -> Term<'b> {
    let input = Some(Value(input));
    refused(builder, term, [set, input, input], reason(why, Op::Sum))
}

/// The term, in calls but those in which all of the first set are numbers, and both others have a batch.
pub fn refused<'b>(builder: &'b Builder, term: Term<'b>, sets: [Set; 3], reason: f32) -> Term<'b> {
    let term_of = |set| builder.term(builder.value_of_set(set));
    let [numbers, some, others] = sets;
    let (numbers, some, others) = (term_of(numbers), term_of(some), term_of(others));
    // A constant needs a node to be refused.
    let node = |term| builder.term(builder.value(term));
    let (term, reason) = (node(term), node(reason.into()));
    refuse(term, case(numbers, some, others), reason)
}
