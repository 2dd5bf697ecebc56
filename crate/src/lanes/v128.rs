//! Four lanes in wasm's 128-bit registers: `V4` is an f32x4, `W4` the same four lanes as two f64x2.

use super::{Bits, Fallback, Mask, Real, C, F32, F64};
use core::arch::wasm32::*;
use core::ops::{Add, BitAnd, BitOr, BitXor, Div, Mul, Neg, Not, Sub};

/// Four float32 lanes (also used for their bits and masks).
#[derive(Clone, Copy)]
pub struct V4(pub v128);

/// Four float64 lanes, in order: lanes 0 and 1, then 2 and 3 (also used for their bits and masks).
#[derive(Clone, Copy)]
pub struct W4(v128, v128);

/// The mask of [`V4`].
#[derive(Clone, Copy)]
pub struct M4(v128);

/// The mask of [`W4`].
#[derive(Clone, Copy)]
pub struct MW4(v128, v128);

/// The bits of [`V4`].
#[derive(Clone, Copy)]
pub struct I4(v128);

/// The bits of [`W4`].
#[derive(Clone, Copy)]
pub struct IW4(v128, v128);

/// Implements the lanes of one width, in one register or two, by the intrinsics of that width.
macro_rules! lanes {
    (@each one $type:ident $f:expr; $($arg:expr),+) => { $type($f($($arg.0),+)) };
    (@each two $type:ident $f:expr; $($arg:expr),+) => { $type($f($($arg.0),+), $f($($arg.1),+)) };
    (@splat one $type:ident $v:expr) => { $type($v) };
    (@splat two $type:ident $v:expr) => {{ let v = $v; $type(v, v) }};

    (@binary $n:ident $type:ident $trait:ident $method:ident $f:expr) => {
        impl $trait for $type {
            type Output = Self;
            #[inline(always)]
            fn $method(self, other: Self) -> Self {
                lanes!(@each $n $type $f; self, other)
            }
        }
    };
    (@unary $n:ident $type:ident $trait:ident $method:ident $f:expr) => {
        impl $trait for $type {
            type Output = Self;
            #[inline(always)]
            fn $method(self) -> Self {
                lanes!(@each $n $type $f; self)
            }
        }
    };
    (@constant $n:ident $type:ident $trait:ident $method:ident $f:expr, $splat:expr, $float:ident) => {
        impl $trait<C> for $type {
            type Output = Self;
            #[inline(always)]
            fn $method(self, c: C) -> Self {
                let c = lanes!(@splat $n $type $splat(c.0 as $float));
                lanes!(@each $n $type $f; self, c)
            }
        }
    };
    (@integer $n:ident $type:ident $trait:ident $method:ident $f:expr, $splat:expr, $int:ident) => {
        impl $trait<i64> for $type {
            type Output = Self;
            #[inline(always)]
            fn $method(self, c: i64) -> Self {
                let c = lanes!(@splat $n $type $splat(c as $int));
                lanes!(@each $n $type $f; self, c)
            }
        }
    };

    (
        $n:ident $real:ident $mask:ident $bits:ident $float:ident $int:ident,
        $fsplat:ident $add:ident $sub:ident $mul:ident $div:ident $neg:ident $abs:ident $sqrt:ident $floor:ident
        $pmin:ident $pmax:ident $eq:ident $lt:ident $le:ident,
        $isplat:ident $iadd:ident $isub:ident $shl:ident $shr:ident $ine:ident
    ) => {
        lanes!(@binary $n $real Add add $add);
        lanes!(@binary $n $real Sub sub $sub);
        lanes!(@binary $n $real Mul mul $mul);
        lanes!(@binary $n $real Div div $div);
        lanes!(@unary $n $real Neg neg $neg);
        lanes!(@constant $n $real Add add $add, $fsplat, $float);
        lanes!(@constant $n $real Sub sub $sub, $fsplat, $float);
        lanes!(@constant $n $real Mul mul $mul, $fsplat, $float);

        impl Real for $real {
            type Mask = $mask;
            type Bits = $bits;

            #[inline(always)]
            fn k(self, c: C) -> Self {
                lanes!(@splat $n $real $fsplat(c.0 as $float))
            }
            #[inline(always)]
            fn abs(self) -> Self {
                lanes!(@each $n $real $abs; self)
            }
            #[inline(always)]
            fn sqrt(self) -> Self {
                lanes!(@each $n $real $sqrt; self)
            }
            #[inline(always)]
            fn floor(self) -> Self {
                lanes!(@each $n $real $floor; self)
            }
            #[inline(always)]
            fn pmin(self, other: Self) -> Self {
                lanes!(@each $n $real $pmin; self, other)
            }
            #[inline(always)]
            fn pmax(self, other: Self) -> Self {
                lanes!(@each $n $real $pmax; self, other)
            }
            #[inline(always)]
            fn eq(self, other: Self) -> $mask {
                lanes!(@each $n $mask $eq; self, other)
            }
            #[inline(always)]
            fn lt(self, other: Self) -> $mask {
                lanes!(@each $n $mask $lt; self, other)
            }
            #[inline(always)]
            fn le(self, other: Self) -> $mask {
                lanes!(@each $n $mask $le; self, other)
            }
            #[inline(always)]
            fn select(mask: $mask, yes: Self, no: Self) -> Self {
                lanes!(@each $n $real v128_bitselect; yes, no, mask)
            }
            #[inline(always)]
            fn nan_where(self, mask: $mask) -> Self {
                lanes!(@each $n $real v128_or; self, mask)
            }
            #[inline(always)]
            fn bits(self) -> $bits {
                lanes!(@each $n $bits core::convert::identity; self)
            }
            #[inline(always)]
            fn of_bits(bits: $bits) -> Self {
                lanes!(@each $n $real core::convert::identity; bits)
            }
        }

        impl Mask for $mask {}
        lanes!(@binary $n $mask BitAnd bitand v128_and);
        lanes!(@binary $n $mask BitOr bitor v128_or);
        lanes!(@unary $n $mask Not not v128_not);

        lanes!(@binary $n $bits Add add $iadd);
        lanes!(@binary $n $bits Sub sub $isub);
        lanes!(@binary $n $bits BitAnd bitand v128_and);
        lanes!(@binary $n $bits BitOr bitor v128_or);
        lanes!(@binary $n $bits BitXor bitxor v128_xor);
        lanes!(@integer $n $bits Add add $iadd, $isplat, $int);
        lanes!(@integer $n $bits BitAnd bitand v128_and, $isplat, $int);
        lanes!(@integer $n $bits BitOr bitor v128_or, $isplat, $int);

        impl Bits for $bits {
            type Mask = $mask;

            #[inline(always)]
            fn shl(self, n: u32) -> Self {
                lanes!(@each $n $bits |v| $shl(v, n); self)
            }
            #[inline(always)]
            fn shr(self, n: u32) -> Self {
                lanes!(@each $n $bits |v| $shr(v, n); self)
            }
            #[inline(always)]
            fn nonzero(self) -> $mask {
                lanes!(@each $n $mask |v| $ine(v, $isplat(0)); self)
            }
        }
    };
}

lanes!(
    one V4 M4 I4 f32 i32,
    f32x4_splat f32x4_add f32x4_sub f32x4_mul f32x4_div f32x4_neg f32x4_abs f32x4_sqrt f32x4_floor
    f32x4_pmin f32x4_pmax f32x4_eq f32x4_lt f32x4_le,
    i32x4_splat i32x4_add i32x4_sub i32x4_shl u32x4_shr i32x4_ne
);
lanes!(
    two W4 MW4 IW4 f64 i64,
    f64x2_splat f64x2_add f64x2_sub f64x2_mul f64x2_div f64x2_neg f64x2_abs f64x2_sqrt f64x2_floor
    f64x2_pmin f64x2_pmax f64x2_eq f64x2_lt f64x2_le,
    i64x2_splat i64x2_add i64x2_sub i64x2_shl u64x2_shr i64x2_ne
);

impl F32 for V4 {
    type Wide = W4;

    #[inline(always)]
    fn wide(self) -> W4 {
        let high = i32x4_shuffle::<2, 3, 2, 3>(self.0, self.0);
        W4(f64x2_promote_low_f32x4(self.0), f64x2_promote_low_f32x4(high))
    }
    #[inline(always)]
    fn widen(mask: M4) -> MW4 {
        MW4(i64x2_extend_low_i32x4(mask.0), i64x2_extend_high_i32x4(mask.0))
    }
    #[inline(always)]
    fn min(self, other: V4) -> V4 {
        V4(f32x4_min(self.0, other.0))
    }
    #[inline(always)]
    fn max(self, other: V4) -> V4 {
        V4(f32x4_max(self.0, other.0))
    }
    #[inline(always)]
    fn fallback(self, args: [V4; 2], mask: M4, function: Fallback) -> V4 {
        if v128_any_true(mask.0) {
            lane_by_lane(self, args, mask, function)
        } else {
            self
        }
    }
}

#[cold]
#[inline(never)]
fn lane_by_lane(fast: V4, args: [V4; 2], mask: M4, function: Fallback) -> V4 {
    let exact = f32x4(
        function.eval(args.map(|x| f32x4_extract_lane::<0>(x.0))),
        function.eval(args.map(|x| f32x4_extract_lane::<1>(x.0))),
        function.eval(args.map(|x| f32x4_extract_lane::<2>(x.0))),
        function.eval(args.map(|x| f32x4_extract_lane::<3>(x.0))),
    );
    V4(v128_bitselect(exact, fast.0, mask.0))
}

impl F64 for W4 {
    type Narrow = V4;

    #[inline(always)]
    fn narrow(self) -> V4 {
        let (low, high) = (f32x4_demote_f64x2_zero(self.0), f32x4_demote_f64x2_zero(self.1));
        V4(i64x2_shuffle::<0, 2>(low, high))
    }
}
