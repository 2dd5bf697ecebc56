//! The lanes that a math function is written over.
//!
//! A function of `math/` is written once, generic over [`F32`]: it is evaluated one value at a time in native tests,
//! and recorded as instructions, of which the loops of every engine are made. A value is a handle that is `Copy`, and
//! the operators are Rust's, so that a math file reads like its formula.
//!
//! A third implementation, four values in a SIMD register, is in no build of the core: it is for the loops by hand in
//! `bench/limit`, which kernels are compared with.
//!
//! There are two widths. `F32` is what the values between ops are. [`F64`] holds the same lanes in double precision:
//! evaluating a function there and rounding once at the end ([`F64::narrow`]) costs about as much in SIMD
//! registers without a fused multiply-add as compensated float32 arithmetic does, and is simpler and more accurate.
//!
//! A method does what the wasm instruction of that name does, to the bit (only the payload and sign of a NaN are
//! unspecified); that is the contract that makes the engines agree.

pub mod emit;
mod scalar;
#[cfg(target_feature = "simd128")]
mod v128;

#[cfg(target_feature = "simd128")]
pub use v128::V4;

use core::ops::{Add, BitAnd, BitOr, BitXor, Div, Mul, Neg, Not, Sub};

/// A constant, rounded to both widths. Made by [`k!`](crate::k) and passed as a reference to a static.
///
/// Arithmetic takes it on the right-hand side (`x * k!(0.5)`), where the left operand says what width it needs.
#[derive(Debug)]
pub struct K {
    /// The constant in double precision.
    pub wide: f64,
    /// The constant rounded to float32.
    pub narrow: f32,
}

impl K {
    /// The constant nearest to `value` at both widths.
    pub const fn new(value: f64) -> K {
        K { wide: value, narrow: value as f32 }
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

    /// The constant in every lane. The receiver only says where: an emitter's handle knows its program.
    fn k(self, c: C) -> Self;
    /// Magnitude: clears the sign bit.
    fn abs(self) -> Self;
    /// Square root, correctly rounded.
    fn sqrt(self) -> Self;
    /// Largest integer not above the lane.
    fn floor(self) -> Self;
    /// `if other < self { other } else { self }`: keeps a NaN in `self`.
    fn pmin(self, other: Self) -> Self;
    /// `if self < other { other } else { self }`: keeps a NaN in `self`.
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
    /// The representation.
    fn bits(self) -> Self::Bits;
    /// The inverse of [`bits`](Real::bits).
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
    /// `p[0] + p[1] x + p[2] x^2 + ...` by Horner's rule over pairs of coefficients: pairs first, then Horner in
    /// `x^2`, which has half the latency of the plain rule.
    ///
    /// `p` has at least one coefficient.
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
    /// `self`, but `slow` of the arguments in the lanes where `mask` is set; one of one argument ignores the other.
    ///
    /// For arguments that a branch-free evaluation cannot serve, such as a huge angle. An engine may evaluate it
    /// lane by lane, or record that it happened and do the block again; either way ordinary arguments pay only for
    /// the mask.
    fn rare(self, args: [Self; 2], mask: Self::Mask, slow: Slow) -> Self;
}

/// Double-precision lanes, inside a function.
pub trait F64: Real {
    /// The same lanes in single precision.
    type Narrow: F32<Wide = Self>;

    /// Every lane rounded to float32, subnormals and overflow included.
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
    /// The mask type of the same lanes.
    type Mask: Mask;

    /// Shifts left by `n` bits, less than the width.
    fn shl(self, n: u32) -> Self;
    /// Shifts right by `n` bits, less than the width, filling with zeros.
    fn shr(self, n: u32) -> Self;
    /// Lanes with any bit set.
    fn nonzero(self) -> Self::Mask;
}

/// A function that [`F32::rare`] falls back to, one lane at a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum Slow {
    /// Sine of an angle too large for the fast reduction.
    Sin,
    /// Cosine of such an angle.
    Cos,
    /// Tangent of such an angle.
    Tan,
    /// Remainder of a quotient too large for double precision.
    Rem,
    /// Derivative of sinc at such an angle.
    SincGrad,
}

impl Slow {
    /// All of them, in order.
    pub const ALL: [Slow; 5] = [Slow::Sin, Slow::Cos, Slow::Tan, Slow::Rem, Slow::SincGrad];
}
