//! Reduction of huge angles to quarter turns; one lane, integers only.
//!
//! Method: Payne and Hanek, "Radian reduction for trigonometric functions" (SIGNUM Newsletter 18, 1983), in fixed
//! point. With x = m 2^e, m an integer of 24 bits, x / (pi/2) modulo 4 is m times (2^e * 2/pi modulo 4): the bits of
//! 2/pi of weight 4 and above after the shift make whole turns and are never looked at. The 128 bits below them are
//! a factor that is exact to 2^-126, so the product is exact to 2^-102 quarter turns. No float32 comes closer than
//! 2^-29.2 to a multiple of pi/2 (7.729179e28 does; found by trying all), so the rest is good to more than 53 bits.
//!
//! Domain: 2^26 <= |x|; an infinity gives NaN.

use core::f64::consts::FRAC_PI_2;

/// The first 256 bits of 2/pi after the point: `floor(2/pi * 2^256)`, in two halves.
const TWO_OVER_PI: [u128; 2] = [0xa2f9_836e_4e44_1529_fc27_57d1_f534_ddc0, 0xdb62_9599_3c43_9041_fe51_63ab_debb_c561];

/// 2^-128.
const ULP: f64 = f64::from_bits((1023 - 128) << 52);

/// The number of quarter turns, modulo 4, and the rest in radians.
pub(super) fn reduce(x: f32) -> (u64, f64) {
    let bits = x.to_bits();
    let exponent = bits >> 23 & 0xff;
    let mantissa = u128::from(bits & 0x7f_ffff | 0x80_0000);
    if exponent == 255 {
        return (0, f64::NAN);
    }
    // |x| = mantissa * 2^(exponent - 150): bits of weight 4 and above after the shift are dropped.
    let dropped = (exponent - 150) - 2;
    let factor = TWO_OVER_PI[0] << dropped | TWO_OVER_PI[1] >> (128 - dropped);
    // In quarter turns modulo 4, with two bits before the point.
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
