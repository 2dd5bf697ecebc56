//! Distance of a float32 from the exact result.

/// What the oracles' own roundings in double precision may add to a distance: a few halves of an f64 ULP, which is
/// 2^-29 of a float32's.
pub const SLACK: f64 = 1.0 / (1 << 26) as f64;

/// 2^128, what an infinite float32 stands for.
const OVERFLOW: f64 = f64::from_bits((1023 + 128) << 52);

/// `|got - exact|` in ULP of `exact`, those of a subnormal being 2^-149; infinite where the two disagree on being
/// NaN, on an infinite result, or on the sign (that of zero too).
///
/// An overflowed `got` counts as 2^128: no error if the exact result is that large or larger, half an ULP if it is
/// where rounding begins to overflow, and one ULP at the largest finite float32.
pub fn distance(got: f32, exact: f64) -> f64 {
    if exact.is_nan() || got.is_nan() {
        return if exact.is_nan() && got.is_nan() { 0.0 } else { f64::INFINITY };
    }
    if got.is_sign_negative() != exact.is_sign_negative() || exact.is_infinite() && got.is_finite() {
        return f64::INFINITY;
    }
    let got = f64::from(got).clamp(-OVERFLOW, OVERFLOW);
    let exact = if got.abs() == OVERFLOW { exact.clamp(-OVERFLOW, OVERFLOW) } else { exact };
    (got - exact).abs() / unit(exact)
}

/// One ULP of a float32 of this size.
pub fn unit(exact: f64) -> f64 {
    let exponent = (exact.to_bits() >> 52 & 0x7ff).clamp(1023 - 126, 1023 + 127);
    f64::from_bits((exponent - 23) << 52)
}

/// The largest distance seen, and where.
#[derive(Clone, Copy, Debug)]
pub struct Worst {
    pub ulp: f64,
    pub at: [f32; 3],
    pub got: f32,
    pub exact: f64,
    pub checked: u64,
    /// The sum of all distances.
    pub total: f64,
}

impl Worst {
    pub const NONE: Worst = Worst { ulp: 0.0, at: [0.0; 3], got: 0.0, exact: 0.0, checked: 0, total: 0.0 };

    /// Notes a result with its distance from the exact one.
    pub fn see(&mut self, at: [f32; 3], got: f32, exact: f64) {
        self.note(distance(got, exact), at, got, exact);
    }

    /// Notes a result with its error, however that is measured.
    pub fn note(&mut self, ulp: f64, at: [f32; 3], got: f32, exact: f64) {
        self.checked += 1;
        self.total += ulp;
        if ulp > self.ulp {
            *self = Worst { ulp, at, got, exact, ..*self };
        }
    }

    pub fn merge(self, other: Worst) -> Worst {
        let (checked, total) = (self.checked + other.checked, self.total + other.total);
        let worst = if other.ulp > self.ulp { other } else { self };
        Worst { checked, total, ..worst }
    }

    /// Where and what, for `arity` arguments.
    pub fn describe(&self, arity: usize) -> String {
        let at: Vec<String> = self.at[..arity].iter().map(|x| format!("{x:?} ({:#010x})", x.to_bits())).collect();
        format!("at {}: {:?}, exactly {:e}", at.join(", "), self.got, self.exact)
    }
}
