//! Rust's operators on terms, so that formulas read as formulas.

use super::{call, Term};
use crate::op::Op;
use core::ops::{Add, Div, Mul, Neg, Sub};

macro_rules! operator {
    ($trait:ident $method:ident $op:expr) => {
        impl<'b> $trait for Term<'b> {
            type Output = Term<'b>;
            fn $method(self, other: Term<'b>) -> Term<'b> {
                call($op, &[self, other])
            }
        }
        impl<'b> $trait<f32> for Term<'b> {
            type Output = Term<'b>;
            fn $method(self, other: f32) -> Term<'b> {
                call($op, &[self, other.into()])
            }
        }
        impl<'b> $trait<Term<'b>> for f32 {
            type Output = Term<'b>;
            fn $method(self, other: Term<'b>) -> Term<'b> {
                call($op, &[self.into(), other])
            }
        }
    };
}

operator!(Add add Op::Add);
operator!(Sub sub Op::Sub);
operator!(Mul mul Op::Mul);
operator!(Div div Op::Div);

impl<'b> Neg for Term<'b> {
    type Output = Term<'b>;
    fn neg(self) -> Term<'b> {
        call(Op::Neg, &[self])
    }
}
