//! Reverse mode for any function: what cotangents of its outputs come to, as cotangents of its arguments.

use super::grad::refusal::{reason, refused, Reason};
use super::grad::sweep::{Seed, Sweep};
use crate::error::Error;
use crate::lists::Listed;
use crate::op::Op;
use crate::program::{Program, Value};
use crate::term::{Builder, Outputs, Set};

/// All outputs, if `with_value`, and the derivative by each argument of the sum of all outputs times their cotangents,
/// over all elements.
///
/// Of the inputs the first `own` are the function's arguments. The result has inputs for the cotangents, one for each
/// output, after these. A derivative is a batch where its argument is one. A call in which a cotangent is a batch and its
/// output a number is refused, and no other.
///
/// # Errors
/// If sets of inputs get too many members.
pub fn vjp(program: &Program, with_value: bool, own: u32) -> Result<Program, Error> {
    let program = program.normalised(own, Outputs::Traced)?;
    let count = program.outputs().len() as u32;
    let program = &program.with_inputs(own, count);
    let builder = Builder::of(program);
    // An output without a reduction below it is a batch if there is any.
    let mut all: Set = None;
    for input in (0..own).chain(own + count..program.inputs()) {
        all = builder.union(all, Some(Value(input)));
    }
    let seeds: Vec<Seed> = (program.outputs().iter().enumerate())
        .map(|(i, &output)| {
            let cotangent = Value(own + i as u32);
            let set = builder.set_of_output(output);
            let sets = [set.unwrap_or(all), Some(cotangent), Some(cotangent)];
            let term = refused(&builder, builder.term(cotangent), sets, reason(Reason::Cotangent, Op::Sum));
            (output, term, set.unwrap_or(Some(builder.every())))
        })
        .listed();
    let argnums = (0..own).listed();
    let sweep = Sweep::of(program, &builder, &seeds, &argnums, true);
    let mut outputs = if with_value { program.outputs().to_vec() } else { Vec::new() };
    for argnum in argnums {
        outputs.push(builder.output_like(sweep.gradient(argnum), Some(Value(argnum))));
    }
    builder.checked(outputs)
}
