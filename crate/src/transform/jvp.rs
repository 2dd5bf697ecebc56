//! Forward mode: the derivative of every value in one direction, in one walk over the program.
//!
//! A tangent is a sum of products of partial derivatives with tangents of arguments, and that of a reduction the sum of
//! this over all elements. Like an [adjoint](Adjoint) it carries the condition under which it is live: what came through
//! no branch that a `where` took is 0, whatever factors follow. Tangents that are 0 in every direction are not computed
//! with.

use super::attached::Attached;
use super::grad::adjoint::Adjoint;
use super::grad::grad_with_free;
use super::grad::refusal::{of_kind, Reason};
use crate::error::Error;
use crate::lists::filled;
use crate::op::rules::functions::{ne, total};
use crate::op::Op;
use crate::program::{Node, Program, Value};
use crate::term::{call, Builder, Outputs, Set, Term};

/// All outputs, if `with_value`, and their derivatives in the direction of tangents of the inputs `argnums`.
///
/// Of the inputs the first `own` are the function's arguments, and those that follow stand for the tangents: the program
/// does not use them. A derivative is a batch where its output is one. A call in which a tangent is a batch and its
/// argument a number is refused.
///
/// # Errors
/// If sets of inputs get too many members.
///
/// # Panics
/// If there are no such inputs.
pub fn jvp(program: &Program, argnums: &[u32], with_value: bool, own: u32) -> Result<Program, Error> {
    along(&program.normalised(own, Outputs::Traced)?, argnums, with_value, own)
}

/// The derivative of the gradient of the first output by the inputs `argnums`, in the direction of tangents of these:
/// products with its Hessian. Inputs are as those of [`jvp`].
///
/// # Errors
/// As those of [`grad`](super::grad::grad).
///
/// # Panics
/// As [`jvp`].
pub fn hvp(program: &Program, argnums: &[u32], own: u32) -> Result<Program, Error> {
    along(&grad_with_free(program, argnums, false, own)?, argnums, false, own)
}

/// [`jvp`] of a program in normal form.
fn along(program: &Program, argnums: &[u32], with_value: bool, own: u32) -> Result<Program, Error> {
    let builder = Builder::of(program);
    let mut seeds = filled(None, program.inputs() as usize);
    for (tangent, &argnum) in (own..).zip(argnums) {
        let set = Some(Value(argnum));
        let value = of_kind(&builder, builder.term(Value(tangent)), tangent, set, Reason::Tangent);
        seeds[argnum as usize] = Some(Adjoint { value, live: 1.0.into() });
    }
    let tangents = tangents(program, &builder, seeds);
    let mut outputs = if with_value { program.outputs().to_vec() } else { Vec::new() };
    let mut unchecked = argnums;
    for &output in program.outputs() {
        let mut derivative = value_of(tangents[output.index()]);
        while let [rest @ .., argnum] = unchecked {
            unchecked = rest;
            let tangent = own + rest.len() as u32;
            derivative = of_kind(&builder, derivative, tangent, Some(Value(*argnum)), Reason::Tangent);
        }
        outputs.push(builder.output_as(derivative, builder.set_of_output(output)));
    }
    builder.checked(outputs)
}

/// A tangent's value.
pub fn value_of<'b>(tangent: Option<Adjoint<'b>>) -> Term<'b> {
    tangent.map_or(Term::Const(0.0), |tangent| tangent.value)
}

/// The tangents of all values of a program, which the builder begins with, from those of its inputs; nothing for one that
/// is 0 in every direction.
pub fn tangents<'b>(
    program: &Program,
    builder: &'b Builder,
    mut tangents: Vec<Option<Adjoint<'b>>>,
) -> Vec<Option<Adjoint<'b>>> {
    let attached = Attached::of(program, builder);
    for (value, node) in program.iter() {
        tangents.push(tangent(builder, &attached, value, node, &tangents));
    }
    tangents
}

/// The tangent of a node's value.
fn tangent<'b>(
    builder: &'b Builder,
    attached: &Attached,
    value: Value,
    node: &Node,
    tangents: &[Option<Adjoint<'b>>],
) -> Option<Adjoint<'b>> {
    let Node::Op(op, _) = *node else { return None };
    let args = node.args();
    if args.iter().all(|arg| tangents[arg.index()].is_none()) {
        return None;
    }
    let is_attach = matches!(op, Op::Attach | Op::AttachNext);
    let mut sum: Option<Adjoint> = None;
    for (i, (arg, partial)) in args.iter().zip(attached.partials(builder, value, node)).enumerate() {
        let Some(mut part) = tangents[arg.index()].and_then(|tangent| tangent.through(partial)) else { continue };
        // Of an attach that is a sum, the part of the value that it comes after is not summed.
        if is_attach && i > 0 && builder.reduction(node).is_some() {
            let spread = builder.union(builder.direct(args[1]), builder.direct(args[2]));
            part = summed(builder, part, spread, builder.direct(args[0]));
        }
        sum = Some(sum.map_or(part, |sum| sum.plus(part)));
    }
    let mut tangent = sum?;
    if op == Op::Total {
        return Some(summed(builder, tangent, builder.direct(args[0]), builder.direct(args[1])));
    }
    if node.reduction().is_some() {
        // The sum over all elements, for it depends on nothing.
        return Some(summed(builder, tangent, Some(builder.every()), None));
    }
    if let Op::Like | Op::Refuse = op {
        // What is said of a value, what it depends on or that a call is refused, is said of its tangent.
        let mut operands = builder.operands(op, args);
        operands[0] = tangent.value;
        tangent.value = call(op, &operands[..op.arity()]);
    }
    Some(tangent)
}

/// The sum of a tangent, spread to what it is of, for a set.
fn summed<'b>(builder: &'b Builder, mut tangent: Adjoint<'b>, spread: Set, set: Set) -> Adjoint<'b> {
    let set = builder.term(builder.value_of_set(set));
    tangent.value = total(builder.like(tangent.value, spread), set);
    // Where any part of a sum is live, as in the reverse sweep.
    if let Term::Value(..) = tangent.live {
        tangent.live = ne(total(ne(tangent.live, 0.0), set), 0.0);
    }
    tangent
}
