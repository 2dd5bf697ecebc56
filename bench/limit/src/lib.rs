//! The workloads of the race as an expert would write them for WebAssembly: one loop over arrays that lie in its
//! memory, value and derivatives together, common subexpressions shared, with the math functions of the crate. What a
//! compiler of kernels can reach at best.
//!
//! Every function takes the number of elements, the arguments and the outputs of its workload in `bench/workloads/`,
//! batches as pointers.

#![cfg(target_arch = "wasm32")]

mod each;

use core::arch::wasm32::f32x4_splat;
use each::{each, in_tiles, TILE};
use fluxion::k;
use fluxion::lanes::{Real, V4};
use fluxion::math::{cos, exp, log, normal_cdf, normal_pdf, sigmoid, sin, softplus};
use fluxion::op::values::{max, rsqrt};

/// The number in every lane.
fn splat(number: f32) -> V4 {
    V4(f32x4_splat(number))
}

/// sin(cos x). Two loops over a tile are faster than one: in each, the functions do not wait for each other.
///
/// # Safety
/// The pointers are those of arrays of `n` elements, none of which overlap.
#[no_mangle]
pub unsafe extern "C" fn sin_cos(n: usize, x: *const f32, y: *mut f32, dy: *mut f32) {
    in_tiles(n, |start, n| {
        let (x, y, dy) = (x.add(start), y.add(start), dy.add(start));
        each(n, [x], [y, dy], |[x]| [cos(x), sin(x)]);
        each(n, [y, dy], [y, dy], |[c, s]| [sin(c), -(cos(c) * s)]);
    });
}

/// x³/2 - 3x²/2 + 2x - 1.
///
/// # Safety
/// As for [`sin_cos`].
#[no_mangle]
pub unsafe extern "C" fn cubic(n: usize, x: *const f32, y: *mut f32, dy: *mut f32) {
    each(n, [x], [y, dy], |[x]| {
        [((x * k!(0.5) - k!(1.5)) * x + k!(2.0)) * x - k!(1.0), (x * k!(1.5) - k!(3.0)) * x + k!(2.0)]
    });
}

/// A call option and its Greeks, by their closed forms.
///
/// # Safety
/// As for [`sin_cos`].
#[no_mangle]
pub unsafe extern "C" fn black_scholes(
    n: usize,
    spot: *const f32,
    strike: *const f32,
    rate: f32,
    volatility: f32,
    time: f32,
    price: *mut f32,
    delta: *mut f32,
    gamma: *mut f32,
    vega: *mut f32,
    theta: *mut f32,
    rho: *mut f32,
) {
    let root = time.sqrt();
    let deviation = volatility * root;
    let per_deviation = splat(1.0 / deviation);
    let drift = splat(rate * time / deviation + deviation / 2.0);
    let discount = exp(splat(-rate * time));
    let decay = splat(volatility / (2.0 * root));
    let (root, deviation, rate, time) = (splat(root), splat(deviation), splat(rate), splat(time));
    each(n, [spot, strike], [price, delta, gamma, vega, theta, rho], |[spot, strike]| {
        let d1 = log(spot / strike) * per_deviation + drift;
        let delta = normal_cdf(d1);
        let density = normal_pdf(d1);
        let exercised = strike * discount * normal_cdf(d1 - deviation);
        let weighted = spot * density;
        [
            spot * delta - exercised,
            delta,
            density * per_deviation / spot,
            weighted * root,
            -(weighted * decay) - rate * exercised,
            time * exercised,
        ]
    });
}

/// Energy and force of a Morse potential.
///
/// # Safety
/// As for [`sin_cos`].
#[no_mangle]
pub unsafe extern "C" fn morse(
    n: usize,
    r: *const f32,
    depth: f32,
    width: f32,
    rest: f32,
    energy: *mut f32,
    force: *mut f32,
) {
    let slope = splat(-2.0 * depth * width);
    let (depth, width, rest) = (splat(depth), splat(width), splat(rest));
    each(n, [r], [energy, force], |[r]| {
        let e = exp(width * (rest - r));
        let d = -(e - k!(1.0));
        [depth * (d * d), slope * (d * e)]
    });
}

/// The normals of a torus and a ball that flow together.
///
/// # Safety
/// As for [`sin_cos`].
#[no_mangle]
pub unsafe extern "C" fn normals(
    n: usize,
    x: *const f32,
    y: *const f32,
    z: *const f32,
    nx: *mut f32,
    ny: *mut f32,
    nz: *mut f32,
) {
    each(n, [x, y, z], [nx, ny, nz], |[x, y, z]| {
        let one = x.k(k!(1.0));
        let around = (x * x + z * z).sqrt();
        let outward = around - k!(1.0);
        let to_tube = (outward * outward + y * y).sqrt();
        let beside = x - k!(0.8);
        let to_ball = (beside * beside + y * y + z * z).sqrt();
        let (torus, ball) = (to_tube - k!(0.35), to_ball - k!(0.6));
        let half = max(x.k(k!(0.5)) - (torus - ball).abs(), x.k(k!(0.0)));
        let share = V4::select(torus.lt(ball), one - half, half);
        let of_torus = share / to_tube;
        let of_ball = (one - share) / to_ball;
        let radial = of_torus * outward / around;
        let g = [radial * x + of_ball * beside, (of_torus + of_ball) * y, (radial + of_ball) * z];
        let scale = rsqrt(g[0] * g[0] + g[1] * g[1] + g[2] * g[2]);
        g.map(|d| d * scale)
    });
}

/// The logistic loss and its derivative by the score.
///
/// # Safety
/// As for [`sin_cos`].
#[no_mangle]
pub unsafe extern "C" fn logistic(n: usize, score: *const f32, label: *const f32, loss: *mut f32, slope: *mut f32) {
    each(n, [score, label], [loss, slope], |[score, label]| [softplus(score) - label * score, sigmoid(score) - label]);
}

/// Twelve steps of a pendulum, and the derivative by its first angle: a loop over a tile for each step.
///
/// # Safety
/// As for [`sin_cos`].
#[no_mangle]
pub unsafe extern "C" fn pendulum(n: usize, angle: *const f32, speed: f32, step: f32, last: *mut f32, slope: *mut f32) {
    let (speed, step) = (splat(speed), splat(step));
    let mut speeds = [0f32; TILE];
    let mut speed_slopes = [0f32; TILE];
    let (s, ds) = (speeds.as_mut_ptr(), speed_slopes.as_mut_ptr());
    let next = |[a, da, s, ds]: [V4; 4]| {
        let s = s - step * sin(a);
        let ds = ds - step * (cos(a) * da);
        [a + step * s, da + step * ds, s, ds]
    };
    in_tiles(n, |start, n| {
        let (angle, a, da) = (angle.add(start), last.add(start), slope.add(start));
        each(n, [angle], [a, da, s, ds], |[angle]| next([angle, splat(1.0), speed, splat(0.0)]));
        for _ in 1..12 {
            each(n, [a, da, s, ds], [a, da, s, ds], next);
        }
    });
}
