//! The accumulator of a reduction.

use super::extreme;
use super::finish::finish;
use super::kind::Kind;
use super::pair::Pair;
use super::sum::{Sum, CHUNK, LANES};

/// What a reduction has accumulated so far. Plain data, so that a pass can be interrupted: it is copied out and back.
#[derive(Clone, Copy, Debug)]
#[repr(C)]
pub struct State {
    /// Elements so far.
    count: u32,
    /// See [`extreme::add`].
    kept: f32,
    /// Of the terms; for variance of x - m and of its square.
    sums: [Sum; 2],
}

impl State {
    /// That of no elements, for any kind.
    pub const EMPTY: State = State { count: 0, kept: extreme::NONE, sums: [Sum::EMPTY; 2] };

    /// Adds the `n` elements that come next. `number` stands for y where `y` is null, and is the shift m of variance.
    ///
    /// # Safety
    /// `n` elements lie at `x`, and as many at `y` unless it is null. One state is used for one kind.
    pub unsafe fn add(&mut self, kind: Kind, mut x: *const f32, mut y: *const f32, number: f32, mut n: u32) {
        if matches!(kind, Kind::Amax | Kind::Amin | Kind::Any | Kind::All) {
            self.kept = extreme::add(kind, self.kept, x, n as usize);
            return;
        }
        while n > 0 {
            let lane = self.count as usize % LANES;
            let mut step = n.min(CHUNK - self.count % CHUNK) & !(LANES as u32 - 1);
            if lane == 0 && step > 0 {
                self.add_vectors(kind, x, y, number, step as usize);
            } else {
                step = 1;
                let [first, second] = terms(kind, *x, if y.is_null() { number } else { *y });
                self.sums[0].lanes[lane] += first;
                self.sums[1].lanes[lane] += second;
            }
            x = x.add(step as usize);
            if !y.is_null() {
                y = y.add(step as usize);
            }
            n -= step;
            self.count += step;
            if self.count.is_multiple_of(CHUNK) {
                let before = self.count / CHUNK - 1;
                self.sums.iter_mut().for_each(|sum| sum.close(before));
            }
        }
    }

    /// Adds the total of the chunk that comes next, of a sum of terms; what was added before are whole chunks.
    pub fn add_total(&mut self, total: f64) {
        self.sums[0].push(total, self.count / CHUNK);
        self.count += CHUNK;
    }

    /// Adds whole vectors of one chunk: see [`Sum::add`].
    unsafe fn add_vectors(&mut self, kind: Kind, x: *const f32, y: *const f32, number: f32, n: usize) {
        let [first, second] = &mut self.sums;
        let number = Pair::splat(f64::from(number));
        let square = |x: Pair| x.mul(x);
        match kind {
            Kind::Dot if y.is_null() => first.add(x, y, n, |x, _| Pair::widen(x).mul(number)),
            Kind::Dot => first.add(x, y, n, |x, y| Pair::widen(x).mul(Pair::widen(y))),
            Kind::Norm => first.add(x, y, n, |x, _| square(Pair::widen(x))),
            Kind::Variance | Kind::Std => {
                first.add(x, y, n, |x, _| Pair::widen(x).sub(number));
                second.add(x, y, n, |x, _| square(Pair::widen(x).sub(number)));
            }
            _ => first.add(x, y, n, |x, _| Pair::widen(x)),
        }
    }

    /// The result over all elements that were added, which are `n`.
    pub fn finish(&self, kind: Kind, n: f64, ddof: f32) -> f32 {
        let [first, second] = &self.sums;
        let sums = if self.count == 0 {
            [0.0; 2]
        } else {
            [first.total(self.count / CHUNK), second.total(self.count / CHUNK)]
        };
        finish(kind, sums, self.kept, n, ddof)
    }
}

/// The result over `n` elements that are all the same: n times the terms of one, in one product. For n = 1 it has the
/// bits of a batch of one. `y` is the second factor of dot, and the shift of variance.
pub fn closed_form(kind: Kind, x: f32, y: f32, n: f64, ddof: f32) -> f32 {
    let (mut sums, mut kept) = ([0.0; 2], extreme::NONE);
    if n > 0.0 {
        let [first, second] = terms(kind, x, y);
        sums = [n * first, n * second];
        // SAFETY: one element.
        kept = unsafe { extreme::add(kind, kept, &x, 1) };
    }
    finish(kind, sums, kept, n, ddof)
}

/// The terms of one element for both sums; y is the shift of variance.
fn terms(kind: Kind, x: f32, y: f32) -> [f64; 2] {
    let (x, y) = (f64::from(x), f64::from(y));
    match kind {
        Kind::Dot => [x * y, -0.0],
        Kind::Norm => [x * x, -0.0],
        Kind::Variance | Kind::Std => [x - y, (x - y) * (x - y)],
        _ => [x, -0.0],
    }
}
