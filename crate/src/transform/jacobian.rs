//! All derivatives of all outputs, one by one.
//!
//! By a number, the derivative of an output is that of each of its elements, in forward mode. By a batch, it is that of
//! each element by its own, which forward mode gives as well if no path from the one to the other passes a reduction; and
//! of an output that is a number the gradient. Which of them an input is in a call is not known here: where they differ,
//! the entry is [either](Op::Either).

use super::grad::refusal::{reason, refused, Reason};
use super::grad::sweep::Sweep;
use super::grad::{adjoint::Adjoint, gradient};
use super::jvp::{tangents, value_of};
use crate::error::Error;
use crate::lists::filled;
use crate::op::rules::functions::either;
use crate::op::Op;
use crate::program::{Program, Value};
use crate::term::{Builder, Outputs};

/// The derivatives of each output by the inputs `argnums`, output by output.
///
/// Of the inputs the first `own` are the function's arguments, and the result has the same. A derivative is a batch where
/// its output or the input is one. A call is refused in which both are, and a reduction mixes their elements.
///
/// # Errors
/// If sets of inputs get too many members.
///
/// # Panics
/// If there are no such inputs.
pub fn jacobian(program: &Program, argnums: &[u32], own: u32) -> Result<Program, Error> {
    entries(&program.normalised(own, Outputs::Traced)?, argnums, false, false)
}

/// The second derivatives of the first output by the inputs `argnums`, row by row. Those that are equal are one value. A
/// call is refused in which the output is a loss, twice differentiated by batches.
///
/// # Errors
/// As those of [`grad`](super::grad::grad).
pub fn hessian(program: &Program, argnums: &[u32], own: u32) -> Result<Program, Error> {
    let (gradient, is_loss) = gradient(program, argnums, false, own)?;
    entries(&gradient, argnums, true, is_loss)
}

/// The entries of the Jacobian of a program in normal form, which is the gradient by the same inputs if `is_symmetric`.
fn entries(program: &Program, argnums: &[u32], is_symmetric: bool, is_loss: bool) -> Result<Program, Error> {
    let builder = Builder::of(program);
    let is_plain = program.outputs().iter().all(|&output| builder.set_of_output(output).is_none());
    let mut columns = Vec::new();
    for &argnum in argnums {
        let value = builder.like(1.0.into(), Some(Value(argnum)).filter(|_| !is_plain));
        let mut seeds = filled(None, program.inputs() as usize);
        seeds[argnum as usize] = Some(Adjoint { value, live: 1.0.into() });
        columns.push(tangents(program, &builder, seeds));
    }
    let mut outputs: Vec<Value> = Vec::new();
    for (row, &output) in program.outputs().iter().enumerate() {
        for (column, &argnum) in argnums.iter().enumerate() {
            if is_symmetric && column < row {
                outputs.push(outputs[column * argnums.len() + row]);
                continue;
            }
            let input = Value(argnum);
            let along = value_of(columns[column][output.index()]);
            let Some(set) = builder.set_of_output(output) else {
                // At each element. Where there are fewer outputs than inputs, a sweep back takes fewer ops.
                let entry = if program.outputs().len() < argnums.len() {
                    Sweep::of(program, &builder, &[(output, 1.0.into(), None)], argnums, false).gradient(argnum)
                } else {
                    along
                };
                outputs.push(builder.output_as(entry, None));
                continue;
            };
            let seed = (output, 1.0.into(), set);
            let back = Sweep::of(program, &builder, &[seed], &[argnum], true);
            let mut entry = along;
            if back.is_through_reductions() && !builder.is_subset(Some(input), set) {
                // That the derivative of a batch is one, though it be a constant, tells which of them is printed.
                entry = either(back.gradient(argnum), builder.like(along, set), builder.term(input));
            }
            entry = if is_loss {
                let sets = [None, Some(Value(argnums[row])), Some(input)];
                refused(&builder, entry, sets, reason(Reason::Square, Op::Sum))
            } else {
                back.refused(entry, output, Some(input))
            };
            outputs.push(builder.output_like(entry, builder.union(set, Some(input))));
        }
    }
    builder.checked(outputs)
}
