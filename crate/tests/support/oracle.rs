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
        Op::PowGradBase => return finite(pow_grad_base(x, y)),
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

        Op::Tanh => cm::tanh(x),
        Op::TanhGrad => 1.0 / cm::cosh(x) / cm::cosh(x),
        Op::Hypot => cm::hypot(x, y),
        Op::HypotGrad => return finite(if x == 0.0 { x } else { x / cm::hypot(x, y) }),

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
    })
}

fn truth(condition: bool) -> f64 {
    f64::from(u8::from(condition))
}

/// y x^(y-1). Double precision may round y - 1 to an integer, so the sign is taken from y.
fn pow_grad_base(x: f64, y: f64) -> f64 {
    let magnitude = if y == 0.0 { y } else { y * cm::pow(x.abs(), y - 1.0) };
    match y % 2.0 {
        fraction if fraction.fract() != 0.0 && x < 0.0 => f64::NAN,
        0.0 if x.is_sign_negative() => -magnitude,
        _ => magnitude,
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
