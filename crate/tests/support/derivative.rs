//! The exact partial derivatives of every op, of orders 1 and 2, from the formulas of a calculus book and not from
//! the op table: in double precision, over CORE-MATH's correctly rounded functions.

use core_math as cm;
use fluxion::op::Op;

/// The derivative of an op by each argument of `by` in turn, one or two of them, at finite arguments.
pub fn partial(op: Op, by: &[usize], args: [f32; 3]) -> f64 {
    let [x, y, _] = args.map(f64::from);
    let inside = |is_inside: bool, value: f64| if is_inside { value } else { f64::NAN };
    let (r, log) = (cm::hypot(x, y), || cm::log(x));
    match op {
        Op::Neg => [-1.0, 0.0][by.len() - 1],
        Op::Abs => [if x == 0.0 { 0.0 } else { x.signum() }, 0.0][by.len() - 1],
        Op::Sqrt => inside(x >= 0.0, [0.5 / x.sqrt(), -0.25 / (x * x.sqrt())][by.len() - 1]),
        Op::Square => [2.0 * x, 2.0][by.len() - 1],
        Op::Reciprocal => [-1.0 / (x * x), 2.0 / (x * x * x)][by.len() - 1],
        Op::Exp => cm::exp(x),
        Op::Log => inside(x >= 0.0, [1.0 / x, -1.0 / (x * x)][by.len() - 1]),
        Op::LogGrad => inside(x >= 0.0, [-1.0 / (x * x), 2.0 / (x * x * x)][by.len() - 1]),
        Op::Sin => [cm::cos(x), -cm::sin(x)][by.len() - 1],
        Op::Cos => [-cm::sin(x), -cm::cos(x)][by.len() - 1],
        Op::Tan => {
            let cos = cm::cos(x);
            [1.0 / (cos * cos), 2.0 * cm::sin(x) / (cos * cos * cos)][by.len() - 1]
        }
        Op::Tanh => [sech2(x), -2.0 * cm::tanh(x) * sech2(x)][by.len() - 1],
        Op::TanhGrad => {
            let t = cm::tanh(x);
            [-2.0 * t * sech2(x), 2.0 * sech2(x) * (3.0 * t * t - 1.0)][by.len() - 1]
        }

        Op::Add => [1.0, 0.0][by.len() - 1],
        Op::Sub => [[1.0, -1.0][by[0]], 0.0][by.len() - 1],
        Op::Mul => match by {
            [0] => y,
            [1] => x,
            [i, j] if i != j => 1.0,
            _ => 0.0,
        },
        Op::Div => match by {
            [0] => 1.0 / y,
            [1] => -x / (y * y),
            [0, 0] => 0.0,
            [1, 1] => 2.0 * x / (y * y * y),
            _ => -1.0 / (y * y),
        },
        Op::Pow => match by {
            [0] => y * cm::pow(x, y - 1.0),
            [1] => cm::pow(x, y) * log(),
            [0, 0] => y * (y - 1.0) * cm::pow(x, y - 2.0),
            [1, 1] => cm::pow(x, y) * log() * log(),
            _ => cm::pow(x, y - 1.0) * (1.0 + y * log()),
        },
        Op::PowGradBase => match by {
            [0] => y * (y - 1.0) * cm::pow(x, y - 2.0),
            [1] => cm::pow(x, y - 1.0) * (1.0 + y * log()),
            [0, 0] => y * (y - 1.0) * (y - 2.0) * cm::pow(x, y - 3.0),
            [1, 1] => cm::pow(x, y - 1.0) * log() * (2.0 + y * log()),
            _ => cm::pow(x, y - 2.0) * (2.0 * y - 1.0 + y * (y - 1.0) * log()),
        },
        Op::PowGradExponent => match by {
            [0] => cm::pow(x, y - 1.0) * (1.0 + y * log()),
            [1] => cm::pow(x, y) * log() * log(),
            [0, 0] => cm::pow(x, y - 2.0) * (2.0 * y - 1.0 + y * (y - 1.0) * log()),
            [1, 1] => cm::pow(x, y) * log() * log() * log(),
            _ => cm::pow(x, y - 1.0) * log() * (2.0 + y * log()),
        },
        // The first argument, here x, is the ordinate; x / r and y / r are the sine and cosine of the angle.
        Op::Atan2 => match by {
            [0] => y / r / r,
            [1] => -x / r / r,
            [0, 0] => -2.0 * (x / r / r) * (y / r / r),
            [1, 1] => 2.0 * (x / r / r) * (y / r / r),
            _ => ((x - y) / r / r) * ((x + y) / r / r),
        },
        Op::Atan2Grad => match by {
            [0] => -2.0 * (x / r / r) * (y / r / r),
            [1] => ((x - y) / r / r) * ((x + y) / r / r),
            [0, 0] => 2.0 * (y / r) * (3.0 * (x / r) * (x / r) - (y / r) * (y / r)) / r / r / r,
            [1, 1] => 2.0 * (y / r) * ((y / r) * (y / r) - 3.0 * (x / r) * (x / r)) / r / r / r,
            _ => 2.0 * (x / r) * (3.0 * (y / r) * (y / r) - (x / r) * (x / r)) / r / r / r,
        },
        Op::Hypot => match by {
            [0] => x / r,
            [1] => y / r,
            [0, 0] => (y / r) * (y / r) / r,
            [1, 1] => (x / r) * (x / r) / r,
            _ => -(x / r) * (y / r) / r,
        },
        Op::HypotGrad => match by {
            [0] => (y / r) * (y / r) / r,
            [1] => -(x / r) * (y / r) / r,
            [0, 0] => -3.0 * (x / r) * (y / r) * (y / r) / r / r,
            [1, 1] => (x / r) * (2.0 * (y / r) * (y / r) - (x / r) * (x / r)) / r / r,
            _ => (y / r) * (2.0 * (x / r) * (x / r) - (y / r) * (y / r)) / r / r,
        },

        Op::Max => [f64::from(share(by[0], x, y)), 0.0][by.len() - 1],
        Op::Min => [f64::from(share(by[0], y, x)), 0.0][by.len() - 1],
        Op::Where => match by {
            [1] => f64::from(u8::from(x != 0.0)),
            [2] => f64::from(u8::from(x == 0.0)),
            _ => 0.0,
        },
        Op::Relu => [f64::from(u8::from(x > 0.0)), 0.0][by.len() - 1],
        Op::Sign | Op::Floor | Op::StopGradient => 0.0,
        Op::Gt | Op::Ge | Op::Lt | Op::Le | Op::Eq | Op::Ne | Op::And | Op::Or | Op::Not => 0.0,
    }
}

/// 1 - tanh^2 x.
fn sech2(x: f64) -> f64 {
    1.0 / cm::cosh(x) / cm::cosh(x)
}

/// The share of argument `index` in the larger of `x` and `y`; exchanged, in the smaller.
fn share(index: usize, x: f64, y: f64) -> f32 {
    match x.partial_cmp(&y) {
        Some(core::cmp::Ordering::Equal) => 0.5,
        Some(core::cmp::Ordering::Greater) => [1.0, 0.0][index],
        _ => [0.0, 1.0][index],
    }
}
