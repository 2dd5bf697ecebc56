//! The number that a reduction gives.

use super::kind::Kind;

/// The result over `n` elements of what was accumulated, rounded once: of the sums, and of what is
/// [kept](super::extreme).
pub fn finish(kind: Kind, [first, second]: [f64; 2], kept: f32, n: f64, ddof: f32) -> f32 {
    let variance = (second - first * first / n) / (n - f64::from(ddof));
    let wide = match kind {
        Kind::Sum | Kind::Dot => first,
        Kind::Mean => first / n,
        Kind::Norm => first.sqrt(),
        Kind::Variance => variance,
        Kind::Std => variance.sqrt(),
        Kind::Amax => f64::from(kept),
        Kind::Amin => f64::from(-kept),
        Kind::Any => f64::from(u8::from(kept.is_nan())),
        Kind::All => f64::from(u8::from(!kept.is_nan())),
    };
    wide as f32
}
