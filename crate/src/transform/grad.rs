//! Gradients by one reverse sweep over the program; the result is a program again, so a higher order is the same
//! transform once more.
//!
//! An adjoint is the derivative of the output by a value. It carries the condition under which it is *live*: where
//! the condition fails, a `where` did not take that branch, and the adjoint is 0 whatever happens further down. A
//! product of that 0 with an infinite factor would be NaN, so the product is formed inside a `where` on the
//! condition. Adjoints that add up are live where any of them is, and one that is always live needs no `where`.

pub(super) mod adjoint;
pub(super) mod refusal;
pub(super) mod sweep;

use crate::error::Error;
use crate::op::Op;
use crate::program::{Node, Program, Value};
use crate::term::{Builder, Outputs};
pub use refusal::Reason;
use refusal::{reason, refused};
use sweep::Sweep;

/// The gradient of the program's first output by the inputs `argnums`, after all outputs as they are if `with_value`, and
/// else before those that follow the first.
///
/// The result has the same inputs.
///
/// # Errors
/// If there is no output, or no input of such a number.
pub fn grad(program: &Program, argnums: &[u32], with_value: bool) -> Result<Program, Error> {
    grad_with_free(program, argnums, with_value, program.inputs())
}

/// The same for a program with free variables: its inputs after the first `own`, the function's arguments.
///
/// # Errors
/// As [`grad`].
pub fn grad_with_free(program: &Program, argnums: &[u32], with_value: bool, own: u32) -> Result<Program, Error> {
    Ok(gradient(program, argnums, with_value, own)?.0)
}

/// The same, and whether it is the gradient of a loss: whether any derivative passes a reduction.
pub fn gradient(program: &Program, argnums: &[u32], with_value: bool, own: u32) -> Result<(Program, bool), Error> {
    if program.outputs().is_empty() {
        return Err(Error::NoOutput);
    }
    if let Some(&argnum) = argnums.iter().find(|&&argnum| argnum >= program.inputs()) {
        return Err(Error::NoSuchInput { argnum, inputs: program.inputs() });
    }

    let program = &program.normalised(own, Outputs::WithAux)?;
    let (output, aux) = (program.outputs()[0], &program.outputs()[1..]);
    let builder = Builder::of(program);
    let mut outputs = if with_value { program.outputs().to_vec() } else { Vec::new() };
    let has_reductions = program.has_reductions();
    let sweep = |totals| {
        let seed = (output, 1.0.into(), builder.direct(output));
        Sweep::of(program, &builder, &[seed], argnums, totals)
    };
    let mut back = sweep(has_reductions);
    let is_loss = back.is_through_reductions();
    if has_reductions && !is_loss {
        back = sweep(false);
    }
    let has_reduction_below = matches!(builder.node(output), Some(Node::Op(Op::Like, _)));
    for &argnum in argnums {
        let mut gradient = back.gradient(argnum);
        let argument = Some(Value(argnum));
        outputs.push(if is_loss {
            gradient = back.refused(gradient, output, None);
            builder.output_like(gradient, argument)
        } else if has_reduction_below {
            // At each element: a batch in calls in which the output or the argument is one.
            let of_output = builder.direct(output);
            let reason = reason(Reason::Ambiguous, first_reduction(program));
            gradient = refused(&builder, gradient, [argument, of_output, of_output], reason);
            builder.output_like(gradient, builder.union(of_output, argument))
        } else {
            builder.output_as(gradient, None)
        });
    }
    if !with_value {
        outputs.extend(aux);
    }
    Ok((builder.checked(outputs)?, is_loss))
}

/// The first reduction of the program, to be named.
fn first_reduction(program: &Program) -> Op {
    program.nodes().iter().find_map(|node| node.reduction()).unwrap_or(Op::Sum)
}
