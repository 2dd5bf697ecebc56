//! Adjoints, and the conditions under which they are live.

use crate::op::rules::functions::{and, or, where_};
use crate::op::rules::Partial;
use crate::term::Term;

/// The derivative of the output by one value.
#[derive(Clone, Copy)]
pub struct Adjoint<'b> {
    /// 0 wherever it is not live.
    pub value: Term<'b>,
    /// Where it is live; always, if 1.
    pub live: Term<'b>,
}

impl<'b> Adjoint<'b> {
    /// What flows back through an argument with this partial derivative.
    pub fn through(self, partial: Partial<'b>) -> Option<Adjoint<'b>> {
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
    pub fn plus(self, other: Adjoint<'b>) -> Adjoint<'b> {
        Adjoint { value: self.value + other.value, live: or(self.live, other.live) }
    }
}
