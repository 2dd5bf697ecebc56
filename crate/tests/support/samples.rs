//! Where functions are tested.

/// The argument of every unary function in a quick run: one float32 in so many, a prime number.
pub const STRIDE: u64 = 127;

/// Every kind of difficult number: zeros, infinities, NaNs, the ends of the normal and subnormal range, integers
/// around the last odd one, halves, and the neighbours of the points where a function changes its method. Of each
/// also the negative.
pub fn special() -> Vec<f32> {
    let points = [
        0.0,
        f32::from_bits(1), // the smallest subnormal
        f32::from_bits(2),
        f32::from_bits(0x7f_ffff), // the largest subnormal
        f32::MIN_POSITIVE,
        f32::MAX,
        f32::INFINITY,
        f32::NAN,
        f32::from_bits(0x7f80_0001), // a signalling NaN
        f32::from_bits(0x7fc0_0155), // a NaN with a payload
        f32::from_bits(0x7fff_ffff),
        1e-30,
        0.1,
        0.5,
        1.0,
        1.5,
        2.0,
        2.5,
        3.0,
        10.0,
        38.0,
        127.0,
        128.0,
        149.0,
        150.0,
        8388607.5,
        16777215.0, // the last odd integer
        16777216.0,
        1e10,
        1e30,
    ];
    let edges = [
        1.0,
        core::f32::consts::FRAC_PI_4,
        core::f32::consts::FRAC_PI_2,
        core::f32::consts::PI,
        core::f32::consts::SQRT_2,
        core::f32::consts::FRAC_1_SQRT_2,
        core::f32::consts::LN_2 / 2.0,
        core::f32::consts::LN_2,
        0.5,
        52.6, // where the derivative of tanh underflows
        55.0,
        88.722_84, // where exp overflows
        89.0,
        89.415_985, // where sinh and cosh overflow
        0.25,       // from here on log(1 + d) takes the sum
        0.125,      // where d = 2x/(1 - x) is about that
        103.278_93, // where exp of the negative underflows
        103.972_08,
        104.0,
        536_870_912.0, // where sin, cos and tan turn to the exact reduction
        0.375,         // where erf turns from its polynomial to erfc
        0.751_791_5,   // the zero of the derivative of gelu
        0.752_461_4,   // of geluTanh
        1.192_431_2,   // of mish
        1.278_464_5,   // of silu
        10.054_2,      // where erfc underflows
        14.171_3,      // where normalCdf does
        16.0,          // where the second derivative of logNormalCdf turns to its series
        108.662,       // where silu and mish underflow
    ];
    let neighbours = edges.into_iter().flat_map(|x: f32| (0..5).map(move |i| f32::from_bits(x.to_bits() + i - 2)));
    points.into_iter().chain(neighbours).flat_map(|x| [x, -x]).collect()
}

/// The parts that [`unary`] is divided into.
pub const UNARY_PARTS: u64 = 1 << 10;

/// Part `part` of every `stride`-th float32.
pub fn unary(part: u64, stride: u64, mut visit: impl FnMut(f32)) {
    let size = (1u64 << 32) / UNARY_PARTS;
    let first = (part * size).next_multiple_of(stride);
    (first..(part + 1) * size).step_by(stride as usize).for_each(|bits| visit(f32::from_bits(bits as u32)));
}

/// The parts that [`binary`] is divided into: one for each exponent of the first argument.
pub const BINARY_PARTS: u64 = 256;

/// Mantissas that make hard cases: powers of two and their neighbours, and the square root of two.
const MANTISSAS: [u32; 4] = [0, 1, 0x7f_ffff, 0x35_04f3];

/// Part `part` of the pairs: all exponents of both arguments with hard mantissas and all signs, and `random` pairs
/// of each of these kinds: any bits; uniform in `domain`; of similar size; such that x^y is in the range of float32.
pub fn binary(part: u64, random: u64, domain: &[(f32, f32)], mut visit: impl FnMut(f32, f32)) {
    let exponent = part as u32;
    for (x, other) in MANTISSAS.into_iter().flat_map(|m| (0..256).map(move |e| (exponent << 23 | m, e << 23))) {
        for y in MANTISSAS.map(|m| other | m) {
            for signs in 0..4 {
                visit(f32::from_bits(x | signs << 31), f32::from_bits(y | signs >> 1 << 31));
            }
        }
    }
    let mut random_bits = Random(part);
    for _ in 0..random {
        let bits = random_bits.next();
        let (x, y) = (f32::from_bits(bits as u32), f32::from_bits((bits >> 32) as u32));
        visit(x, y);
        visit(random_bits.within(domain[0]), random_bits.within(domain[1]));
        visit(x, x * random_bits.within((-4.0, 4.0)));
        let base = random_bits.within((0.0, 2.0)).powi(1 << (bits & 7));
        visit(base, random_bits.within((-150.0, 150.0)) / base.log2());
    }
}

/// Random numbers from a seed: SplitMix64 (Steele, Lea and Flood, OOPSLA 2014).
pub struct Random(pub u64);

impl Random {
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ z >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ z >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ z >> 31
    }

    /// Uniform in an interval.
    pub fn within(&mut self, (low, high): (f32, f32)) -> f32 {
        let t = (self.next() >> 11) as f64 / (1u64 << 53) as f64;
        (f64::from(low) + t * (f64::from(high) - f64::from(low))) as f32
    }
}
