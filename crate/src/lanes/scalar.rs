//! One lane: `f32` and `f64` themselves, which native tests measure.

use super::{Bits, Fallback, Mask, Real, C, F32, F64};
use core::ops::{Add, BitAnd, BitOr, BitXor, Mul, Sub};

impl Mask for bool {}

macro_rules! scalar {
    ($float:ident, $uint:ident, $bits:ident) => {
        /// One lane's bits.
        #[derive(Clone, Copy, Debug)]
        pub struct $bits($uint);

        scalar!(@operand $float, Add add +);
        scalar!(@operand $float, Sub sub -);
        scalar!(@operand $float, Mul mul *);
        scalar!(@bitwise $bits, $uint, BitAnd bitand &);
        scalar!(@bitwise $bits, $uint, BitOr bitor |);

        impl Real for $float {
            type Mask = bool;
            type Bits = $bits;

            #[inline(always)]
            fn k(self, c: C) -> Self {
                c.0 as $float
            }
            #[inline(always)]
            fn abs(self) -> Self {
                $float::abs(self)
            }
            #[inline(always)]
            fn sqrt(self) -> Self {
                $float::sqrt(self)
            }
            #[inline(always)]
            fn floor(self) -> Self {
                $float::floor(self)
            }
            #[inline(always)]
            fn pmin(self, other: Self) -> Self {
                if other < self { other } else { self }
            }
            #[inline(always)]
            fn pmax(self, other: Self) -> Self {
                if self < other { other } else { self }
            }
            #[inline(always)]
            fn eq(self, other: Self) -> bool {
                self == other
            }
            #[inline(always)]
            fn lt(self, other: Self) -> bool {
                self < other
            }
            #[inline(always)]
            fn le(self, other: Self) -> bool {
                self <= other
            }
            #[inline(always)]
            fn select(mask: bool, yes: Self, no: Self) -> Self {
                if mask { yes } else { no }
            }
            #[inline(always)]
            fn nan_where(self, mask: bool) -> Self {
                if mask { Self::NAN } else { self }
            }
            #[inline(always)]
            fn bits(self) -> $bits {
                $bits(self.to_bits())
            }
            #[inline(always)]
            fn of_bits(bits: $bits) -> Self {
                $float::from_bits(bits.0)
            }
        }

        impl Bits for $bits {
            type Mask = bool;

            #[inline(always)]
            fn shl(self, n: u32) -> Self {
                $bits(self.0 << n)
            }
            #[inline(always)]
            fn shr(self, n: u32) -> Self {
                $bits(self.0 >> n)
            }
            #[inline(always)]
            fn nonzero(self) -> bool {
                self.0 != 0
            }
        }

        impl Add for $bits {
            type Output = Self;
            #[inline(always)]
            fn add(self, other: Self) -> Self {
                $bits(self.0.wrapping_add(other.0))
            }
        }
        impl Sub for $bits {
            type Output = Self;
            #[inline(always)]
            fn sub(self, other: Self) -> Self {
                $bits(self.0.wrapping_sub(other.0))
            }
        }
        impl Add<i64> for $bits {
            type Output = Self;
            #[inline(always)]
            fn add(self, other: i64) -> Self {
                $bits(self.0.wrapping_add(other as $uint))
            }
        }
        impl BitXor for $bits {
            type Output = Self;
            #[inline(always)]
            fn bitxor(self, other: Self) -> Self {
                $bits(self.0 ^ other.0)
            }
        }
    };
    (@operand $float:ident, $trait:ident $method:ident $op:tt) => {
        impl $trait<C> for $float {
            type Output = Self;
            #[inline(always)]
            fn $method(self, c: C) -> Self {
                self $op (c.0 as $float)
            }
        }
    };
    (@bitwise $bits:ident, $uint:ident, $trait:ident $method:ident $op:tt) => {
        impl $trait for $bits {
            type Output = Self;
            #[inline(always)]
            fn $method(self, other: Self) -> Self {
                $bits(self.0 $op other.0)
            }
        }
        impl $trait<i64> for $bits {
            type Output = Self;
            #[inline(always)]
            fn $method(self, other: i64) -> Self {
                $bits(self.0 $op other as $uint)
            }
        }
    };
}

scalar!(f32, u32, Bits32);
scalar!(f64, u64, Bits64);

impl F32 for f32 {
    type Wide = f64;

    #[inline(always)]
    fn wide(self) -> f64 {
        self.into()
    }
    #[inline(always)]
    fn widen(mask: bool) -> bool {
        mask
    }
    // Not f32::min and f32::max, which drop a NaN and leave the order of the zeros open.
    #[inline(always)]
    fn min(self, other: f32) -> f32 {
        if self.is_nan() || other.is_nan() {
            self + other
        } else if self == other {
            f32::from_bits(self.to_bits() | other.to_bits())
        } else {
            self.pmin(other)
        }
    }
    #[inline(always)]
    fn max(self, other: f32) -> f32 {
        if self.is_nan() || other.is_nan() {
            self + other
        } else if self == other {
            f32::from_bits(self.to_bits() & other.to_bits())
        } else {
            self.pmax(other)
        }
    }
    #[inline(always)]
    fn fallback(self, args: [f32; 2], mask: bool, function: Fallback) -> f32 {
        if mask {
            function.eval(args)
        } else {
            self
        }
    }
}

impl F64 for f64 {
    type Narrow = f32;

    #[inline(always)]
    fn narrow(self) -> f32 {
        self as f32
    }
}
