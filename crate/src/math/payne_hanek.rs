//! Range reduction of large angles to quarter turns; one lane, integers only.
//!
//! Method: Payne and Hanek, "Radian reduction for trigonometric functions" (SIGNUM Newsletter 18, 1983), in fixed
//! point. With x = m 2^e, m an integer of 24 bits, x / (pi/2) modulo 4 is m times (2^e * 2/pi modulo 4): the bits of
//! 2/pi of weight 4 and above after the shift make whole turns and are dropped. The next 128 bits give a factor with an
//! error below 2^-126, so that of the product is below 2^-102 quarter turns. No float32 is closer than 2^-29.2 to a
//! multiple of pi/2 (7.729179e28 is that close; all were tried), so the relative error of the rest is below 2^-53.
//!
//! Domain: 2^26 <= |x| < Infinity.

use core::f64::consts::FRAC_PI_2;

/// The first 256 bits of 2/pi after the point: `floor(2/pi * 2^256)`, in two halves.
const TWO_OVER_PI: [u128; 2] = [0xa2f9_836e_4e44_1529_fc27_57d1_f534_ddc0, 0xdb62_9599_3c43_9041_fe51_63ab_debb_c561];

/// 2^-128.
const ULP: f64 = f64::from_bits((1023 - 128) << 52);

/// The number of quarter turns modulo 4 in x, and the rest in radians, for a finite |x| >= 2^26.
pub(super) fn reduce(x: f32) -> (u64, f64) {
    let bits = x.to_bits();
    let exponent = bits >> 23 & 0xff;
    let mantissa = u128::from(bits & 0x7f_ffff | 0x80_0000);
    // |x| = mantissa * 2^(exponent - 150): bits of weight 4 and above after the shift are dropped.
    let dropped = (exponent - 150) - 2;
    let factor = TWO_OVER_PI[0] << dropped | TWO_OVER_PI[1] >> (128 - dropped);
    // Quarter turns modulo 4 in fixed point: two bits before the point, 126 after it.
    let turns = factor.wrapping_mul(mantissa);
    let quadrant = (turns.wrapping_add(1 << 125) >> 126) as u64;
    let fraction = (turns << 2) as i128;
    let rest = fraction as f64 * (ULP * FRAC_PI_2);
    if x < 0.0 {
        (quadrant.wrapping_neg() & 3, -rest)
    } else {
        (quadrant, rest)
    }
}
