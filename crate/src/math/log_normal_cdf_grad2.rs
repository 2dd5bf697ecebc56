//! The second derivative of the logarithm of the normal distribution, -m (x + m) for the inverse Mills ratio m.
//!
//! Method: as written, in double precision; below -16, where x + m cancels, the asymptotic series in 1/x^2. The limit
//! there is -1.
//! Source: Abramowitz and Stegun, Handbook of Mathematical Functions, 26.2.12, from which the series follows.
//! Domain: all of float32.
//! Error: 0.798 ULP, at -12.6465. Every 127th float32 was tried.

use super::limited::limited_above;
use super::log_normal_cdf_grad::mills;
use crate::k;
use crate::lanes::{Real, C, F32, F64, K};

/// The largest argument of the series.
const SERIES_END: C = k!(-16.0);

/// The asymptotic series in 1/x^2: error 2^-27.4, relative.
static SERIES: [K; 5] = [K::new(-1.0), K::new(1.0), K::new(-6.0), K::new(50.0), K::new(-518.0)];

/// The second derivative of log_normal_cdf at x.
#[inline(always)]
pub fn log_normal_cdf_grad2<L: F32>(x: L) -> L {
    let x = limited_above(x).wide();
    let m = mills(x);
    let series = (x.k(k!(1.0)) / (x * x)).polynomial(&SERIES);
    L::Wide::select(x.lt(x.k(SERIES_END)), series, -m * (x + m)).narrow()
}
