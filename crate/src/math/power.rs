//! A multiple of a power whose exponent is known beforehand, and a multiple of 1/2.
//!
//! Method: by squaring and multiplying in double precision, a square root for the half, a division for a negative
//! exponent. A power that leaves the range of double precision is far out of that of float32, even times any c that
//! derivatives of it make, and so is its reciprocal.
//! A fractional power of -0 and of -Infinity is that of 0 and of Infinity, as of Math.pow, where a bare root is -0 and
//! NaN; of other x below 0 it is NaN.
//! Domain: all pairs of float32 for c other than 0.
//! Error: 0.50001 ULP: one rounding, of a product of ten factors at most.

use super::pow::needs_integer;
use crate::lanes::{Real, F32, F64};

/// c times x to the power of `halves / 2`.
#[inline(always)]
pub fn power<L: F32>(x: L, c: L, halves: i32) -> L {
    let is_whole = halves % 2 == 0;
    let base = if is_whole { x } else { x.abs() }.wide();
    let mut power = if is_whole { None } else { Some(base.sqrt()) };
    let mut square = base;
    let mut rest = halves.unsigned_abs() / 2;
    while rest > 0 {
        if rest % 2 == 1 {
            power = Some(power.map_or(square, |power| power * square));
        }
        rest /= 2;
        if rest > 0 {
            square = square * square;
        }
    }
    let product = match (power, halves < 0) {
        (None, _) => return c,
        (Some(power), false) => power * c.wide(),
        (Some(power), true) => c.wide() / power,
    };
    if is_whole {
        product.narrow()
    } else {
        product.narrow().nan_where(needs_integer(x))
    }
}
