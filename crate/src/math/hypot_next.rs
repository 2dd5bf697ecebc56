//! The length of a vector, one argument after the other.
//!
//! Method: sqrt((x + e)^2 + y^2) in double precision, where x + e is the length so far: x is that length rounded to
//! float32, and e the rounding error, so that the pair holds 48 bits. So only the last rounding counts, for any number
//! of arguments.
//! Domain: as hypot, with |e| at most half an ULP of x; the rounding error of a length that is not finite is 0.
//! Error: 0.5000 ULP for 3 to 64 arguments.

use crate::k;
use crate::lanes::{Real, F32, F64};

/// The length of the vector (x + e, y).
#[inline(always)]
pub fn hypot_next<L: F32>(x: L, e: L, y: L) -> L {
    let infinity = x.k(k!(f64::INFINITY));
    let is_infinite = x.abs().eq(infinity) | y.abs().eq(infinity);
    L::select(is_infinite, infinity, length(x, e, y).narrow())
}

/// The rounding error of [`hypot_next`]: the exact length less the rounded one.
#[inline(always)]
pub fn hypot_rest<L: F32>(x: L, e: L, y: L) -> L {
    let exact = length(x, e, y);
    let rounded = exact.narrow();
    let rest = (exact - rounded.wide()).narrow();
    L::select(rounded.lt(x.k(k!(f64::INFINITY))), rest, x.k(k!(0.0)))
}

/// The length in double precision.
#[inline(always)]
fn length<L: F32>(x: L, e: L, y: L) -> L::Wide {
    let (x, y) = (x.wide() + e.wide(), y.wide());
    (x * x + y * y).sqrt()
}
