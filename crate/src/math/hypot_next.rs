//! The length of a vector, one argument after the other.
//!
//! Method: sqrt((x + e)^2 + y^2) in double precision, where x + e is the length so far: rounded to float32, and what
//! the rounding left, which makes it good to 48 bits. So the last rounding is the only one that counts, however many
//! arguments there are.
//! Domain: as hypot, with |e| at most half a unit of x; the rest of a length that is not finite is 0.
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

/// What is left of that when it is rounded.
#[inline(always)]
pub fn hypot_rest<L: F32>(x: L, e: L, y: L) -> L {
    let exact = length(x, e, y);
    let rounded = exact.narrow();
    let rest = (exact - rounded.wide()).narrow();
    L::select(rounded.lt(x.k(k!(f64::INFINITY))), rest, x.k(k!(0.0)))
}

#[inline(always)]
fn length<L: F32>(x: L, e: L, y: L) -> L::Wide {
    let (x, y) = (x.wide() + e.wide(), y.wide());
    (x * x + y * y).sqrt()
}
