//! A multiple of a power whose exponent is a constant of the program and a multiple of 1/2: c x^(y-1), as `pow_term` has
//! it for all exponents.
//!
//! Method: by squaring and multiplying in double precision, a square root for the half, a division for a negative
//! exponent. A power that leaves the range of double precision is far out of that of float32, even times any c that
//! derivatives of it make, and so is its reciprocal. One loop serves an exponent and its negative: where y is a
//! constant, a kernel has the half of it that is needed.
//! A fractional power of -0 and of -Infinity is that of 0 and of Infinity, as of Math.pow, where a bare root is -0 and
//! NaN; of other x below 0 it is NaN.
//! Domain: all of float32 for c other than 0.
//! Error: 0.50001 ULP: one rounding, of a product of ten factors at most.

use super::pow::needs_integer;
use crate::k;
use crate::lanes::{Real, F32, F64};

/// c times x to the power of y - 1, which is `halves / 2` or the negative of that.
#[inline(always)]
pub fn power<L: F32>([x, y, c]: [L; 3], halves: u32) -> L {
    let is_whole = halves.is_multiple_of(2);
    let mut square = if is_whole { x } else { x.abs() }.wide();
    let mut power = (!is_whole).then(|| square.sqrt());
    let mut rest = halves / 2;
    while rest > 0 {
        if rest % 2 == 1 {
            power = Some(power.map_or(square, |power| power * square));
        }
        rest /= 2;
        if rest > 0 {
            square = square * square;
        }
    }
    let power = power.expect("halves is not 0");
    let p = L::select(y.lt(x.k(k!(1.0))), (c.wide() / power).narrow(), (power * c.wide()).narrow());
    if is_whole {
        p
    } else {
        p.nan_where(needs_integer(x))
    }
}
