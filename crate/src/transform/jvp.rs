//! Forward mode: the derivative of every value in one direction, in one walk over the program.
//!
//! A tangent is a sum of products of partial derivatives with tangents of arguments, and that of a reduction the sum of
//! this over all elements. Like an [adjoint](Adjoint) it carries the condition under which it is live: what came through
//! no branch that a `where` took is 0, whatever factors follow. Tangents that are 0 in every direction are not computed
//! with.

use super::grad::adjoint::Adjoint;
use super::grad::grad_with_free;
use super::grad::refusal::{reason, refused, Reason};
use crate::error::Error;
use crate::lists::filled;
use crate::op::rules::functions::{like, ne, refuse, total};
use crate::op::Op;
use crate::program::{Node, Program, Value};
use crate::term::{Builder, Outputs, Set, Term};

/// All outputs, if `with_value`, and their derivatives in the direction of tangents of the inputs `argnums`.
///
/// Of the inputs the first `own` are the function's arguments. The result has inputs for the tangents after these. A
/// derivative is a batch where its output is one. A call in which a tangent is a batch and its argument a number is
/// refused.
///
/// # Errors
/// If there is no input of such a number among the arguments, or sets of inputs get too many members.
pub fn jvp(program: &Program, argnums: &[u32], with_value: bool, own: u32) -> Result<Program, Error> {
    along(&program.normalised(own, Outputs::Traced)?, argnums, with_value, own)
}

/// [`jvp`] of a program in normal form.
fn along(program: &Program, argnums: &[u32], with_value: bool, own: u32) -> Result<Program, Error> {
    if let Some(&argnum) = argnums.iter().find(|&&argnum| argnum >= own) {
        return Err(Error::NoSuchInput { argnum, inputs: own });
    }
    let program = &program.with_inputs(own, argnums.len() as u32);
    let builder = Builder::of(program);
    let mut seeds = Vec::new();
    for (k, &argnum) in argnums.iter().enumerate() {
        let tangent = Value(own + k as u32);
        let sets = [Some(Value(argnum)), Some(tangent), Some(tangent)];
        seeds.push((argnum, refused(&builder, builder.term(tangent), sets, reason(Reason::Tangent, Op::Sum))));
    }
    let tangents = tangents(program, &builder, &seeds);
    let mut outputs = if with_value { program.outputs().to_vec() } else { Vec::new() };
    for &output in program.outputs() {
        let tangent = tangents[output.index()].map_or(Term::Const(0.0), |tangent| tangent.value);
        outputs.push(match builder.set_of_output(output) {
            Some(set) => builder.output_like(tangent, set),
            None => builder.without_like(builder.value(tangent)),
        });
    }
    builder.checked(outputs)
}

/// The derivative of the gradient of the first output by the inputs `argnums`, in the direction of tangents of these:
/// products with its Hessian. Inputs and errors are as those of [`jvp`].
///
/// # Errors
/// As those of [`grad`](super::grad::grad), too.
pub fn hvp(program: &Program, argnums: &[u32], own: u32) -> Result<Program, Error> {
    along(&grad_with_free(program, argnums, false, own)?, argnums, false, own)
}

/// The tangents of all values of a program, which the builder begins with, from those of inputs; nothing for one that is 0
/// in every direction.
pub fn tangents<'b>(program: &Program, builder: &'b Builder, seeds: &[(u32, Term<'b>)]) -> Vec<Option<Adjoint<'b>>> {
    let mut tangents = filled(None, program.inputs() as usize);
    for &(input, value) in seeds {
        tangents[input as usize] = Some(Adjoint { value, live: 1.0.into() });
    }
    for (value, node) in program.iter() {
        tangents.push(match node {
            Node::Op(op, _) => tangent(builder, value, node, *op, &tangents),
            Node::Const(_) => None,
        });
    }
    tangents
}

/// The tangent of an op's value.
fn tangent<'b>(
    builder: &'b Builder,
    value: Value,
    node: &Node,
    op: Op,
    tangents: &[Option<Adjoint<'b>>],
) -> Option<Adjoint<'b>> {
    let args = node.args();
    if args.iter().all(|arg| tangents[arg.index()].is_none()) {
        return None;
    }
    let operands = builder.operands(op, args);
    let mut sum: Option<Adjoint> = None;
    for (&arg, partial) in args.iter().zip(op.partials(&operands[..args.len()], builder.term_of(value))) {
        let Some(part) = tangents[arg.index()].and_then(|tangent| tangent.through(partial)) else { continue };
        sum = Some(sum.map_or(part, |sum| sum.plus(part)));
    }
    let mut tangent = sum?;
    let term = |set: Set| builder.term(builder.value_of_set(set));
    let [spread, set] = match (op, args) {
        (Op::Like, &[_, set]) => {
            tangent.value = like(tangent.value, builder.term(set));
            return Some(tangent);
        }
        // A call that the value refuses is refused by its derivatives as well.
        (Op::Refuse, &[_, case, reason]) => {
            let value = builder.term(builder.value(tangent.value));
            tangent.value = refuse(value, builder.term(case), builder.term(reason));
            return Some(tangent);
        }
        (Op::Total, &[x, set]) => [term(builder.direct(x)), builder.term(set)],
        // The sum over all elements, for it depends on nothing.
        _ if node.reduction().is_some() => [builder.term(builder.every()), term(None)],
        _ => return Some(tangent),
    };
    tangent.value = total(like(tangent.value, spread), set);
    // Where any part of a sum is live, as in the reverse sweep.
    if let Term::Value(..) = tangent.live {
        tangent.live = ne(total(ne(tangent.live, 0.0), set), 0.0);
    }
    Some(tangent)
}
