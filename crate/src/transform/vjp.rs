//! Reverse mode for any function: what cotangents of its outputs come to, as cotangents of its arguments.

use super::grad::refusal::{of_kind, Reason};
use super::grad::sweep::Sweep;
use crate::error::Error;
use crate::lists::Listed;
use crate::program::{Program, Value};
use crate::term::{Builder, Outputs, Set};

/// All outputs, if `with_value`, and the derivative by each argument of the sum of all outputs times their cotangents,
/// over all elements.
///
/// Of the inputs the first `own` are the function's arguments, and as many as there are outputs follow that stand for the
/// cotangents: the program does not use them. A derivative is a batch where its argument is one. A call in which a
/// cotangent is a batch and its output a number is refused, and no other.
///
/// # Errors
/// If sets of inputs get too many members.
pub fn vjp(program: &Program, with_value: bool, own: u32) -> Result<Program, Error> {
    let program = &program.normalised(own, Outputs::Traced)?;
    let builder = Builder::of(program);
    let mut cotangent = own + program.outputs().len() as u32;
    // An output without a reduction below it is a batch if any argument is, or what it takes from around the function.
    let mut all: Set = None;
    for input in 0..own {
        all = builder.union(all, Some(Value(input)));
    }
    let mut seeds = Vec::new();
    for &output in program.outputs().iter().rev() {
        cotangent -= 1;
        let set = builder.set_of_output(output).unwrap_or_else(|| builder.union(all, builder.direct(output)));
        let value = of_kind(&builder, builder.term(Value(cotangent)), cotangent, set, Reason::Cotangent);
        seeds.push((output, value, set));
    }
    let argnums = (0..own).listed();
    let sweep = Sweep::of(program, &builder, &seeds, &argnums, true);
    let mut outputs = if with_value { program.outputs().to_vec() } else { Vec::new() };
    for argnum in argnums {
        let mut gradient = sweep.gradient(argnum);
        while let Some((_, _, set)) = seeds.pop() {
            gradient = of_kind(&builder, gradient, cotangent, set, Reason::Cotangent);
            cotangent += 1;
        }
        outputs.push(builder.output_like(gradient, Some(Value(argnum))));
    }
    builder.checked(outputs)
}
