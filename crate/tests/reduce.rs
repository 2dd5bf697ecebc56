//! Reductions against the definition of their order, written here a second time and recursively; and against exact sums.

use fluxion::engine::reduce::{closed_form, Kind, State};
use std::ptr::null;

const KINDS: [Kind; 10] = [
    Kind::Sum,
    Kind::Mean,
    Kind::Dot,
    Kind::Norm,
    Kind::Amax,
    Kind::Amin,
    Kind::Variance,
    Kind::Std,
    Kind::Any,
    Kind::All,
];

/// The second operand of a reduction: a batch, or a number. It is the shift of variance.
#[derive(Clone, Copy)]
enum Second<'a> {
    Batch(&'a [f32]),
    Number(f32),
}

impl Second<'_> {
    fn at(&self, i: usize) -> f64 {
        f64::from(match self {
            Second::Batch(ys) => ys[i],
            Second::Number(y) => *y,
        })
    }
}

/// The sum of n terms in the order of the contract.
fn ordered_sum(n: usize, term: &dyn Fn(usize) -> f64) -> f64 {
    let chunks: Vec<f64> = (0..n.div_ceil(1024))
        .map(|chunk| {
            let mut l = [-0.0; 8];
            for i in chunk * 1024..n.min((chunk + 1) * 1024) {
                l[i % 8] += term(i);
            }
            ((l[0] + l[4]) + (l[2] + l[6])) + ((l[1] + l[5]) + (l[3] + l[7]))
        })
        .collect();
    if chunks.is_empty() {
        0.0
    } else {
        total(&chunks)
    }
}

fn total(chunks: &[f64]) -> f64 {
    if chunks.len() == 1 {
        return chunks[0];
    }
    let mut left = 1;
    while 2 * left < chunks.len() {
        left *= 2;
    }
    total(&chunks[..left]) + total(&chunks[left..])
}

/// What IEEE 754 calls maximum.
fn maximum(a: f32, b: f32) -> f32 {
    if a.is_nan() || b.is_nan() {
        f32::NAN
    } else if a == b {
        if a.is_sign_negative() {
            b
        } else {
            a
        }
    } else if a < b {
        b
    } else {
        a
    }
}

fn expected(kind: Kind, xs: &[f32], y: Second, ddof: f32) -> f32 {
    let n = xs.len();
    let x = |i: usize| f64::from(xs[i]);
    let variance = || {
        let first = ordered_sum(n, &|i| x(i) - y.at(i));
        let second = ordered_sum(n, &|i| (x(i) - y.at(i)) * (x(i) - y.at(i)));
        (second - first * first / n as f64) / (n as f64 - f64::from(ddof))
    };
    let truth = |value: bool| if value { 1.0 } else { 0.0 };
    match kind {
        Kind::Sum => ordered_sum(n, &x) as f32,
        Kind::Mean => (ordered_sum(n, &x) / n as f64) as f32,
        Kind::Dot => ordered_sum(n, &|i| x(i) * y.at(i)) as f32,
        Kind::Norm => ordered_sum(n, &|i| x(i) * x(i)).sqrt() as f32,
        Kind::Amax => xs.iter().copied().fold(f32::NEG_INFINITY, maximum),
        Kind::Amin => -xs.iter().map(|x| -x).fold(f32::NEG_INFINITY, maximum),
        Kind::Variance => variance() as f32,
        Kind::Std => variance().sqrt() as f32,
        Kind::Any => truth(xs.iter().any(|&x| x != 0.0)),
        Kind::All => truth(xs.iter().all(|&x| x != 0.0)),
    }
}

/// The result where the elements come in blocks of these lengths, the last of which repeats.
fn reduced(kind: Kind, xs: &[f32], y: Second, ddof: f32, lengths: &mut dyn FnMut() -> usize) -> f32 {
    let mut state = State::EMPTY;
    let mut done = 0;
    while done < xs.len() {
        let n = lengths().clamp(1, xs.len() - done);
        // A state is plain data.
        let mut copy = state;
        let (ys, number) = match y {
            Second::Batch(ys) => (ys[done..].as_ptr(), f32::NAN),
            Second::Number(number) => (null(), number),
        };
        unsafe { copy.add(kind, xs[done..].as_ptr(), ys, number, n as u32) };
        state = copy;
        done += n;
    }
    state.finish(kind, xs.len() as f64, ddof)
}

/// A generator of random words: xorshift.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 16
    }

    fn below(&mut self, n: usize) -> usize {
        (self.next() % n as u64) as usize
    }

    /// Between -1 and 1.
    fn signed(&mut self) -> f32 {
        (self.next() & 0xff_ffff) as f32 / 8_388_608.0 - 1.0
    }

    fn batch(&mut self, n: usize, mut element: impl FnMut(&mut Random) -> f32) -> Vec<f32> {
        (0..n).map(|_| element(self)).collect()
    }
}

fn any_exponent(random: &mut Random) -> f32 {
    random.signed() * ((random.below(60) as f32) - 30.0).exp2()
}

/// Two batches whose sum and dot cancel, so that of these nothing is left but roundings in float64: every order of
/// additions gives other bits.
fn cancelling(random: &mut Random, n: usize) -> (Vec<f32>, Vec<f32>) {
    let mut pairs: Vec<(f32, f32)> = Vec::new();
    while pairs.len() + 1 < n {
        let (x, y) = (any_exponent(random), random.signed());
        pairs.extend([(x, y), (-x, y)]);
    }
    pairs.resize(n, (1e-12, 1.0));
    for i in (1..n).rev() {
        pairs.swap(i, random.below(i + 1));
    }
    pairs.into_iter().unzip()
}

fn check(kind: Kind, xs: &[f32], y: Second, ddof: f32, name: &str, lengths: &mut dyn FnMut() -> usize) {
    let (expected, actual) = (expected(kind, xs, y, ddof), reduced(kind, xs, y, ddof, lengths));
    let same = expected.to_bits() == actual.to_bits() || expected.is_nan() && actual.is_nan();
    assert!(same, "{kind:?} of {} elements, {name}: {actual:e}, not {expected:e}", xs.len());
}

/// For each kind, its second operands: for dot a batch and a number, for the others the shift.
fn seconds<'a>(kind: Kind, ys: &'a [f32], number: f32) -> Vec<Second<'a>> {
    if kind == Kind::Dot {
        vec![Second::Batch(ys), Second::Number(number)]
    } else {
        vec![Second::Number(number)]
    }
}

#[test]
fn every_length() {
    let mut random = Random(1);
    for n in 0..=4200 {
        let (xs, ys) = cancelling(&mut random, n);
        for kind in KINDS {
            for y in seconds(kind, &ys, 0.37) {
                check(kind, &xs, y, 1.0, "random blocks", &mut || 1 + random.below(700));
            }
        }
    }
}

#[test]
fn every_block_length() {
    let mut random = Random(2);
    let (xs, ys) = cancelling(&mut random, 100_000);
    for length in [64, 65, 127, 128, 250, 256, 512, 1001, 1023, 1024, 1025, 2048, 4096, 4099, 8191, 8192, 100_000] {
        for kind in KINDS {
            for y in seconds(kind, &ys, -1.5) {
                check(kind, &xs, y, 0.0, &format!("blocks of {length}"), &mut || length);
            }
        }
    }
}

#[test]
fn single_elements() {
    let mut random = Random(3);
    let (xs, _) = cancelling(&mut random, 3000);
    for kind in KINDS {
        check(kind, &xs, Second::Number(0.5), 0.0, "one by one", &mut || 1);
    }
}

#[test]
fn special_values() {
    const SPECIAL: [f32; 11] = [
        0.0,
        -0.0,
        1.0,
        -1.0,
        f32::INFINITY,
        f32::NEG_INFINITY,
        f32::NAN,
        f32::MAX,
        f32::MIN,
        f32::MIN_POSITIVE,
        1e-45,
    ];
    let mut random = Random(4);
    for trial in 0..3000 {
        // Few kinds of values, so that some batches have only zeros, or no NaN.
        let values = random.batch(1 + trial % 3, |random| SPECIAL[random.below(SPECIAL.len())]);
        let n = random.below(40);
        let mut pick = |random: &mut Random| values[random.below(values.len())];
        let (xs, ys) = (random.batch(n, &mut pick), random.batch(n, &mut pick));
        let number = SPECIAL[random.below(SPECIAL.len())];
        for kind in KINDS {
            for y in seconds(kind, &ys, number) {
                for ddof in [0.0, 1.0, n as f32] {
                    let name = format!("{xs:?} with {ys:?} or {number:?}");
                    check(kind, &xs, y, ddof, &name, &mut || 1 + random.below(20));
                }
            }
        }
    }
}

/// A NaN anywhere is found whatever its sign, and the sign of zero.
#[test]
fn extremes() {
    let batch = |x: f32| {
        let mut xs = [-1.0; 21];
        xs[17] = x;
        xs
    };
    let of = |kind, xs: &[f32]| reduced(kind, xs, Second::Number(0.0), 0.0, &mut || 8);
    assert!(of(Kind::Amax, &batch(f32::NAN)).is_nan() && of(Kind::Amax, &batch(-f32::NAN)).is_nan());
    assert!(of(Kind::Amin, &batch(f32::NAN)).is_nan() && of(Kind::Amin, &batch(-f32::NAN)).is_nan());
    assert_eq!(of(Kind::Amax, &[-0.0, 0.0, -0.0]).to_bits(), 0.0f32.to_bits());
    assert_eq!(of(Kind::Amin, &[0.0, -0.0, 0.0]).to_bits(), (-0.0f32).to_bits());
    assert_eq!([of(Kind::Amax, &[]), of(Kind::Amin, &[])], [f32::NEG_INFINITY, f32::INFINITY]);
    assert_eq!([of(Kind::Any, &[]), of(Kind::All, &[])], [0.0, 1.0]);
    assert_eq!([of(Kind::Any, &[0.0, -0.0]), of(Kind::Any, &[0.0, f32::NAN])], [0.0, 1.0]);
    assert_eq!([of(Kind::All, &[1.0, -0.0]), of(Kind::All, &[1.0, f32::NAN])], [0.0, 1.0]);
}

#[test]
fn no_elements() {
    let of = |kind| reduced(kind, &[], Second::Number(0.0), 0.0, &mut || 1);
    for kind in [Kind::Sum, Kind::Dot, Kind::Norm] {
        assert_eq!(of(kind).to_bits(), 0.0f32.to_bits(), "{kind:?}");
    }
    assert!(of(Kind::Mean).is_nan() && of(Kind::Variance).is_nan() && of(Kind::Std).is_nan());
}

/// The closed form over n equal elements is the sum of them where that is exact, and has the bits of a batch of one.
#[test]
fn closed_forms() {
    let of = |kind, x: f32, y: f32, n: usize, ddof| {
        let [xs, ys] = [vec![x; n], vec![y; n]];
        let y = if kind == Kind::Dot { Second::Batch(&ys) } else { Second::Number(y) };
        reduced(kind, &xs, y, ddof, &mut || 1000)
    };
    let same = |a: f32, b: f32| a.to_bits() == b.to_bits() || a.is_nan() && b.is_nan();
    for kind in KINDS {
        for x in [0.0, -0.0, 1.5, -3.25, 1e-45, f32::MAX, f32::INFINITY, f32::NEG_INFINITY, f32::NAN] {
            let shifts = if matches!(kind, Kind::Variance | Kind::Std) { vec![x] } else { vec![0.75, -0.0, x] };
            for y in shifts {
                for n in [0, 1, 2, 3, 7, 1024, 5000] {
                    for ddof in [0.0, 1.0, 2.5, 7.0] {
                        let (expected, actual) = (of(kind, x, y, n, ddof), closed_form(kind, x, y, n as f64, ddof));
                        assert!(
                            same(actual, expected),
                            "{kind:?} of {n} times {x:e}, {y:e}: {actual:e}, not {expected:e}"
                        );
                    }
                }
            }
        }
        for x in Random(5).batch(1000, any_exponent) {
            let (y, ddof) = (x * 0.7 + 1.0, 0.0);
            assert!(same(closed_form(kind, x, y, 1.0, ddof), of(kind, x, y, 1, ddof)), "{kind:?} of {x:e}, {y:e}");
        }
    }
    // More elements than anybody would add one by one.
    assert_eq!(closed_form(Kind::Sum, 0.1, 0.0, 2147483648.0, 0.0), 0.1 * 2147483648.0);
    assert_eq!(closed_form(Kind::Mean, 0.1, 0.0, 2147483647.0, 0.0), 0.1);
    assert_eq!(closed_form(Kind::Norm, -0.1, 0.0, 2147483648.0, 0.0), (f64::from(0.1f32) * 2f64.powf(15.5)) as f32);
    assert_eq!(closed_form(Kind::Std, 0.1, 0.1, 2147483648.0, 1.0), 0.0);
}

/// A sum of float64 as the unevaluated sum of two: its error is 2^-104 of the sum of magnitudes, or so.
#[derive(Clone, Copy, Default)]
struct Double(f64, f64);

impl Double {
    fn plus(self, x: f64) -> Double {
        let (sum, error) = two_sum(self.0, x);
        let (high, low) = two_sum(sum, self.1 + error);
        Double(high, low)
    }

    fn value(self) -> f64 {
        self.0 + self.1
    }
}

/// Knuth's exact sum: the rounded one, and its error.
fn two_sum(a: f64, b: f64) -> (f64, f64) {
    let sum = a + b;
    let b_part = sum - a;
    (sum, (a - (sum - b_part)) + (b - b_part))
}

fn ulp(x: f64) -> f64 {
    let exponent = (x.abs().max(f64::from(f32::MIN_POSITIVE))).log2().floor() as i32;
    2f64.powi(exponent - 23)
}

/// Expects of a result that it is `exact` but for one rounding to float32 and the error of adding up.
fn expect_accurate(kind: Kind, n: usize, actual: f32, exact: f64, magnitudes: f64) {
    let additions = 128.0 + 3.0 + (n as f64 / 1024.0).log2().max(0.0).ceil();
    let bound = 0.5 * ulp(exact) * (1.0 + 1e-9) + additions * 2f64.powi(-53) * magnitudes;
    let error = (f64::from(actual) - exact).abs();
    assert!(error <= bound, "{kind:?} of {n}: {actual:e}, {exact:e} exactly: an error of {error:e}, over {bound:e}");
}

#[test]
fn bounds_of_errors() {
    let mut random = Random(6);
    for trial in 0..60 {
        let n = [1, 7, 100, 1024, 5000, 300_000][trial % 6];
        let mut element = |random: &mut Random| match trial / 6 % 5 {
            0 => random.signed(),
            1 => any_exponent(random),
            2 => 1000.0 + random.signed(),
            // Cancels almost entirely.
            3 => (random.below(3) as f32 - 1.0) * 1e8 + random.signed(),
            _ => random.signed().abs() * 1e-40,
        };
        let (xs, ys) = (random.batch(n, &mut element), random.batch(n, &mut element));
        let wide: Vec<f64> = xs.iter().map(|&x| f64::from(x)).collect();
        let sum_of = |term: &dyn Fn(usize) -> f64| (0..n).fold(Double::default(), |sum, i| sum.plus(term(i))).value();
        let of = |kind, y, ddof| reduced(kind, &xs, y, ddof, &mut || 8192);
        let none = Second::Number(0.0);
        let count = n as f64;

        let (sum, magnitudes) = (sum_of(&|i| wide[i]), sum_of(&|i| wide[i].abs()));
        expect_accurate(Kind::Sum, n, of(Kind::Sum, none, 0.0), sum, magnitudes);
        // Divided in float64, with one more rounding than adding up.
        expect_accurate(Kind::Mean, n, of(Kind::Mean, none, 0.0), sum / count, magnitudes / count * 1.01);

        let product = |i: usize| wide[i] * f64::from(ys[i]);
        let dot = of(Kind::Dot, Second::Batch(&ys), 0.0);
        expect_accurate(Kind::Dot, n, dot, sum_of(&product), sum_of(&|i| product(i).abs()));
        let norm = sum_of(&|i| wide[i] * wide[i]).sqrt();
        expect_accurate(Kind::Norm, n, of(Kind::Norm, none, 0.0), norm, norm);

        // The mean in two parts, so that what is subtracted is exact.
        let m = (sum / count) as f32;
        let rest = sum_of(&|i| wide[i] - f64::from(m)) / count;
        let squares = sum_of(&|i| (wide[i] - f64::from(m) - rest).powi(2));
        for ddof in [0.0, 1.0].into_iter().filter(|&ddof| ddof < n as f32) {
            let variance = squares / (count - f64::from(ddof));
            let moments = variance + rest * rest * count / (count - f64::from(ddof));
            // The factor for rounding differences and squares, and for S₁.
            let actual = of(Kind::Variance, Second::Number(m), ddof);
            expect_accurate(Kind::Variance, n, actual, variance, moments * 1.1);
            let actual = of(Kind::Std, Second::Number(m), ddof);
            expect_accurate(Kind::Std, n, actual, variance.sqrt(), moments.sqrt() * 1.1);
        }
    }
}

/// Equal elements have no variance, whatever they are.
#[test]
fn equal_elements_do_not_vary() {
    for x in Random(7).batch(200, any_exponent) {
        let xs = vec![x; 3001];
        let mean = expected(Kind::Mean, &xs, Second::Number(0.0), 0.0);
        for kind in [Kind::Variance, Kind::Std] {
            assert_eq!(reduced(kind, &xs, Second::Number(mean), 1.0, &mut || 512), 0.0, "{kind:?} of {x:e}");
        }
    }
}
