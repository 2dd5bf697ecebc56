//! The reductions that are accumulated, by the codes of the ops in the table.

use crate::op::Op;

/// A reduction; its number is the code of its op.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u32)]
pub enum Kind {
    /// Σ x; 0 of no elements.
    Sum = Op::Sum as u32,
    /// Σ x / n; NaN of no elements.
    Mean = Op::Mean as u32,
    /// Σ x y, of exact products; y may be a number.
    Dot = Op::Dot as u32,
    /// √ Σ x², of exact squares, so that nothing overflows in between.
    Norm = Op::Norm as u32,
    /// The largest element: NaN if any is, and -0 is less than 0; -∞ of no elements.
    Amax = Op::Amax as u32,
    /// The least element; ∞ of no elements.
    Amin = Op::Amin as u32,
    /// (S₂ - S₁² / n) / (n - ddof), S₁ = Σ (x - m), S₂ = Σ (x - m)², m a number close to the mean.
    Variance = Op::VarianceAbout as u32,
    /// The square root of [`Kind::Variance`], taken before rounding.
    Std = Op::StdAbout as u32,
    /// 1 if an element is not 0 (NaN is not), else 0.
    Any = Op::Any as u32,
    /// 0 if an element is 0, else 1.
    All = Op::All as u32,
}

// The codes follow one another.
const _: () = assert!(Kind::All as u32 - Kind::Sum as u32 == 9);

impl Kind {
    /// The reduction of this code, if it is one.
    pub fn of(code: u32) -> Option<Kind> {
        // SAFETY: these are the numbers of the ten variants.
        (Kind::Sum as u32..=Kind::All as u32).contains(&code).then(|| unsafe { core::mem::transmute(code) })
    }
}
