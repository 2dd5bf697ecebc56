//! The op table: one row per op, and everything else derived from it or checked against it.
//!
//! A row reads
//!
//! ```text
//! /// One line of documentation.
//! CODE VISIBILITY Variant function "name" (x, y) = KERNEL;
//!     d[Ω] = [∂/∂x, ∂/∂y]; on [DOMAIN OF x, DOMAIN OF y]; value ULPS; factor BOUND;
//! ```
//!
//! or, for an op that is a composition of others and no less accurate for that,
//!
//! ```text
//! CODE VISIBILITY Variant function "name" (x, y) is FORMULA;
//!     on [DOMAIN OF x, DOMAIN OF y]; value ULPS; factor BOUND;
//! ```
//!
//! - *FORMULA* is written in ops, and takes the op's place in every program: no engine knows the op, and its derivative
//!   is that of the formula.
//! - An argument may have a default, `alpha = 1.0`, which TypeScript fills in.
//! - An argument list that ends in `; alone f` belongs to an op that TypeScript folds over any number of arguments; of
//!   one argument, x, it gives f(x), or x if that is what stands there.
//! - *CODE* is the op's byte in a program. Codes are never reused: stored programs hold them.
//! - *VISIBILITY*: a `public` op is exported to TypeScript under its name. An `internal` one is the factor of a
//!   derivative that could not be composed of other ops within its bound.
//! - *KERNEL* is the value, in [lanes](crate::lanes), as every engine computes it.
//! - *∂* are the partial derivatives, in ops, so that they can be differentiated again; `Ω` is the op's own output. `0.0` means
//!   that nothing flows back through that argument, and [`when`] that something does only where a condition holds.
//! - *DOMAIN* is the interval that derivative tests draw the argument from.
//! - *ULPS* is the largest error of the value, over all of float32; *BOUND* that of each partial derivative.

#[macro_use]
mod define;

use crate::builder::{call, when, Partial, Term};
use crate::k;
use crate::lanes::F32;
use crate::math;

/// The largest error allowed: within either of the two is enough.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bound {
    /// In units in the last place of the exact result.
    pub ulp: f32,
    /// Absolutely, for results near a zero that cancellation makes.
    pub absolute: f32,
}

const fn ulp(ulp: f32) -> Bound {
    Bound { ulp, absolute: 0.0 }
}

/// What the table says of one op.
#[derive(Debug)]
pub struct Row {
    /// The op.
    pub op: Op,
    /// Its name in TypeScript and in printed programs.
    pub name: &'static str,
    /// Whether TypeScript exports it.
    pub public: bool,
    /// Whether it is a composition of other ops, which takes its place in every program.
    pub composed: bool,
    /// The names of its arguments; there are as many as the op's arity.
    pub args: &'static [&'static str],
    /// What TypeScript fills in for arguments that are left out, where it does.
    pub defaults: &'static [Option<f32>],
    /// If TypeScript folds the op over any number of arguments, what one alone gives: itself, or an op of it.
    pub alone: &'static [&'static str],
    /// The composition that it is, or the partial derivatives by each argument, as the source writes them.
    pub formulas: &'static [&'static str],
    /// The interval that derivative tests draw each argument from.
    pub domain: &'static [(f32, f32)],
    /// Largest error of the value in ULP, over all of float32.
    pub ulp: f32,
    /// Largest error of each partial derivative.
    pub factor: Bound,
    /// One line of documentation.
    pub doc: &'static str,
}

/// Hands the rows of the table to the macro `$then`.
#[macro_export]
#[doc(hidden)]
macro_rules! for_each_op { ($then:ident) => { $then! {

// Arithmetic.

/// The negative of x.
1 public Neg neg "neg" (x) = -x;
    d[Ω] = [-1.0]; on [(-10.0, 10.0)]; value 0.0; factor ulp(0.0);
/// The magnitude of x.
2 public Abs abs "abs" (x) = x.abs();
    d[Ω] = [sign(x)]; on [(-10.0, 10.0)]; value 0.0; factor ulp(0.0);
/// The sign of x: 1, -1, or x itself where it is a zero or NaN.
3 public Sign sign "sign" (x) = signum(x);
    d[Ω] = [0.0]; on [(-10.0, 10.0)]; value 0.0; factor ulp(0.0);
/// The largest integer that is not above x.
4 public Floor floor "floor" (x) = x.floor();
    d[Ω] = [0.0]; on [(-10.0, 10.0)]; value 0.0; factor ulp(0.0);
/// The square root of x; NaN below 0.
5 public Sqrt sqrt "sqrt" (x) = x.sqrt();
    d[Ω] = [0.5 / abs(Ω)]; on [(0.001, 1000.0)]; value 0.5; factor ulp(4.0);
/// x times x.
6 public Square square "square" (x) = x * x;
    d[Ω] = [2.0 * x]; on [(-10.0, 10.0)]; value 0.5; factor ulp(0.0);
/// One divided by x.
7 public Reciprocal reciprocal "reciprocal" (x) = x.k(k!(1.0)) / x;
    d[Ω] = [-square(Ω)]; on [(0.01, 100.0)]; value 0.5; factor ulp(4.0);
/// The sum of x and y.
16 public Add add "add" (x, y) = x + y;
    d[Ω] = [1.0, 1.0]; on [(-10.0, 10.0), (-10.0, 10.0)]; value 0.5; factor ulp(0.0);
/// The difference of x and y.
17 public Sub sub "sub" (x, y) = x - y;
    d[Ω] = [1.0, -1.0]; on [(-10.0, 10.0), (-10.0, 10.0)]; value 0.5; factor ulp(0.0);
/// The product of x and y.
18 public Mul mul "mul" (x, y) = x * y;
    d[Ω] = [y, x]; on [(-10.0, 10.0), (-10.0, 10.0)]; value 0.5; factor ulp(0.0);
/// x divided by y.
19 public Div div "div" (x, y) = x / y;
    d[Ω] = [reciprocal(y), -Ω / y]; on [(-10.0, 10.0), (0.01, 100.0)]; value 0.5; factor ulp(4.0);

// Exponentials, powers and roots.

/// e to the power of x.
8 public Exp exp "exp" (x) = math::exp(x);
    d[Ω] = [Ω]; on [(-80.0, 80.0)]; value 0.8; factor ulp(4.0);
/// The natural logarithm of x; NaN below 0.
9 public Log log "log" (x) = math::log(x);
    d[Ω] = [log_grad(x)]; on [(0.001, 1000.0)]; value 0.502; factor ulp(4.0);
/// The derivative of log: 1 / |x| for x >= 0 and for -0, NaN below.
34 internal LogGrad log_grad "logGrad" (x) = math::log_grad(x);
    d[Ω] = [-square(Ω)]; on [(0.001, 1000.0)]; value 0.5; factor ulp(4.0);
/// x to the power of y, as Math.pow.
20 public Pow pow "pow" (x, y) = math::pow(x, y);
    d[Ω] = [pow_grad_base(x, y), pow_grad_exponent(x, y)]; on [(0.1, 10.0), (-5.0, 5.0)]; value 0.502; factor ulp(4.0);
/// The derivative of pow by its base: y x^(y-1).
36 internal PowGradBase pow_grad_base "powGradBase" (x, y) = math::pow_grad_base(x, y);
    d[Ω] = [y * pow_grad_base(x, y - 1.0), pow(x, y - 1.0) + y * pow_grad_exponent(x, y - 1.0)];
    on [(0.1, 10.0), (-5.0, 5.0)]; value 0.502; factor Bound { ulp: 64.0, absolute: 1e-5 };
/// The derivative of pow by its exponent: x^y log x.
37 internal PowGradExponent pow_grad_exponent "powGradExponent" (x, y) = math::pow_grad_exponent(x, y);
    d[Ω] = [pow(x, y - 1.0) + y * pow_grad_exponent(x, y - 1.0), where_(eq(x, 0.0), Ω, Ω * log(x))];
    on [(0.1, 10.0), (-5.0, 5.0)]; value 0.502; factor Bound { ulp: 64.0, absolute: 1e-5 };

// Trigonometry, in radians.

/// The sine of x.
10 public Sin sin "sin" (x) = math::sin(x);
    d[Ω] = [cos(x)]; on [(-20.0, 20.0)]; value 0.502; factor ulp(4.0);
/// The cosine of x.
11 public Cos cos "cos" (x) = math::cos(x);
    d[Ω] = [-sin(x)]; on [(-20.0, 20.0)]; value 0.502; factor ulp(4.0);
/// The tangent of x.
12 public Tan tan "tan" (x) = math::tan(x);
    d[Ω] = [1.0 + square(Ω)]; on [(-20.0, 20.0)]; value 0.502; factor ulp(4.0);
/// The angle of the point (x, y), from -π to π.
23 public Atan2 atan2 "atan2" (y, x) = math::atan2(y, x);
    d[Ω] = [atan2_grad(y, x), -atan2_grad(x, y)]; on [(-10.0, 10.0), (-10.0, 10.0)]; value 0.502; factor ulp(4.0);
/// The derivative of atan2 by its first argument: x / (x² + y²).
38 internal Atan2Grad atan2_grad "atan2Grad" (y, x) = math::atan2_grad(y, x);
    d[Ω] = [-2.0 * Ω * atan2_grad(x, y), (y - x) / hypot(x, y) * ((y + x) / hypot(x, y)) / hypot(x, y) / hypot(x, y)];
    on [(-10.0, 10.0), (-10.0, 10.0)]; value 0.501; factor ulp(8.0);

// Hyperbolic functions and distances.

/// The hyperbolic tangent of x.
13 public Tanh tanh "tanh" (x) = math::tanh(x);
    d[Ω] = [tanh_grad(x)]; on [(-10.0, 10.0)]; value 0.504; factor ulp(4.0);
/// The derivative of tanh: sech² x, exact in the tails.
35 internal TanhGrad tanh_grad "tanhGrad" (x) = math::tanh_grad(x);
    d[Ω] = [-2.0 * tanh(x) * Ω]; on [(-10.0, 10.0)]; value 0.502; factor ulp(4.0);
/// The length of the vector (x, y), without overflow in between.
24 public Hypot hypot "hypot" (x, y; alone abs) = math::hypot(x, y);
    d[Ω] = [hypot_grad(x, y), hypot_grad(y, x)]; on [(-10.0, 10.0), (-10.0, 10.0)]; value 0.501; factor ulp(4.0);
/// The derivative of hypot by its first argument: x / hypot(x, y), and 0 at the origin.
39 internal HypotGrad hypot_grad "hypotGrad" (x, y) = math::hypot_grad(x, y);
    d[Ω] = [square(hypot_grad(y, x)) / hypot(x, y), -Ω * hypot_grad(y, x) / hypot(x, y)];
    on [(-10.0, 10.0), (-10.0, 10.0)]; value 0.501; factor ulp(4.0);

// Order and choice. A condition is true where it is not 0; comparisons give 1 or 0.

/// The larger of x and y, as Math.max.
21 public Max max "max" (x, y; alone x) = x.max(y);
    d[Ω] = [when(not(lt(x, y)), where_(eq(x, y), 0.5, 1.0)), when(not(lt(y, x)), where_(eq(x, y), 0.5, 1.0))];
    on [(-10.0, 10.0), (-10.0, 10.0)]; value 0.0; factor ulp(0.0);
/// The smaller of x and y, as Math.min.
22 public Min min "min" (x, y; alone x) = x.min(y);
    d[Ω] = [when(not(lt(y, x)), where_(eq(x, y), 0.5, 1.0)), when(not(lt(x, y)), where_(eq(x, y), 0.5, 1.0))];
    on [(-10.0, 10.0), (-10.0, 10.0)]; value 0.0; factor ulp(0.0);
/// 1 where x > y, else 0.
25 public Gt gt "gt" (x, y) = truth(x, x.gt(y));
    d[Ω] = [0.0, 0.0]; on [(-10.0, 10.0), (-10.0, 10.0)]; value 0.0; factor ulp(0.0);
/// 1 where x >= y, else 0.
26 public Ge ge "ge" (x, y) = truth(x, x.ge(y));
    d[Ω] = [0.0, 0.0]; on [(-10.0, 10.0), (-10.0, 10.0)]; value 0.0; factor ulp(0.0);
/// 1 where x < y, else 0.
27 public Lt lt "lt" (x, y) = truth(x, x.lt(y));
    d[Ω] = [0.0, 0.0]; on [(-10.0, 10.0), (-10.0, 10.0)]; value 0.0; factor ulp(0.0);
/// 1 where x <= y, else 0.
28 public Le le "le" (x, y) = truth(x, x.le(y));
    d[Ω] = [0.0, 0.0]; on [(-10.0, 10.0), (-10.0, 10.0)]; value 0.0; factor ulp(0.0);
/// 1 where x equals y, else 0.
29 public Eq eq "eq" (x, y) = truth(x, x.eq(y));
    d[Ω] = [0.0, 0.0]; on [(-10.0, 10.0), (-10.0, 10.0)]; value 0.0; factor ulp(0.0);
/// 1 where x differs from y, else 0.
30 public Ne ne "ne" (x, y) = truth(x, !x.eq(y));
    d[Ω] = [0.0, 0.0]; on [(-10.0, 10.0), (-10.0, 10.0)]; value 0.0; factor ulp(0.0);
/// 1 where x and y are both true, else 0.
31 public And and "and" (x, y) = truth(x, !is_zero(x) & !is_zero(y));
    d[Ω] = [0.0, 0.0]; on [(-10.0, 10.0), (-10.0, 10.0)]; value 0.0; factor ulp(0.0);
/// 1 where x or y is true, else 0.
32 public Or or "or" (x, y) = truth(x, !is_zero(x) | !is_zero(y));
    d[Ω] = [0.0, 0.0]; on [(-10.0, 10.0), (-10.0, 10.0)]; value 0.0; factor ulp(0.0);
/// 1 where x is 0, else 0.
14 public Not not "not" (x) = truth(x, is_zero(x));
    d[Ω] = [0.0]; on [(-10.0, 10.0)]; value 0.0; factor ulp(0.0);
/// x where the condition is true, else y. The branch that is not taken contributes nothing to the derivative.
33 public Where where_ "where" (condition, x, y) = L::select(is_zero(condition), y, x);
    d[Ω] = [0.0, when(condition, 1.0), when(not(condition), 1.0)];
    on [(-10.0, 10.0), (-10.0, 10.0), (-10.0, 10.0)]; value 0.0; factor ulp(0.0);
/// x where it is above 0, else 0; NaN stays.
40 public Relu relu "relu" (x) is where_(le(x, 0.0), 0.0, x);
    on [(-10.0, 10.0)]; value 0.0; factor ulp(0.0);
/// x, as a constant: its derivative is 0.
15 public StopGradient stop_gradient "stopGradient" (x) = x;
    d[Ω] = [0.0]; on [(-10.0, 10.0)]; value 0.0; factor ulp(0.0);

}}}

/// 1 in the lanes where the mask is set, else 0; `near` says where.
#[inline(always)]
fn truth<L: F32>(near: L, mask: L::Mask) -> L {
    L::select(mask, near.k(k!(1.0)), near.k(k!(0.0)))
}

#[inline(always)]
fn is_zero<L: F32>(x: L) -> L::Mask {
    x.eq(x.k(k!(0.0)))
}

#[inline(always)]
fn signum<L: F32>(x: L) -> L {
    let one = L::of_bits((x.bits() & SIGN_BIT) | ONE);
    L::select(x.abs().gt(x.k(k!(0.0))), one, x)
}

const SIGN_BIT: i64 = 0x8000_0000;
const ONE: i64 = 0x3f80_0000;

for_each_op!(define);

impl Op {
    /// The value at one point. Arguments beyond the arity are ignored.
    pub fn at(self, args: [f32; 3]) -> f32 {
        match self.formula(&args.map(Term::Const)) {
            Some(Term::Const(value)) => value,
            // A formula of constants is a constant: this one is no composition.
            _ => self.eval(args),
        }
    }

    /// The op's row of the table.
    pub fn row(self) -> &'static Row {
        TABLE.iter().find(|row| row.op == self).expect("every op comes from a row")
    }
}
