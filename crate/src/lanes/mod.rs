//! The lanes that a math function is written over.
//!
//! A function of `math/` is written once, generic over [`F32`], and has three implementations: [`f32`] itself, one
//! lane, in native tests; the recording lanes of [`emit`], from which the loops of every engine are made; and four
//! lanes in a SIMD register, for the hand-written loops of `bench/limit` that kernels are compared with (no build of
//! the core has them). A value is `Copy`, and the operators are Rust's, so that a math file reads like its formula.
//!
//! There are two widths. Values between ops are [`F32`]. [`F64`] holds the same lanes in double precision: evaluating a
//! function in pairs of SIMD registers and rounding once at the end ([`F64::narrow`]) costs about as much as
//! compensated float32 arithmetic without a fused multiply-add, and is simpler and more accurate.
//!
//! A method computes the wasm instruction of the same name, to the bit. (Only the payload and the sign of a NaN are
//! unspecified.) The engines agree to the bit because of this contract.

pub mod emit;
mod scalar;
#[cfg(target_feature = "simd128")]
mod v128;

#[cfg(target_feature = "simd128")]
pub use v128::V4;

use core::ops::{Add, BitAnd, BitOr, BitXor, Div, Mul, Neg, Not, Sub};

/// A constant, in double precision; narrow lanes round it to float32. Made by [`k!`](crate::k) and passed as a reference to
/// a static.
///
/// Arithmetic takes it on the right-hand side (`x * k!(0.5)`), where the left operand says what width it needs.
#[derive(Debug)]
pub struct K(f64);

impl K {
    /// The constant nearest to `value`.
    pub const fn new(value: f64) -> K {
        K(value)
    }
}

/// A constant operand.
pub type C = &'static K;

/// A constant for [`Real`] arithmetic: `x * k!(0.5)`.
#[macro_export]
macro_rules! k {
    ($value:expr) => {
        const { &$crate::lanes::K::new($value) }
    };
}

/// Floating-point lanes of either width.
pub trait Real:
    Copy
    + Add<Output = Self>
    + Sub<Output = Self>
    + Mul<Output = Self>
    + Div<Output = Self>
    + Neg<Output = Self>
    + Add<C, Output = Self>
    + Sub<C, Output = Self>
    + Mul<C, Output = Self>
{
    /// A truth value per lane.
    type Mask: Mask;
    /// The lanes' bits, as integers of the same width.
    type Bits: Bits<Mask = Self::Mask>;

    /// The constant in every lane. The receiver is there for its type only.
    fn k(self, c: C) -> Self;
    /// Magnitude: clears the sign bit.
    fn abs(self) -> Self;
    /// Square root, correctly rounded.
    fn sqrt(self) -> Self;
    /// Largest integer not above the lane.
    fn floor(self) -> Self;
    /// `if other < self { other } else { self }`; so a NaN in `self` stays.
    fn pmin(self, other: Self) -> Self;
    /// `if self < other { other } else { self }`; so a NaN in `self` stays.
    fn pmax(self, other: Self) -> Self;
    /// Lanes where `self == other`.
    fn eq(self, other: Self) -> Self::Mask;
    /// Lanes where `self < other`.
    fn lt(self, other: Self) -> Self::Mask;
    /// Lanes where `self <= other`.
    fn le(self, other: Self) -> Self::Mask;
    /// `yes` where the mask is set, else `no`.
    fn select(mask: Self::Mask, yes: Self, no: Self) -> Self;
    /// NaN where the mask is set, else `self`.
    fn nan_where(self, mask: Self::Mask) -> Self;
    /// The bits of every lane.
    fn bits(self) -> Self::Bits;
    /// The lanes with these bits.
    fn of_bits(bits: Self::Bits) -> Self;

    /// Lanes where `self > other`.
    #[inline(always)]
    fn gt(self, other: Self) -> Self::Mask {
        other.lt(self)
    }
    /// Lanes where `self >= other`.
    #[inline(always)]
    fn ge(self, other: Self) -> Self::Mask {
        other.le(self)
    }
    /// Lanes that are NaN.
    #[inline(always)]
    fn is_nan(self) -> Self::Mask {
        !self.eq(self)
    }
    /// `p[0] + p[1] x + p[2] x^2 + ...`, for one coefficient or more, by a second-order Horner's rule: pairs of
    /// coefficients, then Horner's rule in `x^2`, which has half the latency of the plain rule.
    #[inline(always)]
    fn polynomial(self, p: &'static [K]) -> Self {
        let pair = |i: usize| match p.get(i + 1) {
            Some(odd) => self * odd + &p[i],
            None => self.k(&p[i]),
        };
        let mut i = (p.len() - 1) & !1;
        let mut sum = pair(i);
        let square = self * self;
        while i > 0 {
            i -= 2;
            sum = sum * square + pair(i);
        }
        sum
    }
}

/// Single-precision lanes: what an op takes and gives.
pub trait F32: Real {
    /// The same lanes in double precision.
    type Wide: F64<Narrow = Self>;

    /// Every lane in double precision, exactly.
    fn wide(self) -> Self::Wide;
    /// A mask for the lanes in double precision.
    fn widen(mask: Self::Mask) -> <Self::Wide as Real>::Mask;
    /// `Math.min`: NaN if either is NaN, and -0 below 0.
    fn min(self, other: Self) -> Self;
    /// `Math.max`: NaN if either is NaN, and 0 above -0.
    fn max(self, other: Self) -> Self;
    /// `self`, but `function` of the arguments in the lanes where `mask` is set. A function of one argument ignores the
    /// second.
    ///
    /// It is for arguments outside the domain of the branch-free evaluation, such as huge angles. An engine evaluates
    /// the masked lanes one by one, or reports that the mask was set and evaluates the block again by other means;
    /// either way the other lanes only pay for the mask.
    fn fallback(self, args: [Self; 2], mask: Self::Mask, function: Fallback) -> Self;
}

/// Double-precision lanes, inside a function.
pub trait F64: Real {
    /// The same lanes in single precision.
    type Narrow: F32<Wide = Self>;

    /// Every lane rounded to float32, to subnormal results and to infinity too.
    fn narrow(self) -> Self::Narrow;
}

/// A truth value per lane.
pub trait Mask: Copy + BitAnd<Output = Self> + BitOr<Output = Self> + Not<Output = Self> {}

/// Integer lanes of the width of the floating-point lanes that they represent. Arithmetic wraps; constants are
/// truncated to the width.
pub trait Bits:
    Copy
    + Add<Output = Self>
    + Sub<Output = Self>
    + BitAnd<Output = Self>
    + BitOr<Output = Self>
    + BitXor<Output = Self>
    + Add<i64, Output = Self>
    + BitAnd<i64, Output = Self>
    + BitOr<i64, Output = Self>
{
    /// A truth value per lane.
    type Mask: Mask;

    /// Shifts left by `n` bits, less than the width.
    fn shl(self, n: u32) -> Self;
    /// Shifts right by `n` bits, less than the width, filling with zeros.
    fn shr(self, n: u32) -> Self;
    /// Lanes with any bit set.
    fn nonzero(self) -> Self::Mask;
}

/// A function that [`F32::fallback`] evaluates, one lane at a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum Fallback {
    /// The sine of an angle too large for Cody and Waite's reduction.
    Sin,
    /// The cosine of an angle too large for Cody and Waite's reduction.
    Cos,
    /// The tangent of an angle too large for Cody and Waite's reduction.
    Tan,
    /// The remainder of a division whose quotient is not exact in double precision.
    Rem,
    /// The derivative of sinc at an angle too large for Cody and Waite's reduction.
    SincGrad,
}

impl Fallback {
    /// All of them, in order.
    pub const ALL: [Fallback; 5] = [Fallback::Sin, Fallback::Cos, Fallback::Tan, Fallback::Rem, Fallback::SincGrad];
}
