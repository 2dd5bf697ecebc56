//! The exact partial derivatives of every op, of orders 1 and 2, from the formulas of a calculus book and not from
//! the op table: in double precision, over CORE-MATH's correctly rounded functions.

use super::oracle::sinc_grad;
use super::oracle::{self, normal};
use core::f64::consts::{LN_10, LN_2, LOG10_E, LOG2_E, PI};
use core_math as cm;
use fluxion::op::Op;

/// The derivative of an op by each argument of `by` in turn, one or two of them, at finite arguments.
pub fn partial(op: Op, by: &[usize], args: [f32; 3]) -> f64 {
    let [x, y, z] = args.map(f64::from);
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
        Op::Magnitude => [1.0, 0.0][by.len() - 1],
        Op::Sub => [[1.0, -1.0][by[0]], 0.0][by.len() - 1],
        Op::Mul | Op::MulNoNan => match by {
            [0] => y,
            [1] => x,
            [i, j] if i != j => 1.0,
            _ => 0.0,
        },
        Op::Div | Op::Quotient | Op::Limited => match by {
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
        // Of each one argument is the value or a part of it, in the eyes of calculus a constant.
        Op::DivGrad if by.contains(&0) => 0.0,
        Op::DivGrad => over_square(&by.iter().map(|i| i - 1).collect::<Vec<_>>(), y, z),
        Op::QuotientGrad => over_square(by, x, y),
        Op::PowGradBase2 => of_pow([2, 0], &by.iter().map(|i| (i + 1) % 3).collect::<Vec<_>>(), x, y),
        Op::PowMixed => of_pow([1, 1], by, y, z),
        Op::PowGradExponent2 => of_pow([0, 2], by, y, z),
        Op::PowTerm => {
            let of_power: Vec<usize> = by.iter().copied().filter(|&arg| arg < 2).collect();
            let power = match of_power[..] {
                [] => cm::pow(x, y - 1.0),
                [0] => (y - 1.0) * cm::pow(x, y - 2.0),
                [1] => cm::pow(x, y - 1.0) * log(),
                [0, 0] => (y - 1.0) * (y - 2.0) * cm::pow(x, y - 3.0),
                [1, 1] => cm::pow(x, y - 1.0) * log() * log(),
                _ => cm::pow(x, y - 2.0) * (1.0 + (y - 1.0) * log()),
            };
            [z, 1.0, 0.0][by.len() - of_power.len()] * power
        }
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
        // With the powers of 1/w = u - iv.
        Op::Atan2Grad2 | Op::Atan2GradMixed | Op::Atan2Grad3 => {
            let [_, _, third, fourth, fifth] = powers_of_inverse(x, y);
            match (op, by) {
                (Op::Atan2Grad2, [0]) => 2.0 * third[1],
                (Op::Atan2Grad2, [1]) => -2.0 * third[0],
                (Op::Atan2Grad2, [0, 0]) => -6.0 * fourth[0],
                (Op::Atan2Grad2, [1, 1]) => 6.0 * fourth[0],
                (Op::Atan2Grad2, _) => -6.0 * fourth[1],
                (Op::Atan2GradMixed, [0]) => 2.0 * third[0],
                (Op::Atan2GradMixed, [1]) => 2.0 * third[1],
                (Op::Atan2GradMixed, [0, 0]) => 6.0 * fourth[1],
                (Op::Atan2GradMixed, [1, 1]) => -6.0 * fourth[1],
                (Op::Atan2GradMixed, _) => -6.0 * fourth[0],
                (_, [0]) => 3.0 * fourth[1],
                (_, [1]) => -3.0 * fourth[0],
                (_, [0, 0]) => -12.0 * fifth[0],
                (_, [1, 1]) => 12.0 * fifth[0],
                _ => -12.0 * fifth[1],
            }
        }
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

        Op::Asin => inside(x.abs() <= 1.0, [1.0 / root(x), x / (root(x) * root(x) * root(x))][by.len() - 1]),
        Op::Acos => inside(x.abs() <= 1.0, [-1.0 / root(x), -x / (root(x) * root(x) * root(x))][by.len() - 1]),
        Op::OneMinusSquare => [-2.0 * x, -2.0][by.len() - 1],
        Op::Atan => [1.0 / (1.0 + x * x), -2.0 * x / (1.0 + x * x) / (1.0 + x * x)][by.len() - 1],
        Op::Sec => {
            let (sin, cos) = (cm::sin(x), cm::cos(x));
            [sin / (cos * cos), (1.0 + sin * sin) / (cos * cos * cos)][by.len() - 1]
        }
        Op::Csc => {
            let (sin, cos) = (cm::sin(x), cm::cos(x));
            [-cos / (sin * sin), (1.0 + cos * cos) / (sin * sin * sin)][by.len() - 1]
        }
        Op::Cot => {
            let (sin, cos) = (cm::sin(x), cm::cos(x));
            [-1.0 / (sin * sin), 2.0 * cos / (sin * sin * sin)][by.len() - 1]
        }
        Op::Sinc => sinc(x)[by.len()],
        Op::SincGrad => sinc(x)[by.len() + 1],
        // The first argument is the value.
        Op::SincGrad2 if by.contains(&0) => 0.0,
        Op::SincGrad2 => sinc(y)[by.len() + 2],
        Op::Deg2Rad => [core::f64::consts::PI / 180.0, 0.0][by.len() - 1],
        Op::Rad2Deg => [180.0 / core::f64::consts::PI, 0.0][by.len() - 1],
        Op::Sinh => [cm::cosh(x), cm::sinh(x)][by.len() - 1],
        Op::Cosh => [cm::sinh(x), cm::cosh(x)][by.len() - 1],
        Op::Asinh => [1.0 / cm::hypot(1.0, x), -x / cm::hypot(1.0, x) / (1.0 + x * x)][by.len() - 1],
        Op::Acosh => {
            let root = ((x - 1.0) * (x + 1.0)).sqrt();
            inside(x >= 1.0, [1.0 / root, -x / (root * root * root)][by.len() - 1])
        }
        Op::Atanh => {
            let square = (1.0 - x) * (1.0 + x);
            inside(x.abs() <= 1.0, [1.0 / square, 2.0 * x / (square * square)][by.len() - 1])
        }
        Op::Cbrt => {
            let root = cm::cbrt(x);
            [1.0 / (3.0 * root * root), -2.0 / (9.0 * root * root * x)][by.len() - 1]
        }
        Op::Erf => erf(x, by.len()),
        Op::Erfc => -erf(x, by.len()),
        Op::ErfGrad => erf(x, 1 + by.len()),
        Op::NormalPdf => normal_pdf(x, by.len()),
        Op::NormalPdfGrad => normal_pdf(x, 1 + by.len()),
        Op::NormalCdf => normal_pdf(x, by.len() - 1),
        Op::LogNormalCdf => log_normal_cdf(x, by.len()),
        Op::LogNormalCdfGrad => log_normal_cdf(x, 1 + by.len()),
        Op::LogNormalCdfGrad2 => log_normal_cdf(x, 2 + by.len()),
        Op::Silu => gate(op, Op::SiluGrad, by.len(), args),
        Op::SiluGrad => gate(Op::Silu, op, 1 + by.len(), args),
        Op::Gelu => gate(op, Op::GeluGrad, by.len(), args),
        Op::GeluGrad => gate(Op::Gelu, op, 1 + by.len(), args),
        Op::GeluTanh => gate(op, Op::GeluTanhGrad, by.len(), args),
        Op::GeluTanhGrad => gate(Op::GeluTanh, op, 1 + by.len(), args),
        Op::Mish => gate(op, Op::MishGrad, by.len(), args),
        Op::MishGrad => gate(Op::Mish, op, 1 + by.len(), args),
        Op::Expm1 => cm::exp(x),
        Op::Log1p => inside(x >= -1.0, [1.0 / (1.0 + x), -1.0 / ((1.0 + x) * (1.0 + x))][by.len() - 1]),
        Op::Log2 => inside(x >= 0.0, [LOG2_E / x, -LOG2_E / (x * x)][by.len() - 1]),
        Op::Log10 => inside(x >= 0.0, [LOG10_E / x, -LOG10_E / (x * x)][by.len() - 1]),
        Op::Exp2 => cm::exp2(x) * [LN_2, LN_2 * LN_2][by.len() - 1],
        Op::ExpTimes => match by {
            [0] | [0, 0] => cm::exp(x) * y,
            [1, 1] => 0.0,
            _ => cm::exp(x),
        },
        Op::Exp2Times => match by {
            [0] => cm::exp2(x) * LN_2 * y,
            [1] => cm::exp2(x),
            [0, 0] => cm::exp2(x) * LN_2 * LN_2 * y,
            [1, 1] => 0.0,
            _ => cm::exp2(x) * LN_2,
        },
        Op::Exp10 => cm::exp10(x) * [LN_10, LN_10 * LN_10][by.len() - 1],
        Op::Rsqrt => [-0.5 / (x * x.sqrt()), 0.75 / (x * x * x.sqrt())][by.len() - 1],
        Op::Sinpi => [PI * cm::cospi(x), -PI * PI * cm::sinpi(x)][by.len() - 1],
        Op::Cospi => [-PI * cm::sinpi(x), -PI * PI * cm::cospi(x)][by.len() - 1],
        Op::Sigmoid => [sigmoid(x) * sigmoid(-x), -cm::tanh(x / 2.0) * sigmoid(x) * sigmoid(-x)][by.len() - 1],
        Op::Softplus => [sigmoid(x), sigmoid(x) * sigmoid(-x)][by.len() - 1],
        Op::LogSigmoid => [sigmoid(-x), -sigmoid(x) * sigmoid(-x)][by.len() - 1],
        Op::Logit => {
            let product = inside((0.0..=1.0).contains(&x), x * (1.0 - x));
            [1.0 / product, (2.0 * x - 1.0) / (product * product)][by.len() - 1]
        }
        Op::Log1mexp => inside(x >= 0.0, [1.0, -1.0 - 1.0 / cm::expm1(x)][by.len() - 1] / cm::expm1(x)),
        Op::Logexpm1 => inside(x >= 0.0, [1.0, -1.0 / cm::expm1(x)][by.len() - 1] * (1.0 + 1.0 / cm::expm1(x))),
        Op::Xlogy => match by {
            [0] => cm::log(y),
            [1] => inside(y >= 0.0, x / y),
            [0, 0] => 0.0,
            [1, 1] => inside(y >= 0.0, -x / (y * y)),
            _ => inside(y >= 0.0, 1.0 / y),
        },
        Op::Xlog1py => match by {
            [0] => cm::log1p(y),
            [1] => inside(y >= -1.0, x / (1.0 + y)),
            [0, 0] => 0.0,
            [1, 1] => inside(y >= -1.0, -x / ((1.0 + y) * (1.0 + y))),
            _ => inside(y >= -1.0, 1.0 / (1.0 + y)),
        },
        // Of x, log y and y: by the second argument there is no derivative, and that by the third stands for it.
        Op::ProductOfLog => match by {
            [0] => y,
            [2] => inside(z >= 0.0, x / z),
            [2, 2] => inside(z >= 0.0, -x / (z * z)),
            [2, 0] => inside(z >= 0.0, 1.0 / z),
            [0, 1] => 1.0,
            _ => 0.0,
        },
        Op::Logaddexp => match by {
            [0] => sigmoid(x - y),
            [1] => sigmoid(y - x),
            [i, j] if i == j => sigmoid(x - y) * sigmoid(y - x),
            _ => -sigmoid(x - y) * sigmoid(y - x),
        },
        Op::LogaddexpGrad => {
            let (first, second) = (sigmoid(x - y) * sigmoid(y - x), cm::tanh((y - x) / 2.0));
            match by {
                [0] => first,
                [1] => -first,
                [i, j] if i == j => first * second,
                _ => -first * second,
            }
        }
        Op::Logsubexp | Op::LogsubexpGrad => {
            let g = inside(x >= y, 1.0 / cm::expm1(x - y));
            let derivatives = [g, -g * (1.0 + g), g * (1.0 + g) * (1.0 + 2.0 * g)];
            let by_second = by.iter().filter(|&&i| i == 1).count();
            let sign = [1.0, -1.0][by_second % 2];
            match (op, by) {
                (Op::Logsubexp, [0]) => 1.0 + g,
                (Op::Logsubexp, _) => sign * derivatives[by.len() - 1],
                _ => sign * derivatives[by.len()],
            }
        }
        Op::Elu if x > 0.0 => [f64::from(u8::from(by[0] == 0)), 0.0][by.len() - 1],
        Op::Elu => match by {
            [0] | [0, 0] => y * cm::exp(x),
            [1] => cm::expm1(x),
            [1, 1] => 0.0,
            _ => cm::exp(x),
        },
        Op::Selu if x >= 0.0 => [1.0507009873554805, 0.0][by.len() - 1],
        Op::Selu => 1.0507009873554805 * 1.6732632423543772 * cm::exp(x),
        Op::Celu if x > 0.0 => [f64::from(u8::from(by[0] == 0)), 0.0][by.len() - 1],
        Op::Celu => match by {
            [0] => cm::exp(x / y),
            [1] => cm::expm1(x / y) - x / y * cm::exp(x / y),
            [0, 0] => cm::exp(x / y) / y,
            [1, 1] => (x / y) * (x / y) * cm::exp(x / y) / y,
            _ => -(x / y) * cm::exp(x / y) / y,
        },
        // The first argument is the value, in the eyes of calculus a constant.
        Op::CeluGradAlpha => {
            let (z, alpha) = (y / z, z);
            match by {
                [1] => -z * cm::exp(z) / alpha,
                [2] => z * z * cm::exp(z) / alpha,
                [1, 1] => -(1.0 + z) * cm::exp(z) / alpha / alpha,
                [2, 2] => -z * z * (3.0 + z) * cm::exp(z) / alpha / alpha,
                [1, 2] | [2, 1] => z * (2.0 + z) * cm::exp(z) / alpha / alpha,
                _ => 0.0,
            }
        }
        Op::CeluGrad => of_exponential(1.0, by, x, y),
        Op::CeluRoot => of_exponential(0.5, by, x, y),

        Op::Max => [f64::from(share(by[0], x, y)), 0.0][by.len() - 1],
        Op::Min => [f64::from(share(by[0], y, x)), 0.0][by.len() - 1],
        Op::Where => match by {
            [1] => f64::from(u8::from(x != 0.0)),
            [2] => f64::from(u8::from(x == 0.0)),
            _ => 0.0,
        },
        Op::Relu => [f64::from(u8::from(x > 0.0)), 0.0][by.len() - 1],
        Op::Sign | Op::Floor | Op::StopGradient => 0.0,

        Op::Ceil | Op::Trunc | Op::Round | Op::IsNan | Op::IsFinite => 0.0,
        Op::Like | Op::Total | Op::Refuse | Op::Either => [[1.0, 0.0, 0.0][by[0]], 0.0][by.len() - 1],
        Op::OwnValue | Op::Argument | Op::Foreign => [[1.0, 1.0][by[0]], 0.0][by.len() - 1],
        Op::Attach | Op::AttachNext => [[0.0, z, 0.0][by[0]], 0.0][by.len() - 1],
        Op::Every | Op::Both | Op::Case => 0.0,
        Op::Sum
        | Op::Mean
        | Op::Dot
        | Op::Norm
        | Op::Amax
        | Op::Amin
        | Op::VarianceAbout
        | Op::StdAbout
        | Op::Any
        | Op::All
        | Op::Count
        | Op::Variance
        | Op::Std
        | Op::Logsumexp
        | Op::Logmeanexp => {
            unreachable!("reductions are tested over batches")
        }
        Op::Fround => [1.0, 0.0][by.len() - 1],
        Op::Rem => [[1.0, -(x / y - x % y / y).round()][by[0]], 0.0][by.len() - 1],
        Op::Mod => {
            let is_below = x % y != 0.0 && (x < 0.0) != (y < 0.0);
            let trunc = (x / y - x % y / y).round();
            [[1.0, f64::from(u8::from(is_below)) - trunc][by[0]], 0.0][by.len() - 1]
        }
        Op::Copysign => [[x.signum() * y.signum(), 0.0][by[0]], 0.0][by.len() - 1],
        Op::Clamp => {
            // The larger of x and lo, and the share of that in the smaller of it and hi.
            let inner = x.max(y);
            let through = share(0, z, inner);
            let first = [through * share(0, x, y), through * share(1, x, y), share(1, z, inner)];
            [f64::from(first[by[0]]), 0.0][by.len() - 1]
        }
        Op::Relu6 => [f64::from(u8::from(x > 0.0 && x < 6.0)), 0.0][by.len() - 1],
        Op::LeakyRelu => match by {
            [0] if x > 0.0 => 1.0,
            [0] => y,
            [1] => x.min(0.0),
            [i, j] if i != j && x <= 0.0 => 1.0,
            _ => 0.0,
        },
        Op::HardTanh => [f64::from(u8::from(x.abs() < 1.0)), 0.0][by.len() - 1],
        Op::HardSigmoid => [if x.abs() < 3.0 { 1.0 / 6.0 } else { 0.0 }, 0.0][by.len() - 1],
        Op::HardSilu if x.abs() < 3.0 => [(2.0 * x + 3.0) / 6.0, 1.0 / 3.0][by.len() - 1],
        Op::HardSilu => [f64::from(u8::from(x > 0.0)), 0.0][by.len() - 1],
        Op::Softsign => {
            let r = 1.0 / (1.0 + x.abs());
            [r * r, -2.0 * x.signum() * r * r * r][by.len() - 1]
        }
        // The rest that rounding left is a constant 0 in the eyes of calculus.
        Op::HypotRest => 0.0,
        Op::HypotNext if by.contains(&1) => 0.0,
        Op::HypotNext => {
            let (x, y) = (x + y, z);
            let r = cm::hypot(x, y);
            match by {
                [0] => x / r,
                [2] => y / r,
                [0, 0] => (y / r) * (y / r) / r,
                [2, 2] => (x / r) * (x / r) / r,
                _ => -(x / r) * (y / r) / r,
            }
        }
        Op::Squareplus => {
            // With b the second argument.
            let (s, b) = ((x * x + y).sqrt(), y);
            match by {
                [0] if x < 0.0 => 0.5 * b / (s - x) / s,
                [0] => 0.5 * (1.0 + x / s),
                [1] => 0.25 / s,
                [0, 0] => 0.5 * b / (s * s * s),
                [1, 1] => -0.125 / (s * s * s),
                _ => -0.25 * x / (s * s * s),
            }
        }
        Op::SquareplusGrad => {
            let (x, b) = (y, z);
            let s = (x * x + b).sqrt();
            match by {
                [1] => 0.5 * b / (s * s * s),
                [2] => -0.25 * x / (s * s * s),
                [1, 1] => -1.5 * b * x / (s * s * s * s * s),
                [2, 2] => 0.375 * x / (s * s * s * s * s),
                [1, 2] | [2, 1] => 0.5 / (s * s * s) - 0.75 * b / (s * s * s * s * s),
                _ => 0.0,
            }
        }
        Op::SquareplusRoot => {
            let (s, b) = ((x * x + y).sqrt(), y);
            match by {
                [0] => x / s,
                [1] => 0.5 / s,
                [0, 0] => b / (s * s * s),
                [1, 1] => -0.25 / (s * s * s),
                _ => -0.5 * x / (s * s * s),
            }
        }
        Op::Gt | Op::Ge | Op::Lt | Op::Le | Op::Eq | Op::Ne | Op::And | Op::Or | Op::Not => 0.0,
    }
}

/// The powers -1 to -5 of x + iy, real and imaginary part.
fn powers_of_inverse(y: f64, x: f64) -> [[f64; 2]; 5] {
    let (u, v) = (x / (x * x + y * y), -y / (x * x + y * y));
    let mut power = [1.0, 0.0];
    [(); 5].map(|()| {
        power = [power[0] * u - power[1] * v, power[0] * v + power[1] * u];
        power
    })
}

/// The derivative of x / y².
fn over_square(by: &[usize], x: f64, y: f64) -> f64 {
    match by {
        [0] => 1.0 / (y * y),
        [1] => -2.0 * x / (y * y * y),
        [0, 1] | [1, 0] => -2.0 / (y * y * y),
        [1, 1] => 6.0 * x / (y * y * y * y),
        _ => 0.0,
    }
}

/// The derivative of exp(c x / y).
fn of_exponential(c: f64, by: &[usize], x: f64, y: f64) -> f64 {
    let u = c * x / y;
    cm::exp(u)
        * match by {
            [0] => c / y,
            [1] => -u / y,
            [0, 0] => c * c / y / y,
            [1, 1] => u * (2.0 + u) / y / y,
            _ => -c * (1.0 + u) / y / y,
        }
}

/// The derivative `[i, j]` of x^y, so often by x and by y, further by the arguments (_, x, y): with the falling factorial
/// p(y) = y (y - 1) ... (y - i + 1), x^(y-i) times the sum of binomial(j, m) p^(m)(y) log^(j-m) x.
fn of_pow(given: [usize; 2], by: &[usize], x: f64, y: f64) -> f64 {
    if by.contains(&0) {
        return 0.0;
    }
    let [i, j] = [1, 2].map(|argument| given[argument - 1] + by.iter().filter(|&&k| k == argument).count());
    // The coefficients of p, from that of y^0 on.
    let mut p = vec![1.0];
    for k in 0..i {
        let times_y: Vec<f64> = [&[0.0], &p[..]].concat();
        p.push(0.0);
        p = times_y.iter().zip(&p).map(|(a, b)| a - k as f64 * b).collect();
    }
    let (mut sum, mut binomial) = (0.0, 1.0);
    for m in 0..=j {
        let at_y = p.iter().rev().fold(0.0, |sum, c| sum * y + c);
        sum += binomial * at_y * cm::log(x).powi((j - m) as i32);
        binomial *= (j - m) as f64 / (m + 1) as f64;
        p = p.iter().enumerate().skip(1).map(|(k, c)| k as f64 * c).collect();
    }
    cm::pow(x, y - i as f64) * sum
}

/// The ordinate of a point of the unit circle.
fn root(x: f64) -> f64 {
    ((1.0 - x) * (1.0 + x)).sqrt()
}

/// sinc and its first four derivatives, from x sinc x = sin x; those cancel near 0, where the first is the oracle's
/// and the second a series.
fn sinc(x: f64) -> [f64; 5] {
    let (sin, cos) = (cm::sin(x), cm::cos(x));
    let zeroth = if x == 0.0 { 1.0 } else { sin / x };
    let first = sinc_grad(x);
    let second = if x.abs() < 1e-3 { -1.0 / 3.0 + x * x / 10.0 } else { (-sin - 2.0 * first) / x };
    let third = (-cos - 3.0 * second) / x;
    [zeroth, first, second, third, (sin - 4.0 * third) / x]
}

/// 1 / (1 + e^-x).
fn sigmoid(x: f64) -> f64 {
    1.0 / (1.0 + cm::exp(-x))
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

/// A derivative of erf: of those of e^(-x^2), Hermite polynomials are the factor.
fn erf(x: f64, order: usize) -> f64 {
    let factor = [1.0, -2.0 * x, 4.0 * x * x - 2.0][order - 1];
    let bell = core::f64::consts::FRAC_2_SQRT_PI * cm::exp(-x * x);
    if bell == 0.0 {
        bell
    } else {
        factor * bell
    }
}

/// A derivative of the normal density.
fn normal_pdf(x: f64, order: usize) -> f64 {
    let factor = [1.0, -x, x * x - 1.0, x * (3.0 - x * x)][order];
    let bell = normal::pdf(x);
    if bell == 0.0 {
        bell
    } else {
        factor * bell
    }
}

/// A derivative of the logarithm of the normal distribution: m for the first and m' = -m (x + m), differentiated.
fn log_normal_cdf(x: f64, order: usize) -> f64 {
    let (m, s) = (normal::mills(x), normal::mills_plus(x));
    if order == 1 {
        return m;
    }
    let m1 = -m * s;
    let m2 = -(m1 * s + m * (1.0 + m1));
    let m3 = -(m2 * s + 2.0 * m1 * (1.0 + m1) + m * m2);
    [m1, m2, m3][order - 2]
}

/// A derivative of `op`, the first of which is `first`; the others by arithmetic of power series.
fn gate(op: Op, first: Op, order: usize, args: [f32; 3]) -> f64 {
    if order == 1 {
        return oracle::value(first, args).unwrap_or(f64::NAN);
    }
    let x = f64::from(args[0]);
    let variable = Series([x, 1.0, 0.0, 0.0]);
    let gate = match op {
        Op::Silu => Series::of(1.0).divided_by(variable.times(Series::of(-1.0)).exp().plus(Series::of(1.0))),
        Op::Gelu => {
            let density = |order| normal_pdf(x, order);
            Series([normal::cdf(x), density(0), density(1) / 2.0, density(2) / 6.0])
        }
        Op::GeluTanh => {
            let cube = variable.times(variable).times(variable);
            let inner = variable.plus(cube.times(Series::of(0.044715))).times(Series::of(-oracle::gates::LINEAR));
            Series::of(1.0).divided_by(inner.exp().plus(Series::of(1.0)))
        }
        _ => {
            // tanh(log w) for w = 1 + e^x.
            let w = variable.exp().plus(Series::of(1.0));
            Series::of(1.0).plus(Series::of(-2.0).divided_by(w.times(w).plus(Series::of(1.0))))
        }
    };
    let Series(coefficients) = variable.times(gate);
    coefficients[order] * [1.0, 1.0, 2.0, 6.0][order]
}

/// The first coefficients of a power series about a point: all derivatives of a composition at once.
#[derive(Clone, Copy)]
struct Series([f64; 4]);

impl Series {
    fn of(value: f64) -> Series {
        Series([value, 0.0, 0.0, 0.0])
    }

    fn plus(self, other: Series) -> Series {
        Series(core::array::from_fn(|n| self.0[n] + other.0[n]))
    }

    fn times(self, other: Series) -> Series {
        Series(core::array::from_fn(|n| (0..=n).map(|k| self.0[k] * other.0[n - k]).sum()))
    }

    fn divided_by(self, other: Series) -> Series {
        let mut quotient = [0.0; 4];
        for n in 0..4 {
            let known: f64 = (0..n).map(|k| quotient[k] * other.0[n - k]).sum();
            quotient[n] = (self.0[n] - known) / other.0[0];
        }
        Series(quotient)
    }

    fn exp(self) -> Series {
        let mut power = [cm::exp(self.0[0]), 0.0, 0.0, 0.0];
        for n in 1..4 {
            let sum: f64 = (1..=n).map(|k| k as f64 * self.0[k] * power[n - k]).sum();
            power[n] = sum / n as f64;
        }
        Series(power)
    }
}
