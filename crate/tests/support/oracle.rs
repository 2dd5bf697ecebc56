//! The exact value of every op, in double precision: CORE-MATH's correctly rounded functions, and formulas over
//! them that lose at most a few f64 ULP.

use core_math as cm;
use fluxion::op::Op;

/// The value of an op at arguments that are float32s; those beyond its arity are ignored. `None` where no value is
/// promised: derivatives at NaN and infinite arguments.
pub fn value(op: Op, args: [f32; 3]) -> Option<f64> {
    let [x, y, z] = args.map(f64::from);
    let finite = |value: f64| args[..op.arity()].iter().all(|x| x.is_finite()).then_some(value);
    Some(match op {
        Op::Neg => -x,
        Op::Abs => x.abs(),
        Op::Sign => {
            if x == 0.0 || x.is_nan() {
                x
            } else {
                x.signum()
            }
        }
        Op::Floor => x.floor(),
        Op::Sqrt => x.sqrt(),
        Op::Square => x * x,
        Op::Reciprocal => 1.0 / x,
        Op::Add => x + y,
        Op::Sub => x - y,
        Op::Mul => x * y,
        Op::Div => x / y,

        Op::Exp => cm::exp(x),
        Op::Log => cm::log(x),
        Op::LogGrad => {
            if x < 0.0 {
                f64::NAN
            } else {
                1.0 / x.abs()
            }
        }
        Op::Pow => pow(x, y),
        Op::PowTerm => return finite(pow_term(x, y, z)),
        Op::PowGradBase2 => return finite(pow_times(x, y, 2.0, z)),
        Op::PowGradBase => return finite(pow_term(x, y, y)),
        Op::PowGradExponent => {
            return finite(match x {
                x if x > 0.0 => pow(x, y) * cm::log(x),
                x if x == 0.0 && y > 0.0 => -0.0,
                _ => f64::NAN,
            })
        }

        Op::Sin => cm::sin(x),
        Op::Cos => cm::cos(x),
        Op::Tan => cm::tan(x),
        Op::Atan2 => cm::atan2(x, y),
        Op::Atan2Grad => return finite(y / cm::hypot(x, y) / cm::hypot(x, y)),
        Op::Atan2Grad2 => return finite((y * y - x * x) / (x * x + y * y) / (x * x + y * y)),
        Op::Atan2GradMixed => return finite(2.0 * x * y / (x * x + y * y) / (x * x + y * y)),
        Op::Atan2Grad3 => {
            let square = x * x + y * y;
            return finite(y * (y * y - 3.0 * x * x) / square / square / square);
        }

        Op::Tanh => cm::tanh(x),
        Op::TanhGrad => 1.0 / cm::cosh(x) / cm::cosh(x),
        Op::Hypot => cm::hypot(x, y),
        Op::HypotGrad => return finite(if x == 0.0 { x } else { x / cm::hypot(x, y) }),

        Op::Asin => cm::asin(x),
        Op::Acos => cm::acos(x),
        Op::OneMinusSquare => (1.0 - x) * (1.0 + x),
        Op::Atan => cm::atan(x),
        Op::Sec => 1.0 / cm::cos(x),
        Op::Csc => 1.0 / cm::sin(x),
        Op::Cot => 1.0 / cm::tan(x),
        Op::Sinc => {
            if x == 0.0 {
                1.0
            } else {
                cm::sin(x) / x
            }
        }
        Op::SincGrad => sinc_grad(x),
        Op::Deg2Rad => x * (core::f64::consts::PI / 180.0),
        Op::Rad2Deg => x * (180.0 / core::f64::consts::PI),
        Op::Sinh => cm::sinh(x),
        Op::Cosh => cm::cosh(x),
        Op::Asinh => cm::asinh(x),
        Op::Acosh => cm::acosh(x),
        Op::Atanh => cm::atanh(x),
        Op::Cbrt => cm::cbrt(x),
        Op::Erf => cm::erf(x),
        Op::Erfc => cm::erfc(x),
        Op::ErfGrad => core::f64::consts::FRAC_2_SQRT_PI * cm::exp(-x * x),
        Op::NormalPdf => normal::pdf(x),
        Op::NormalPdfGrad => return finite(-x * normal::pdf(x)),
        Op::NormalCdf => normal::cdf(x),
        Op::LogNormalCdf => normal::log_cdf(x),
        Op::LogNormalCdfGrad => normal::mills(x),
        Op::LogNormalCdfGrad2 => return finite(-normal::mills(x) * normal::mills_plus(x)),
        Op::Silu => gates::value(x, gates::sigmoid(x)),
        Op::SiluGrad => return finite(gates::grad(gates::SILU, x, |x| gates::silu_grad(x, 1.0, x))),
        Op::Gelu => gates::value(x, normal::cdf(x)),
        Op::GeluGrad => return finite(gates::grad(gates::GELU, x, |x| normal::cdf(x) + x * normal::pdf(x))),
        Op::GeluTanh => gates::value(x, gates::sigmoid(gates::inner(x))),
        Op::GeluTanhGrad => {
            let slope = gates::LINEAR * (1.0 + 3.0 * 0.044715 * x * x);
            return finite(gates::grad(gates::GELU_TANH, x, |x| gates::silu_grad(gates::inner(x), slope, x)));
        }
        Op::Mish => gates::value(x, cm::tanh(cm::log1p(cm::exp(x)))),
        Op::MishGrad => {
            return finite(gates::grad(gates::MISH, x, |x| {
                let tanh = cm::tanh(cm::log1p(cm::exp(x)));
                let cosh = cm::cosh(cm::log1p(cm::exp(x)));
                tanh + x * gates::sigmoid(x) / cosh / cosh
            }))
        }
        Op::Expm1 => cm::expm1(x),
        Op::Log1p => cm::log1p(x),
        Op::Log2 => cm::log2(x),
        Op::Log10 => cm::log10(x),
        Op::Exp2 => cm::exp2(x),
        Op::Exp10 => cm::exp10(x),
        Op::Rsqrt => cm::rsqrt(x),
        Op::Sinpi => cm::sinpi(x),
        // C23 gives cospi of halves of odd integers as +0.
        Op::Cospi => cm::cospi(x) + 0.0,
        Op::Sigmoid => 1.0 / (1.0 + cm::exp(-x)),
        Op::Softplus => logaddexp(x, 0.0),
        Op::LogSigmoid => -logaddexp(-x, 0.0),
        // Near 1/2 the arguments of two logarithms would cancel.
        Op::Logit if (x - 0.5).abs() < 0.25 => 2.0 * cm::atanh(2.0 * x - 1.0),
        Op::Logit => cm::log(x) - cm::log1p(-x),
        Op::Log1mexp => logsubexp(0.0, -x),
        Op::Logexpm1 => logexpm1(x),
        Op::Xlogy => mul_no_nan(x, cm::log(y)),
        Op::Xlog1py => mul_no_nan(x, cm::log1p(y)),
        Op::MulNoNan | Op::ProductOfLog => mul_no_nan(x, y),
        Op::Quotient if x == 0.0 && y == 0.0 => 0.0,
        Op::Quotient => x / y,
        Op::QuotientGrad => x / (y * y),
        Op::Limited => (x / y).clamp(-150.0, 150.0),
        Op::Magnitude => x.abs(),
        Op::Logaddexp => logaddexp(x, y),
        Op::LogaddexpGrad => return finite(1.0 / (1.0 + cm::exp(y - x))),
        Op::Logsubexp => logsubexp(x, y),
        Op::LogsubexpGrad => return finite(if x < y { f64::NAN } else { 1.0 / cm::expm1(x - y).abs() }),
        Op::Elu if x > 0.0 => x,
        Op::Elu => y * cm::expm1(x),
        Op::Selu if x < 0.0 => 1.0507009873554805 * 1.6732632423543772 * cm::expm1(x),
        Op::Selu => 1.0507009873554805 * x,
        Op::Celu if x > 0.0 => x,
        Op::Celu if x < 0.0 && y == 0.0 => -0.0,
        Op::Celu => y * cm::expm1(x / y),
        Op::CeluGrad => return finite(cm::exp(x / y)),
        Op::CeluRoot => return finite(cm::exp(x / y / 2.0)),

        Op::Max if x.is_nan() || y.is_nan() => f64::NAN,
        Op::Min if x.is_nan() || y.is_nan() => f64::NAN,
        Op::Max => {
            if x > y || x == y && y.is_sign_negative() {
                x
            } else {
                y
            }
        }
        Op::Min => {
            if x < y || x == y && x.is_sign_negative() {
                x
            } else {
                y
            }
        }
        Op::Gt => truth(x > y),
        Op::Ge => truth(x >= y),
        Op::Lt => truth(x < y),
        Op::Le => truth(x <= y),
        Op::Eq => truth(x == y),
        Op::Ne => truth(x != y),
        Op::And => truth(x != 0.0 && y != 0.0),
        Op::Or => truth(x != 0.0 || y != 0.0),
        Op::Not => truth(x == 0.0),
        Op::Where => {
            if x != 0.0 {
                y
            } else {
                z
            }
        }
        Op::Relu => {
            if x <= 0.0 {
                0.0
            } else {
                x
            }
        }
        Op::StopGradient => x,
        // Of one element.
        Op::Sum | Op::Mean | Op::Amax | Op::Amin | Op::Logsumexp | Op::Logmeanexp => x,
        Op::Dot => x * y,
        Op::Norm => x.abs(),
        Op::Any | Op::All => (x != 0.0).into(),
        Op::Count => 1.0,
        Op::VarianceAbout | Op::StdAbout => finite((x - y) * 0.0)? / (1.0 - z),
        Op::Variance | Op::Std => finite(x * 0.0)? / (1.0 - y),
        Op::Every => 0.0,
        Op::Both | Op::Like | Op::Total | Op::Case | Op::Refuse | Op::Either => x,
        Op::Attach | Op::AttachNext | Op::OwnValue | Op::Argument | Op::Foreign => x,

        Op::Ceil => x.ceil(),
        Op::Trunc => x.trunc(),
        Op::Round => (x + 0.5).floor().copysign(x),
        Op::Fround => x,
        Op::Rem => x % y,
        Op::Mod => modulo(x, y),
        Op::Copysign => {
            if y.is_nan() {
                y
            } else {
                x.copysign(y)
            }
        }
        Op::IsNan => truth(x.is_nan()),
        Op::IsFinite => truth(x.is_finite()),
        Op::Clamp if x.is_nan() || y.is_nan() || z.is_nan() => f64::NAN,
        Op::Clamp => return value(Op::Max, args).and_then(|x| value(Op::Min, [x as f32, args[2], 0.0])),
        Op::Relu6 => x.clamp(0.0, 6.0) + 0.0, // Of -0 that makes 0.
        Op::LeakyRelu => {
            if x > 0.0 {
                x
            } else {
                y * x
            }
        }
        Op::HardTanh => x.clamp(-1.0, 1.0),
        Op::HardSigmoid => (x + 3.0).clamp(0.0, 6.0) / 6.0,
        Op::HardSilu if x == f64::NEG_INFINITY => -0.0,
        Op::HardSilu => x * (x + 3.0).clamp(0.0, 6.0) / 6.0,
        Op::Softsign if x.is_infinite() => x.signum(),
        Op::Softsign => x / (1.0 + x.abs()),
        Op::Squareplus => squareplus(x, y),
        // A value that is computed elsewhere.
        Op::CeluGradAlpha | Op::SquareplusGrad | Op::PowMixed | Op::PowGradExponent2 | Op::SincGrad2 => x,
        Op::DivGrad => x / z,
        Op::SquareplusRoot if y < 0.0 => f64::NAN,
        Op::SquareplusRoot => (x * x + y.abs()).sqrt(),
        Op::ExpTimes => return finite(y * cm::exp(x.clamp(-300.0, 300.0))),
        Op::Exp2Times => return finite(y * cm::exp2(x.clamp(-1000.0, 1000.0))),
        Op::HypotNext if !y.is_finite() => return None,
        Op::HypotNext if x.is_infinite() || z.is_infinite() => f64::INFINITY,
        Op::HypotNext => cm::hypot(x + y, z),
        // Of the difference of two lengths no digit is certain: a test of its own shows what it is good for.
        Op::HypotRest => return None,
    })
}

fn truth(condition: bool) -> f64 {
    f64::from(u8::from(condition))
}

/// The derivative of sinc: below 1, where its terms cancel, by the power series, the sum over k of
/// (-1)^k 2k x^(2k-1)/(2k+1)!.
pub fn sinc_grad(x: f64) -> f64 {
    if x.abs() < 1.0 {
        let (mut sum, mut term) = (0.0, 1.0);
        for k in 1..10 {
            sum += term;
            term *= -x * x / f64::from(2 * k * (2 * k + 3));
        }
        -x / 3.0 * sum
    } else {
        (cm::cos(x) - cm::sin(x) / x) / x
    }
}

/// x y, but 0 times infinity is 0.
fn mul_no_nan(x: f64, y: f64) -> f64 {
    if x == 0.0 && !y.is_nan() {
        0.0
    } else {
        x * y
    }
}

/// log(e^x + e^y). No difference counts as more than 200, lest the sign of what underflows is lost.
fn logaddexp(x: f64, y: f64) -> f64 {
    if x.is_nan() || y.is_nan() {
        f64::NAN
    } else if x == y {
        x + core::f64::consts::LN_2
    } else {
        x.max(y) + cm::log1p(cm::exp(-(x - y).abs().min(200.0)))
    }
}

/// log(e^x - e^y).
fn logsubexp(x: f64, y: f64) -> f64 {
    let d = x - y;
    if x == y {
        x + f64::NEG_INFINITY
    } else if d < core::f64::consts::LN_2 {
        x + cm::log(-cm::expm1(-d))
    } else {
        // Keeps NaN.
        x + cm::log1p(-cm::exp(if d > 200.0 { -200.0 } else { -d }))
    }
}

/// log(e^x - 1), from e^x - 2 = 2 (e^(x - ln 2) - 1) near its zero.
fn logexpm1(x: f64) -> f64 {
    let near = (x - core::f64::consts::LN_2) - 2.3190468138462996e-17;
    if near.abs() < 0.1 {
        cm::log1p(2.0 * cm::expm1(near))
    } else if x < 40.0 {
        cm::log(cm::expm1(x))
    } else {
        x
    }
}

/// c x^(y-1).
fn pow_term(x: f64, y: f64, c: f64) -> f64 {
    pow_times(x, y, 1.0, c)
}

/// c x^(y - less). Double precision may round that exponent to an integer, so the sign is taken from y.
fn pow_times(x: f64, y: f64, less: f64, c: f64) -> f64 {
    let magnitude = if c == 0.0 { c } else { c * cm::pow(x.abs(), y - less) };
    let is_integer = y.fract() == 0.0;
    if x < 0.0 && !is_integer {
        f64::NAN
    } else if x.is_sign_negative() && is_integer && (y % 2.0 - less) % 2.0 != 0.0 {
        -magnitude
    } else {
        magnitude
    }
}

/// Math.pow, which differs from C's in that 1 to an infinite power or NaN is NaN, and so is -1 to an infinite one.
fn pow(x: f64, y: f64) -> f64 {
    if y.is_nan() || x.abs() == 1.0 && y.is_infinite() {
        f64::NAN
    } else {
        cm::pow(x, y)
    }
}

/// The remainder with the sign of the divisor. The remainder is exact, and so is the sum but for its one rounding.
fn modulo(x: f64, y: f64) -> f64 {
    match x % y {
        remainder if remainder == 0.0 => remainder.copysign(y),
        remainder if (remainder < 0.0) != (y < 0.0) => remainder + y,
        remainder => remainder,
    }
}

/// (x + sqrt(x² + b)) / 2, without cancellation. NaN for b < 0.
fn squareplus(x: f64, b: f64) -> f64 {
    let root = (x * x + b).sqrt();
    if x.is_nan() || b.is_nan() || b < 0.0 {
        f64::NAN
    } else if x >= 0.0 {
        0.5 * (x + root)
    } else if b == f64::INFINITY {
        if x == f64::NEG_INFINITY {
            0.0
        } else {
            b
        }
    } else {
        0.5 * b.abs() / (root - x)
    }
}

/// The normal distribution.
pub mod normal {
    use core::f64::consts::{FRAC_1_SQRT_2, FRAC_2_SQRT_PI};
    use core_math as cm;

    pub fn pdf(x: f64) -> f64 {
        0.5 * FRAC_1_SQRT_2 * FRAC_2_SQRT_PI * cm::exp(-0.5 * x * x)
    }

    pub fn cdf(x: f64) -> f64 {
        0.5 * cm::erfc(-x * FRAC_1_SQRT_2)
    }

    pub fn log_cdf(x: f64) -> f64 {
        if x > 0.0 {
            cm::log1p(-cdf(-x))
        } else if x > -5.0 {
            cm::log(cdf(x))
        } else {
            // cdf = pdf / mills.
            -0.5 * x * x + cm::log(0.5 * FRAC_1_SQRT_2 * FRAC_2_SQRT_PI / mills(x))
        }
    }

    /// pdf(x) / cdf(x).
    pub fn mills(x: f64) -> f64 {
        if x > -5.0 {
            pdf(x) / cdf(x)
        } else {
            mills_plus(x) - x
        }
    }

    /// x + mills(x); in the tail by Laplace's continued fraction.
    pub fn mills_plus(x: f64) -> f64 {
        if x > -5.0 {
            x + mills(x)
        } else {
            // So many levels give all digits of a double; 200 for any x, the same ones, made a sweep last for hours.
            let levels = (1000.0 / (x * x)) as u32 + 12;
            1.0 / (2..levels).rev().fold(-x, |rest, i| f64::from(i) / rest - x)
        }
    }
}

/// Functions x s(x), where s is 0 below and 1 above.
pub mod gates {
    use core_math as cm;

    /// 2 sqrt(2/pi).
    pub const LINEAR: f64 = core::f64::consts::FRAC_2_SQRT_PI * core::f64::consts::SQRT_2;

    // The zeros of the derivatives, as the sum of two doubles, and the Taylor coefficients there from the first power
    // on. Made with mpmath: `findroot(diff(f))` and `taylor(f, zero, 9)` at 60 digits.
    pub const SILU: [f64; 10] = [
        -1.2784645427610737,
        -1.0946994183093437e-16,
        0.2178117057198001,
        0.1466487969969469,
        0.018874814223782312,
        -0.015222655223188032,
        -0.006606589138356696,
        0.000126627410081122,
        0.0007985218818397998,
        0.00018570724361186496,
    ];
    pub const GELU: [f64; 10] = [
        -0.7517915246935645,
        1.4956759177009883e-17,
        0.4314939923140469,
        0.388284982990552,
        -0.018199676398671087,
        -0.1140082332972217,
        -0.014771522148244337,
        0.019421679838189067,
        0.004539228379125415,
        -0.002239538068073497,
    ];
    pub const GELU_TANH: [f64; 10] = [
        -0.7524614220710163,
        3.635560509207687e-17,
        0.4304000910248585,
        0.38751844613578895,
        -0.01578285352184803,
        -0.11394448308095899,
        -0.01661932834305256,
        0.019682309459833118,
        0.005261059254921912,
        -0.0024227318458750974,
    ];
    pub const MISH: [f64; 10] = [
        -1.1924312145154952,
        -4.8484829848031044e-17,
        0.2669479140495345,
        0.20473126408010586,
        0.04190782104360987,
        -0.020271822716684245,
        -0.01582112656173338,
        -0.0033606849270232685,
        0.0010924055409445854,
        0.0009898181021289196,
    ];

    /// x s; at -Infinity the limit.
    pub fn value(x: f64, s: f64) -> f64 {
        if x == f64::NEG_INFINITY {
            -0.0
        } else {
            x * s
        }
    }

    /// The derivative as `far` gives it, but from the table near its zero, where `far` cancels. Where it underflows it
    /// comes from below.
    pub fn grad([high, low, taylor @ ..]: [f64; 10], x: f64, far: impl Fn(f64) -> f64) -> f64 {
        let d = x - high - low;
        if d.abs() < 1.0 / 64.0 {
            d * taylor.iter().rev().fold(0.0, |sum, c| sum * d + c)
        } else {
            let value = far(x);
            if value.abs() < 1e-300 {
                -0.0
            } else {
                value
            }
        }
    }

    pub fn sigmoid(x: f64) -> f64 {
        1.0 / (1.0 + cm::exp(-x))
    }

    /// The argument of the sigmoid in geluTanh.
    pub fn inner(x: f64) -> f64 {
        LINEAR * (x + 0.044715 * x * x * x)
    }

    /// The derivative of x sigmoid(y), where that of y is `slope`.
    pub fn silu_grad(y: f64, slope: f64, x: f64) -> f64 {
        let vanishing = sigmoid(-y);
        if vanishing == 0.0 || sigmoid(y) == 0.0 {
            return sigmoid(y);
        }
        sigmoid(y) * (1.0 + x * slope * vanishing)
    }
}
