//! Gradients by one reverse sweep over the program; the result is a program again, so a higher order is the same
//! transform once more.
//!
//! An adjoint is the derivative of the output by a value. It carries the condition under which it is *live*: where
//! the condition fails, a `where` did not take that branch, and the adjoint is 0 whatever happens further down. A
//! product of that 0 with an infinite factor would be NaN, so the product is formed inside a `where` on the
//! condition. Adjoints that add up are live where any of them is, and one that is always live needs no `where`.

mod loss;

use crate::error::Error;
use crate::op::rules::functions::{and, or, where_};
use crate::op::rules::Partial;
use crate::program::{Node, Program, Value};
use crate::term::{Builder, Term};

/// The derivative of the output by one value.
#[derive(Clone, Copy)]
struct Adjoint<'b> {
    /// 0 wherever it is not live.
    value: Term<'b>,
    /// Where it is live; always, if 1.
    live: Term<'b>,
}

impl<'b> Adjoint<'b> {
    /// What flows back through an argument with this partial derivative.
    fn through(self, partial: Partial<'b>) -> Option<Adjoint<'b>> {
        let (live, factor) = match partial {
            Partial::Zero => return None,
            Partial::Factor(factor) => (self.live, factor),
            Partial::When(condition, factor) => (and(self.live, condition), factor),
        };
        let product = self.value * factor;
        // A finite factor cannot make a NaN of a 0, so that no condition needs to be added to those already there.
        let finite = matches!(factor, Term::Const(c) if c.is_finite());
        let value = if finite && live == self.live { product } else { where_(live, product, 0.0) };
        Some(Adjoint { value, live })
    }

    /// The sum, where a value is used twice.
    fn plus(self, other: Adjoint<'b>) -> Adjoint<'b> {
        Adjoint { value: self.value + other.value, live: or(self.live, other.live) }
    }
}

/// The gradient of the program's one output by the inputs `argnums`, after the output itself if `with_value`.
///
/// The result has the same inputs.
///
/// # Errors
/// If there is more or less than one output, or no input of such a number.
pub fn grad(program: &Program, argnums: &[u32], with_value: bool) -> Result<Program, Error> {
    grad_with_free(program, argnums, with_value, program.inputs())
}

/// The same for a program with free variables: its inputs after the first `own`, the function's arguments.
///
/// # Errors
/// As [`grad`].
pub fn grad_with_free(program: &Program, argnums: &[u32], with_value: bool, own: u32) -> Result<Program, Error> {
    if program.outputs().len() != 1 {
        return Err(Error::NotOneOutput { outputs: program.outputs().len() });
    }
    if let Some(&argnum) = argnums.iter().find(|&&argnum| argnum >= program.inputs()) {
        return Err(Error::NoSuchInput { argnum, inputs: program.inputs() });
    }

    let program = &program.normalised(own)?;
    let output = program.outputs()[0];
    let builder = Builder::of(program);
    let active = active(program, argnums);
    let gradients = match program.has_reductions() {
        true => loss::gradients(program, &builder, argnums, &active),
        false => elementwise(program, &builder, &active),
    };
    let value = with_value.then_some(output);
    let gradients: Vec<Value> =
        argnums.iter().map(|&argnum| builder.value(gradients[argnum as usize].unwrap_or(Term::Const(0.0)))).collect();
    builder.checked(value.into_iter().chain(gradients).collect())
}

/// The derivatives of the output by every input that it depends on, each at its own element.
fn elementwise<'b>(program: &Program, builder: &'b Builder, active: &[bool]) -> Vec<Option<Term<'b>>> {
    let mut adjoints: Vec<Option<Adjoint>> = vec![None; program.len()];
    adjoints[program.outputs()[0].index()] = Some(Adjoint { value: 1.0.into(), live: 1.0.into() });
    for (value, node) in program.iter().rev() {
        let (Node::Op(op, _), Some(adjoint), true) = (node, adjoints[value.index()], active[value.index()]) else {
            continue;
        };
        let partials = op.partials(&builder.operands(*op, node.args())[..op.arity()], builder.term_of(value));
        for (arg, partial) in node.args().iter().zip(partials) {
            if !active[arg.index()] {
                continue;
            }
            if let Some(part) = adjoint.through(partial) {
                let sum = &mut adjoints[arg.index()];
                *sum = Some(sum.map_or(part, |sum| sum.plus(part)));
            }
        }
    }
    adjoints.truncate(program.inputs() as usize);
    adjoints.into_iter().map(|adjoint| adjoint.map(|adjoint| adjoint.value)).collect()
}

/// The values that depend on one of the inputs `argnums`.
fn active(program: &Program, argnums: &[u32]) -> Vec<bool> {
    let mut active = vec![false; program.inputs() as usize];
    argnums.iter().for_each(|&argnum| active[argnum as usize] = true);
    for node in program.nodes() {
        active.push(node.args().iter().any(|arg| active[arg.index()]));
    }
    active
}
