//! The op table: one row per op, and everything else derived from it or checked against it.
//!
//! A row reads
//!
//! ```text
//! /// One line of documentation.
//! CODE VISIBILITY Variant function "name" (x, y) = VALUE;
//!     d[Ω] = [∂/∂x, ∂/∂y]; has PROPERTIES; on [DOMAIN OF x, DOMAIN OF y]; value ULPS; factor BOUND;
//!     reads FORMULA;
//! ```
//!
//! or, for an op that is a composition of others and no less accurate for that,
//!
//! ```text
//! CODE VISIBILITY Variant function "name" (x, y) is FORMULA;
//!     on [DOMAIN OF x, DOMAIN OF y]; value ULPS; factor BOUND;
//! ```
//!
//! - *CODE* is the op's byte in a program. Codes are never reused: stored programs hold them.
//! - *VISIBILITY*: a `public` op is exported to TypeScript under its name. An `internal` one is the factor of a
//!   derivative that could not be composed of other ops within its bound, or what compositions have in common.
//! - An argument may have a default, `alpha = 1.0`, which TypeScript fills in.
//! - An argument list that ends in `; unary_form f` belongs to an op that TypeScript folds over any number of
//!   arguments; of one argument, x, it is f(x), or x if the unary form is `x`. Each step of the fold rounds;
//!   `carry f g` carries the rounding errors along: of the value so far, its rounding error, and the next argument, f
//!   gives the next value, and g the next error.
//! - `as "x + y"`, after the arguments, is how JavaScript writes the op. Others are written as calls.
//! - *VALUE* is the value, in [lanes](crate::lanes), as every engine computes it.
//! - *FORMULA* is written in ops, and takes the op's place in every program: no engine knows the op, and its derivative
//!   is that of the formula.
//! - *∂* are the partial derivatives, in ops, so that they can be differentiated again; `Ω` is the op's own output.
//!   `0.0` means that nothing flows back through that argument, and [`when`](rules::when) that something does only
//!   where a condition holds.
//! - *PROPERTIES* are those of [`Properties`], by its methods: `odd(x)`, `even(x)`, `nonnegative`, `truth`, `commutes`,
//!   `idempotent`. A row has all that are true of it. A composition has none: its formula's ops have them. `reduces` and
//!   `structural` mark the ops that are no functions of one element.
//! - *DOMAIN* is the interval that derivative tests draw the argument from.
//! - *ULPS* is the largest error of the value, over all of float32; *BOUND* that of each partial derivative.
//! - `reads FORMULA`, at the end, is what printed programs show in place of an internal op: mathematics in public ops,
//!   equal to the op inside its domain, but for rounding and NaN.

#[macro_use]
mod define;
pub mod powers;
mod properties;
pub mod rules;

pub use properties::Properties;

use crate::k;
use crate::lanes::{Real, F32, F64};
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
    /// Of an op that TypeScript folds over any number of arguments, what it is of one: that argument, or an op of it.
    pub unary_form: &'static [&'static str],
    /// How JavaScript writes the op, if it is not a call.
    pub notation: &'static [&'static str],
    /// The composition that it is, or the partial derivatives by each argument, as the source writes them.
    pub formulas: &'static [&'static str],
    /// If more than three arguments are folded with what rounding leaves: the op of the value, and that of the rest.
    pub carry: &'static [&'static str],
    /// Its algebraic properties.
    pub properties: Properties,
    /// The interval that derivative tests draw each argument from.
    pub domain: &'static [(f32, f32)],
    /// Largest error of the value in ULP, over all of float32: measured at every one, for an op of one argument.
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
1 public Neg neg "neg" (x) as "-x" = -x;
    d[Ω] = [-1.0]; has odd(x); on [(-10.0, 10.0)]; value 0.0; factor ulp(0.0);
/// The magnitude of x.
2 public Abs abs "abs" (x) = x.abs();
    d[Ω] = [sign(x)]; has even(x), idempotent, nonnegative; on [(-10.0, 10.0)]; value 0.0; factor ulp(0.0);
/// The sign of x: 1, -1, or x itself where it is a zero or NaN.
3 public Sign sign "sign" (x) = signum(x);
    d[Ω] = [0.0]; has odd(x), idempotent; on [(-10.0, 10.0)]; value 0.0; factor ulp(0.0);
/// The largest integer that is not above x.
4 public Floor floor "floor" (x) = x.floor();
    d[Ω] = [0.0]; has idempotent; on [(-10.0, 10.0)]; value 0.0; factor ulp(0.0);
/// The square root of x; NaN below 0.
5 public Sqrt sqrt "sqrt" (x) = x.sqrt();
    d[Ω] = [0.5 / magnitude(Ω)]; on [(0.001, 1000.0)]; value 0.5; factor ulp(4.0);
/// x times x.
6 public Square square "square" (x) as "x ** 2" = x * x;
    d[Ω] = [2.0 * x]; has even(x), nonnegative; on [(-10.0, 10.0)]; value 0.5; factor ulp(0.0);
/// One divided by x.
7 public Reciprocal reciprocal "reciprocal" (x) as "1 / x" = x.k(k!(1.0)) / x;
    d[Ω] = [-square(Ω)]; has odd(x); on [(0.01, 100.0)]; value 0.5; factor ulp(4.0);
/// The sum of x and y.
16 public Add add "add" (x, y; unary_form x) as "x + y" = x + y;
    d[Ω] = [1.0, 1.0]; has commutes; on [(-10.0, 10.0), (-10.0, 10.0)]; value 0.5; factor ulp(0.0);
/// The difference of x and y.
17 public Sub sub "sub" (x, y) as "x - y" = x - y;
    d[Ω] = [1.0, -1.0]; on [(-10.0, 10.0), (-10.0, 10.0)]; value 0.5; factor ulp(0.0);
/// The product of x and y.
18 public Mul mul "mul" (x, y; unary_form x) as "x * y" = x * y;
    d[Ω] = [y, x]; has odd(x), odd(y), commutes; on [(-10.0, 10.0), (-10.0, 10.0)]; value 0.5; factor ulp(0.0);
/// x divided by y.
19 public Div div "div" (x, y) as "x / y" = x / y;
    d[Ω] = [reciprocal(y), -div_grad(Ω, x, y)]; has odd(x), odd(y); on [(-10.0, 10.0), (0.01, 100.0)];
    value 0.5; factor ulp(4.0);
/// z / y for z = x / y, as a function of x and y: the derivative of div by y, negated.
209 internal DivGrad div_grad "divGrad" (z, x, y) = { let _ = x; z / y };
    d[Ω] = [0.0, pow_term(y, -1.0, 1.0), -2.0 * pow_term(y, -2.0, x)];
    on [(-10.0, 10.0), (-10.0, 10.0), (0.01, 100.0)]; value 0.5; factor ulp(4.0);
    reads z / y;

// Rounding and remainders.

/// The smallest integer that is not below x.
110 public Ceil ceil "ceil" (x) is -floor(-x);
    on [(-10.0, 10.0)]; value 0.0; factor ulp(0.0);
/// x without its fraction.
111 public Trunc trunc "trunc" (x) is copysign(floor(abs(x)), x);
    on [(-10.0, 10.0)]; value 0.0; factor ulp(0.0);
/// The integer nearest to x, a half towards Infinity, as Math.round.
112 public Round round "round" (x) is copysign(floor(x) + ge(x - floor(x), 0.5), x);
    on [(-10.0, 10.0)]; value 0.0; factor ulp(0.0);
/// x itself: every value is a float32.
113 public Fround fround "fround" (x) is x;
    on [(-10.0, 10.0)]; value 0.0; factor ulp(0.0);
/// The remainder of x divided by y, as JavaScript's %: exact, and with the sign of x.
114 public Rem rem "rem" (x, y) as "x % y" = math::rem(x, y);
    d[Ω] = [1.0, -round(x / y - Ω / y)]; on [(-100.0, 100.0), (-10.0, 10.0)]; value 0.0; factor ulp(1.0);
/// x modulo y: the remainder with the sign of y.
115 public Mod mod_ "mod" (x, y) is
    sign(y) * (sign(y) * rem(x, y) + where_(lt(sign(y) * rem(x, y), 0.0), abs(y), 0.0));
    on [(-100.0, 100.0), (-10.0, 10.0)]; value 0.5; factor ulp(1.5);
/// The magnitude of x with the sign of y; NaN if either is.
116 public Copysign copysign "copysign" (x, y) = copy_sign(x, y);
    d[Ω] = [sign(x) * copysign(1.0, y), 0.0]; has even(x), odd(y); on [(-10.0, 10.0), (-10.0, 10.0)];
    value 0.0; factor ulp(0.0);

// Exponentials, powers and roots.

/// e to the power of x.
8 public Exp exp "exp" (x) = math::exp(x);
    d[Ω] = [Ω]; has nonnegative; on [(-80.0, 80.0)]; value 0.8; factor ulp(4.0);
/// The natural logarithm of x; NaN below 0.
9 public Log log "log" (x) = math::log(x);
    d[Ω] = [log_grad(x)]; on [(0.001, 1000.0)]; value 0.513; factor ulp(4.0);
/// The derivative of log: 1 / |x| for x >= 0 and for -0, NaN below.
34 internal LogGrad log_grad "logGrad" (x) = math::log_grad(x);
    d[Ω] = [-square(Ω)]; has nonnegative; on [(0.001, 1000.0)]; value 0.5; factor ulp(4.0);
    reads 1.0 / x;
/// x to the power of y, as Math.pow.
20 public Pow pow "pow" (x, y) as "x ** y" = math::pow(x, y);
    d[Ω] = [pow_grad_base(x, y), pow_grad_exponent(x, y)]; on [(0.1, 10.0), (-5.0, 5.0)]; value 0.502; factor ulp(4.0);
/// c times x to the power of y - 1: a term of derivatives of pow by its base, of any order.
220 internal PowTerm pow_term "powTerm" (x, y, c) = math::pow_term(x, y, c);
    d[Ω] = [pow_term(x, y - 1.0, c * (y - 1.0) + 0.0), c * pow_grad_exponent(x, y - 1.0), pow_term(x, y, 1.0)];
    on [(0.1, 10.0), (-5.0, 5.0), (-10.0, 10.0)]; value 0.502; factor Bound { ulp: 64.0, absolute: 1e-5 };
    reads c * pow(x, y - 1.0);
/// The derivative of pow by its base: y x^(y-1).
36 internal PowGradBase pow_grad_base "powGradBase" (x, y) = math::pow_term(x, y, y);
    d[Ω] = [pow_grad_base2(x, y, y * (y - 1.0) + 0.0), mixed_power(x, y)];
    on [(0.1, 10.0), (-5.0, 5.0)]; value 0.502; factor Bound { ulp: 64.0, absolute: 1e-5 };
    reads y * pow(x, y - 1.0);
/// The derivative of pow by its exponent: x^y log x.
37 internal PowGradExponent pow_grad_exponent "powGradExponent" (x, y) = math::pow_grad_exponent(x, y);
    d[Ω] = [mixed_power(x, y), pow_grad_exponent2(times_log(Ω, x), x, y)];
    on [(0.1, 10.0), (-5.0, 5.0)]; value 0.502; factor Bound { ulp: 64.0, absolute: 1e-5 };
    reads pow(x, y) * log(x);
/// The second derivative c x^(y-2), c = y (y - 1), of pow by its base, as a function of x and y.
210 internal PowGradBase2 pow_grad_base2 "powGradBase2" (x, y, c) = math::pow_grad_base2(x, y, c);
    d[Ω] = [pow_term(x, y - 2.0, y * (y - 1.0) * (y - 2.0) + 0.0), mixed_power_by_base(x, y), 0.0];
    on [(0.1, 10.0), (-5.0, 5.0), (-10.0, 10.0)]; value 0.502; factor Bound { ulp: 64.0, absolute: 1e-5 };
    reads c * pow(x, y - 2.0);
/// The second derivative z = x^(y-1) (1 + y log x) of pow by both arguments, as a function of x and y.
211 internal PowMixed pow_mixed "powMixed" (z, x, y) = { let _ = (x, y); z };
    d[Ω] = [0.0, mixed_power_by_base(x, y), mixed_power_by_exponent(x, y)];
    on [(-10.0, 10.0), (0.1, 10.0), (-5.0, 5.0)]; value 0.0; factor Bound { ulp: 64.0, absolute: 1e-5 };
    reads z;
/// The second derivative z = x^y log² x of pow by its exponent, as a function of x and y.
212 internal PowGradExponent2 pow_grad_exponent2 "powGradExponent2" (z, x, y) = { let _ = (x, y); z };
    d[Ω] = [0.0, mixed_power_by_exponent(x, y), times_log(times_log(pow_grad_exponent(x, y), x), x)];
    on [(-10.0, 10.0), (0.1, 10.0), (-5.0, 5.0)]; value 0.0; factor Bound { ulp: 64.0, absolute: 1e-5 };
    reads z;

// More exponentials and logarithms, logistic functions, half turns.

/// e to the power of x, less 1; accurate near 0.
70 public Expm1 expm1 "expm1" (x) = math::expm1(x);
    d[Ω] = [exp(x)]; on [(-80.0, 80.0)]; value 0.505; factor ulp(4.0);
/// The natural logarithm of 1 + x, accurate near 0; NaN below -1.
71 public Log1p log1p "log1p" (x) = math::log1p(x);
    d[Ω] = [log_grad(1.0 + x)]; on [(-0.999, 1000.0)]; value 0.502; factor ulp(4.0);
/// The logarithm of x to base 2; NaN below 0.
72 public Log2 log2 "log2" (x) = math::log2(x);
    d[Ω] = [LOG2_E * log_grad(x)]; on [(0.001, 1000.0)]; value 0.502; factor ulp(4.0);
/// The logarithm of x to base 10; NaN below 0.
73 public Log10 log10 "log10" (x) = math::log10(x);
    d[Ω] = [LOG10_E / not_below_zero(x)]; on [(0.001, 1000.0)];
    value 0.502; factor ulp(4.0);
/// 2 to the power of x.
74 public Exp2 exp2 "exp2" (x) = math::exp2(x);
    d[Ω] = [exp2_times(x, LN_2)]; has nonnegative; on [(-120.0, 120.0)]; value 0.502; factor ulp(4.0);
/// 2 to the power of x, times y, without overflow in between.
207 internal Exp2Times exp2_times "exp2Times" (x, y) = math::exp2_times(x, y);
    d[Ω] = [exp2_times(x, LN_2 * y), exp2(x)]; has odd(y); on [(-120.0, 120.0), (0.1, 10.0)];
    value 0.502; factor ulp(4.0);
    reads y * exp2(x);
/// 10 to the power of x.
75 public Exp10 exp10 "exp10" (x) is pow(10.0, x);
    on [(-37.0, 37.0)]; value 0.502; factor ulp(4.0);
/// One divided by the square root of x; NaN below 0.
76 public Rsqrt rsqrt "rsqrt" (x) = (x.wide().k(k!(1.0)) / x.wide().sqrt()).narrow();
    d[Ω] = [-0.5 * magnitude(Ω) / magnitude(x)]; on [(0.001, 1000.0)]; value 0.501; factor ulp(4.0);
/// The sine of πx; a zero with the sign of x for integers.
77 public Sinpi sinpi "sinpi" (x) = math::sinpi(x);
    d[Ω] = [PI * cospi(x)]; has odd(x); on [(-10.0, 10.0)]; value 0.502; factor ulp(4.0);
/// The cosine of πx; 0 at halves of odd integers.
78 public Cospi cospi "cospi" (x) = math::cospi(x);
    d[Ω] = [-PI * sinpi(x)]; has even(x); on [(-10.0, 10.0)]; value 0.502; factor ulp(4.0);
/// The logistic function, 1 / (1 + exp(-x)).
79 public Sigmoid sigmoid "sigmoid" (x) = math::sigmoid(x);
    d[Ω] = [0.25 * tanh_grad(0.5 * x)]; has nonnegative; on [(-80.0, 80.0)]; value 0.502; factor ulp(4.0);
/// log(1 + exp(x)), without overflow.
80 public Softplus softplus "softplus" (x) = math::softplus(x);
    d[Ω] = [sigmoid(x)]; has nonnegative; on [(-80.0, 80.0)]; value 0.502; factor ulp(4.0);
/// The logarithm of sigmoid(x), which is -softplus(-x).
81 public LogSigmoid log_sigmoid "logSigmoid" (x) is -softplus(neg(x));
    on [(-80.0, 80.0)]; value 0.502; factor ulp(4.0);
/// The logarithm of the odds of x, log(x / (1 - x)): the inverse of sigmoid; NaN outside of 0 to 1.
82 public Logit logit "logit" (x) = math::logit(x);
    d[Ω] = [log_grad(x) + log_grad(1.0 - x)]; on [(0.001, 0.999)]; value 0.502; factor ulp(4.0);
/// log(1 - exp(-x)) for x > 0, as jax.nn.log1mexp; NaN below 0.
83 public Log1mexp log1mexp "log1mexp" (x) is logsubexp(0.0, neg(x));
    on [(0.001, 80.0)]; value 0.502; factor ulp(4.0);
/// log(exp(x) - 1): the inverse of softplus; NaN below 0.
84 public Logexpm1 logexpm1 "logexpm1" (x) = math::logexpm1(x);
    d[Ω] = [1.0 + logsubexp_grad(x, 0.0)]; on [(0.001, 80.0)]; value 0.506; factor ulp(4.0);
/// x log(y), and 0 where x is 0, even if y is; NaN for y below 0.
85 public Xlogy xlogy "xlogy" (x, y) is product_of_log(x, log(y), y);
    on [(-10.0, 10.0), (0.01, 100.0)]; value 1.5; factor ulp(4.0);
/// x log(1 + y), accurate where y is near 0, and 0 where x is 0, even if y is -1; NaN for y below -1.
86 public Xlog1py xlog1py "xlog1py" (x, y) is product_of_log(x, log1p(y), 1.0 + y);
    on [(-10.0, 10.0), (-0.99, 100.0)]; value 1.5; factor ulp(4.0);
/// The product of x and y, and 0 where x is 0, even if y is infinite.
95 internal MulNoNan mul_no_nan "mulNoNan" (x, y) = L::select(is_zero(x) & !y.is_nan(), x.k(k!(0.0)), x * y);
    d[Ω] = [y, x]; on [(-10.0, 10.0), (-10.0, 10.0)]; value 0.5; factor ulp(0.0);
    reads x * y;
/// mulNoNan(x, z) for z = log y, but its derivative by y is the quotient x / y: 0 times an infinite 1 / y would be NaN.
203 internal ProductOfLog product_of_log "productOfLog" (x, z, y) = { let _ = y; values::mul_no_nan(x, z) };
    d[Ω] = [z, 0.0, quotient(x, not_below_zero(y))];
    on [(-10.0, 10.0), (-10.0, 10.0), (0.01, 100.0)]; value 0.5; factor ulp(0.5);
    reads x * z;
/// x / y, and 0 where both are 0: the limit for an x that vanishes faster than y.
202 internal Quotient quotient "quotient" (x, y) =
    L::select(is_zero(x) & is_zero(y), x.k(k!(0.0)), x / y);
    d[Ω] = [reciprocal(y), when(or(x, y), -quotient_grad(x, y))];
    on [(-10.0, 10.0), (0.01, 100.0)]; value 0.5; factor ulp(4.0);
    reads x / y;
/// x / y², the derivative of quotient by y, negated. x / y may be subnormal where this is not.
219 internal QuotientGrad quotient_grad "quotientGrad" (x, y) = math::power(y, x, -4);
    d[Ω] = [pow_term(y, -1.0, 1.0), -2.0 * pow_term(y, -2.0, x)]; has odd(x), even(y);
    on [(-10.0, 10.0), (0.01, 100.0)]; value 0.501; factor ulp(4.0);
    reads x / square(y);
/// log(exp(x) + exp(y)), without overflow.
87 public Logaddexp logaddexp "logaddexp" (x, y) = math::logaddexp(x, y);
    d[Ω] = [logaddexp_grad(x, y), logaddexp_grad(y, x)]; has commutes; on [(-10.0, 10.0), (-10.0, 10.0)];
    value 1.0; factor ulp(4.0);
/// The derivative of logaddexp by its first argument: 1 / (1 + exp(y - x)).
88 internal LogaddexpGrad logaddexp_grad "logaddexpGrad" (x, y) = math::logaddexp_grad(x, y);
    d[Ω] = [Ω * logaddexp_grad(y, x), -Ω * logaddexp_grad(y, x)]; has nonnegative; on [(-10.0, 10.0), (-10.0, 10.0)];
    value 0.502; factor ulp(4.0);
    reads sigmoid(x - y);
/// log(exp(x) - exp(y)), without overflow; NaN where x < y. Near its zeros the error is absolute, 2^-45.
89 public Logsubexp logsubexp "logsubexp" (x, y) = math::logsubexp(x, y);
    d[Ω] = [1.0 + logsubexp_grad(x, y), -logsubexp_grad(x, y)]; on [(-10.0, 10.0), (-10.0, 10.0)];
    value 2.0; factor ulp(4.0);
/// The derivative of logsubexp by its second argument, negated: 1 / (exp(x - y) - 1).
90 internal LogsubexpGrad logsubexp_grad "logsubexpGrad" (x, y) = math::logsubexp_grad(x, y);
    d[Ω] = [-Ω * (1.0 + Ω), Ω * (1.0 + Ω)]; has nonnegative; on [(-10.0, 10.0), (-10.0, 10.0)];
    value 0.505; factor ulp(4.0);
    reads 1.0 / expm1(x - y);
/// x above 0, alpha (exp(x) - 1) below.
91 public Elu elu "elu" (x, alpha = 1.0) = L::select(x.gt(x.k(k!(0.0))), x, alpha * math::expm1(x));
    d[Ω] = [where_(gt(x, 0.0), 1.0, exp_times(x, alpha)), when(not(gt(x, 0.0)), expm1(x))];
    on [(-10.0, 10.0), (0.1, 10.0)]; value 1.5; factor ulp(4.0);
/// y e^x: the derivative of elu below 0. e^x may be subnormal where this is not.
217 internal ExpTimes exp_times "expTimes" (x, y) = math::exp_times(x, y);
    d[Ω] = [Ω, exp(x)]; has odd(y); on [(-80.0, 80.0), (0.1, 10.0)]; value 0.502; factor ulp(4.0);
    reads y * exp(x);
/// The scaled exponential linear unit: scale x above 0, scale alpha (exp(x) - 1) below.
92 public Selu selu "selu" (x) is where_(lt(x, 0.0), SELU_BELOW * expm1(x), SELU_ABOVE * x);
    on [(-10.0, 10.0)]; value 1.7; factor ulp(4.0);
/// x above 0, alpha (exp(x / alpha) - 1) below, continuously differentiable.
93 public Celu celu "celu" (x, alpha = 1.0) = math::celu(x, alpha);
    d[Ω] = [
        where_(gt(x, 0.0), 1.0, celu_grad(x, alpha)),
        when(not(gt(x, 0.0)), celu_grad_alpha(
            min(expm1(limited(x, alpha)), f32::MAX) - limited(x, alpha) * celu_grad(x, alpha), x, alpha
        ))
    ];
    on [(-10.0, 10.0), (0.1, 10.0)]; value 0.505; factor Bound { ulp: 4.0, absolute: 1e-7 };
/// The derivative of celu below 0: exp(x / alpha).
94 internal CeluGrad celu_grad "celuGrad" (x, alpha) = math::celu_grad(x, alpha);
    d[Ω] = [
        when(celu_root(x, alpha), celu_root(x, alpha) / alpha * celu_root(x, alpha)),
        when(celu_root(x, alpha), -(limited(x, alpha) * celu_root(x, alpha) / alpha * celu_root(x, alpha)))
    ];
    has nonnegative; on [(-10.0, 0.0), (0.2, 10.0)]; value 0.502; factor ulp(4.0);
    reads exp(x / alpha);
/// The square root of celuGrad, exp(x / alpha / 2), which is a normal number where celuGrad is subnormal.
218 internal CeluRoot celu_root "celuRoot" (x, alpha) = math::celu_root(x, alpha);
    d[Ω] = [when(Ω, 0.5 * Ω / alpha), when(Ω, -0.5 * limited(x, alpha) * Ω / alpha)]; has nonnegative;
    on [(-10.0, 0.0), (0.2, 10.0)]; value 0.502; factor ulp(4.0);
    reads exp(x / alpha / 2.0);
/// The derivative z = exp(y) - 1 - y exp(y) of celu by alpha below 0, for y = x / alpha, as a function of x and alpha.
208 internal CeluGradAlpha celu_grad_alpha "celuGradAlpha" (z, x, alpha) = { let _ = (x, alpha); z };
    d[Ω] = [
        0.0,
        when(celu_root(x, alpha), -(limited(x, alpha) * celu_root(x, alpha) / alpha * celu_root(x, alpha))),
        when(
            celu_root(x, alpha),
            limited(x, alpha) * celu_root(x, alpha) / alpha * (limited(x, alpha) * celu_root(x, alpha))
        )
    ];
    on [(-10.0, 10.0), (-10.0, 0.0), (0.2, 10.0)]; value 0.0; factor ulp(6.0);
    reads z;

// Trigonometry, in radians.

/// The sine of x.
10 public Sin sin "sin" (x) = math::sin(x);
    d[Ω] = [cos(x)]; has odd(x); on [(-20.0, 20.0)]; value 0.502; factor ulp(4.0);
/// The cosine of x.
11 public Cos cos "cos" (x) = math::cos(x);
    d[Ω] = [-sin(x)]; has even(x); on [(-20.0, 20.0)]; value 0.502; factor ulp(4.0);
/// The tangent of x.
12 public Tan tan "tan" (x) = math::tan(x);
    d[Ω] = [1.0 + square(Ω)]; has odd(x); on [(-20.0, 20.0)]; value 0.502; factor ulp(4.0);
/// The angle of the point (x, y), from -π to π.
23 public Atan2 atan2 "atan2" (y, x) = math::atan2(y, x);
    d[Ω] = [atan2_grad(y, x), -atan2_grad(x, y)]; has odd(y); on [(-10.0, 10.0), (-10.0, 10.0)];
    value 0.502; factor ulp(4.0);
/// The derivative of atan2 by its first argument: x / (x² + y²).
38 internal Atan2Grad atan2_grad "atan2Grad" (y, x) = math::atan2_grad(y, x);
    d[Ω] = [-atan2_grad_mixed(y, x), -atan2_grad2(y, x)];
    has odd(x), even(y); on [(-10.0, 10.0), (-10.0, 10.0)]; value 0.501; factor ulp(8.0);
    reads x / (square(x) + square(y));
/// The derivative of atan2 by both arguments, negated: (x² - y²) / (x² + y²)².
213 internal Atan2Grad2 atan2_grad2 "atan2Grad2" (y, x) = math::atan2_grad2(y, x);
    d[Ω] = [2.0 * atan2_grad3(x, y), -2.0 * atan2_grad3(y, x)];
    has even(x), even(y); on [(-10.0, 10.0), (-10.0, 10.0)]; value 0.501; factor ulp(8.0);
    reads (square(x) - square(y)) / square(square(x) + square(y));
/// The second derivative of atan2 by x, which by y is the negative: 2 x y / (x² + y²)².
214 internal Atan2GradMixed atan2_grad_mixed "atan2GradMixed" (y, x) = math::atan2_grad_mixed(y, x);
    d[Ω] = [2.0 * atan2_grad3(y, x), 2.0 * atan2_grad3(x, y)];
    has odd(x), odd(y), commutes;
    on [(-10.0, 10.0), (-10.0, 10.0)]; value 0.501; factor ulp(8.0);
    reads 2.0 * x * y / square(square(x) + square(y));
/// A third derivative of atan2, halved: x (x² - 3 y²) / (x² + y²)³.
215 internal Atan2Grad3 atan2_grad3 "atan2Grad3" (y, x) = math::atan2_grad3(y, x);
    d[Ω] = [
        -6.0 * (atan2_grad2(y, x) * atan2_grad_mixed(y, x)),
        3.0 * (square(atan2_grad_mixed(y, x)) - square(atan2_grad2(y, x)))
    ];
    has odd(x), even(y);
    on [(1.0, 10.0), (-10.0, 10.0)]; value 0.501; factor Bound { ulp: 8.0, absolute: 1e-5 };
    reads x * (square(x) - 3.0 * square(y)) / (square(x) + square(y)) / square(square(x) + square(y));

// Inverse trigonometric functions, and reciprocals of trigonometric ones.

/// The inverse sine of x; NaN outside -1 to 1.
41 public Asin asin "asin" (x) = math::asin(x);
    d[Ω] = [reciprocal(sqrt(one_minus_square(x)))]; has odd(x); on [(-1.0, 1.0)];
    value 0.502; factor ulp(4.0);
/// The inverse cosine of x; NaN outside -1 to 1.
42 public Acos acos "acos" (x) = math::acos(x);
    d[Ω] = [-reciprocal(sqrt(one_minus_square(x)))]; has nonnegative; on [(-1.0, 1.0)];
    value 0.502; factor ulp(4.0);
/// 1 - x², without cancellation near 1: a part of the derivatives of asin, acos and atanh.
43 internal OneMinusSquare one_minus_square "oneMinusSquare" (x) = (-(x.wide() * x.wide()) + k!(1.0)).narrow();
    d[Ω] = [-2.0 * x]; has even(x); on [(-1.0, 1.0)]; value 0.5; factor ulp(0.0);
    reads 1.0 - square(x);
/// The inverse tangent of x.
44 public Atan atan "atan" (x) is atan2(x, 1.0);
    on [(-10.0, 10.0)]; value 0.502; factor ulp(4.0);
/// The secant of x, 1 / cos(x).
51 public Sec sec "sec" (x) = x.k(k!(1.0)) / math::cos(x);
    d[Ω] = [Ω * tan(x)]; has even(x); on [(-20.0, 20.0)]; value 1.51; factor ulp(4.0);
/// The cosecant of x, 1 / sin(x).
52 public Csc csc "csc" (x) = x.k(k!(1.0)) / math::sin(x);
    d[Ω] = [-Ω * cot(x)]; has odd(x); on [(-20.0, 20.0)]; value 1.51; factor ulp(4.0);
/// The cotangent of x, 1 / tan(x).
53 public Cot cot "cot" (x) = x.k(k!(1.0)) / math::tan(x);
    d[Ω] = [-square(csc(x))]; has odd(x); on [(-20.0, 20.0)]; value 1.51; factor ulp(4.0);
/// sin(x) / x, and 1 at 0; NaN at the infinities.
54 public Sinc sinc "sinc" (x) = L::select(is_zero(x), x.k(k!(1.0)), math::sin(x) / x);
    d[Ω] = [sinc_grad(x)]; has even(x); on [(-20.0, 20.0)]; value 1.51; factor ulp(4.0);
/// The derivative of sinc: (x cos x - sin x) / x², without cancellation near 0 and near its other zeros.
55 internal SincGrad sinc_grad "sincGrad" (x) = math::sinc_grad(x);
    d[Ω] = [sinc_second(x, Ω)];
    has odd(x); on [(2.0, 20.0)]; value 0.502; factor Bound { ulp: 4.0, absolute: 1.5e-7 };
    reads (cos(x) - sinc(x)) / x;
/// The second derivative z of sinc, as a function of x.
216 internal SincGrad2 sinc_grad2 "sincGrad2" (z, x) = { let _ = x; z };
    d[Ω] = [0.0, sinc_third(x)]; has even(x); on [(-10.0, 10.0), (2.0, 20.0)];
    value 0.0; factor Bound { ulp: 64.0, absolute: 1e-6 };
    reads z;
/// x degrees in radians.
56 public Deg2Rad deg2rad "deg2rad" (x) is x * 0.017_453_292;
    on [(-360.0, 360.0)]; value 0.64; factor ulp(0.1);
/// x radians in degrees.
57 public Rad2Deg rad2deg "rad2deg" (x) is x * 57.295_78;
    on [(-10.0, 10.0)]; value 0.7; factor ulp(0.2);

// Hyperbolic functions and distances.

/// The hyperbolic tangent of x.
13 public Tanh tanh "tanh" (x) = math::tanh(x);
    d[Ω] = [tanh_grad(x)]; has odd(x); on [(-10.0, 10.0)]; value 0.504; factor ulp(4.0);
/// The derivative of tanh: sech² x, exact in the tails.
35 internal TanhGrad tanh_grad "tanhGrad" (x) = math::tanh_grad(x);
    d[Ω] = [-2.0 * tanh(x) * Ω]; has even(x), nonnegative; on [(-10.0, 10.0)]; value 0.502; factor ulp(4.0);
    reads 1.0 - square(tanh(x));
/// The length of the vector (x, y), without overflow in between.
24 public Hypot hypot "hypot" (x, y; unary_form abs, carry hypot_next hypot_rest) = math::hypot(x, y);
    d[Ω] = [hypot_grad(x, y), hypot_grad(y, x)]; has even(x), even(y), commutes, nonnegative;
    on [(-10.0, 10.0), (-10.0, 10.0)]; value 0.501; factor ulp(4.0);
/// The derivative of hypot by its first argument: x / hypot(x, y), and 0 at the origin.
39 internal HypotGrad hypot_grad "hypotGrad" (x, y) = math::hypot_grad(x, y);
    d[Ω] = [when(or(x, y), hypot_grad(y, x) * atan2_grad(x, y)), when(or(x, y), -Ω * atan2_grad(x, y))];
    has odd(x), even(y); on [(-10.0, 10.0), (-10.0, 10.0)]; value 0.501; factor ulp(4.0);
    reads x / hypot(x, y);
/// The length of the vector (x + e, y), where e is what the rounding of x left.
127 internal HypotNext hypot_next "hypotNext" (x, e, y) = math::hypot_next(x, e, y);
    d[Ω] = [hypot_grad(x, y), 0.0, hypot_grad(y, x)];
    has even(y), nonnegative; on [(1.0, 10.0), (-5e-8, 5e-8), (-10.0, 10.0)]; value 0.501; factor ulp(3.0);
    reads hypot(x, y);
/// What the rounding of hypotNext left; as the error of a value it has no derivative.
128 internal HypotRest hypot_rest "hypotRest" (x, e, y) = math::hypot_rest(x, e, y);
    d[Ω] = [0.0, 0.0, 0.0]; has even(y); on [(1.0, 10.0), (-5e-8, 5e-8), (-10.0, 10.0)]; value 0.501; factor ulp(0.0);
    reads 0.0;

// Hyperbolic functions, their inverses, and the cube root.

/// The hyperbolic sine of x.
45 public Sinh sinh "sinh" (x) = math::sinh(x);
    d[Ω] = [cosh(x)]; has odd(x); on [(-80.0, 80.0)]; value 0.505; factor ulp(4.0);
/// The hyperbolic cosine of x.
46 public Cosh cosh "cosh" (x) = math::cosh(x);
    d[Ω] = [sinh(x)]; has even(x), nonnegative; on [(-80.0, 80.0)]; value 0.505; factor ulp(4.0);
/// The inverse hyperbolic sine of x.
47 public Asinh asinh "asinh" (x) = math::asinh(x);
    d[Ω] = [reciprocal(hypot(x, 1.0))]; has odd(x); on [(-100.0, 100.0)]; value 0.513; factor ulp(4.0);
/// The inverse hyperbolic cosine of x; NaN below 1.
48 public Acosh acosh "acosh" (x) = math::acosh(x);
    d[Ω] = [rsqrt(x - 1.0) * rsqrt(x + 1.0)]; has nonnegative; on [(1.0, 100.0)];
    value 0.513; factor ulp(4.0);
/// The inverse hyperbolic tangent of x; NaN outside -1 to 1.
49 public Atanh atanh "atanh" (x) = math::atanh(x);
    d[Ω] = [log_grad(one_minus_square(x))]; has odd(x); on [(-1.0, 1.0)]; value 0.513; factor ulp(4.0);
/// The cube root of x.
50 public Cbrt cbrt "cbrt" (x) = math::cbrt(x);
    d[Ω] = [(1.0 / 3.0) / Ω / Ω]; has odd(x); on [(-1000.0, 1000.0)]; value 0.502; factor ulp(4.0);

// The error function and the normal distribution.

/// The error function of x.
150 public Erf erf "erf" (x) = math::erf(x);
    d[Ω] = [erf_grad(x)]; has odd(x); on [(-5.0, 5.0)]; value 0.54; factor ulp(4.0);
/// The complementary error function of x, 1 - erf x, exact in the tail.
151 public Erfc erfc "erfc" (x) = math::erfc(x);
    d[Ω] = [-erf_grad(x)]; has nonnegative; on [(-5.0, 9.0)]; value 0.54; factor ulp(4.0);
/// The derivative of erf: 2/√π e^(-x²).
170 internal ErfGrad erf_grad "erfGrad" (x) = math::erf_grad(x);
    d[Ω] = [-2.0 * (limited(x, 1.0) * Ω)]; has even(x), nonnegative; on [(-9.0, 9.0)]; value 0.54; factor ulp(4.0);
    reads FRAC_2_SQRT_PI * exp(-square(x));
/// The density of the standard normal distribution at x.
152 public NormalPdf normal_pdf "normalPdf" (x) = math::normal_pdf(x);
    d[Ω] = [normal_pdf_grad(x)]; has even(x), nonnegative; on [(-10.0, 10.0)]; value 0.54; factor ulp(4.0);
/// The derivative of normalPdf: -x normalPdf(x).
171 internal NormalPdfGrad normal_pdf_grad "normalPdfGrad" (x) = math::normal_pdf_grad(x);
    d[Ω] = [-(normal_pdf(x) + limited(x, 1.0) * Ω)]; has odd(x); on [(-10.0, 10.0)];
    value 0.54; factor Bound { ulp: 4.0, absolute: 1e-7 };
    reads -x * normal_pdf(x);
/// The standard normal distribution at x: the probability below x.
153 public NormalCdf normal_cdf "normalCdf" (x) = math::normal_cdf(x);
    d[Ω] = [normal_pdf(x)]; has nonnegative; on [(-10.0, 10.0)]; value 0.54; factor ulp(4.0);
/// The logarithm of the standard normal distribution at x, exact in both tails.
154 public LogNormalCdf log_normal_cdf "logNormalCdf" (x) = math::log_normal_cdf(x);
    d[Ω] = [log_normal_cdf_grad(x)]; on [(-10.0, 10.0)]; value 0.51; factor ulp(4.0);
/// The derivative of logNormalCdf: normalPdf(x) / normalCdf(x), the inverse Mills ratio.
172 internal LogNormalCdfGrad log_normal_cdf_grad "logNormalCdfGrad" (x) = math::log_normal_cdf_grad(x);
    d[Ω] = [log_normal_cdf_grad2(x)]; has nonnegative; on [(-1.0, 10.0)]; value 0.51; factor ulp(4.0);
    reads normal_pdf(x) / normal_cdf(x);
/// The second derivative of logNormalCdf: -m (x + m) for the inverse Mills ratio m.
173 internal LogNormalCdfGrad2 log_normal_cdf_grad2 "logNormalCdfGrad2" (x) = math::log_normal_cdf_grad2(x);
    d[Ω] = [log_normal_cdf_third(x, Ω)];
    on [(2.0, 10.0)]; value 0.9; factor Bound { ulp: 64.0, absolute: 1e-5 };
    reads -inverse_mills(x) * (x + inverse_mills(x));

// Activations that vanish below and pass through zero.

/// x / y from -150 to 150, for products with factors that are 0 beyond: 0 times an infinite x would be NaN.
200 internal Limited limited "limited" (x, y) = (x / y).pmax(x.k(k!(-150.0))).pmin(x.k(k!(150.0)));
    d[Ω] = [reciprocal(y), -Ω / y]; has odd(x), odd(y); on [(-10.0, 10.0), (0.1, 10.0)]; value 0.5; factor ulp(4.0);
    reads x / y;
/// The magnitude of an x that is not below 0: its derivative is 1, at both zeros too.
201 internal Magnitude magnitude "magnitude" (x) = x.abs();
    d[Ω] = [1.0]; has idempotent, nonnegative; on [(0.0, 10.0)]; value 0.0; factor ulp(0.0);
    reads x;

/// x sigmoid(x).
155 public Silu silu "silu" (x) = math::silu(x);
    d[Ω] = [silu_grad(x)]; on [(-20.0, 20.0)]; value 0.51; factor ulp(4.0);
/// The derivative of silu.
174 internal SiluGrad silu_grad "siluGrad" (x) = math::silu_grad(x);
    d[Ω] = [tanh_grad(0.5 * x) * (0.5 - 0.25 * (limited(x, 1.0) * tanh(0.5 * x)))];
    on [(-10.0, 10.0)]; value 0.51; factor Bound { ulp: 8.0, absolute: 1e-7 };
    reads sigmoid(x) * (1.0 + x * (1.0 - sigmoid(x)));
/// x normalCdf(x).
156 public Gelu gelu "gelu" (x) = math::gelu(x);
    d[Ω] = [gelu_grad(x)]; on [(-10.0, 10.0)]; value 0.54; factor ulp(4.0);
/// The derivative of gelu.
175 internal GeluGrad gelu_grad "geluGrad" (x) = math::gelu_grad(x);
    d[Ω] = [2.0 * normal_pdf(x) + limited(x, 1.0) * normal_pdf_grad(x)];
    on [(-10.0, 10.0)]; value 0.55; factor Bound { ulp: 8.0, absolute: 1e-7 };
    reads normal_cdf(x) + x * normal_pdf(x);
/// The tanh approximation of gelu: x (1 + tanh(√(2/π) (x + 0.044715 x³))) / 2.
157 public GeluTanh gelu_tanh "geluTanh" (x) = math::gelu_tanh(x);
    d[Ω] = [gelu_tanh_grad(x)]; on [(-10.0, 10.0)]; value 0.51; factor ulp(4.0);
/// The derivative of geluTanh.
176 internal GeluTanhGrad gelu_tanh_grad "geluTanhGrad" (x) = math::gelu_tanh_grad(x);
    d[Ω] = [gelu_tanh_second(limited(x, 1.0))];
    on [(-10.0, 10.0)]; value 0.55; factor Bound { ulp: 8.0, absolute: 1e-6 };
    reads gelu_tanh_first(x);
/// x tanh(softplus(x)).
158 public Mish mish "mish" (x) = math::mish(x);
    d[Ω] = [mish_grad(x)]; on [(-20.0, 20.0)]; value 0.51; factor ulp(4.0);
/// The derivative of mish.
177 internal MishGrad mish_grad "mishGrad" (x) = math::mish_grad(x);
    d[Ω] = [mish_second(limited(x, 1.0))];
    on [(-10.0, -0.25)]; value 0.55; factor Bound { ulp: 8.0, absolute: 1e-6 };
    reads tanh(softplus(x)) + x * sigmoid(x) * (1.0 - square(tanh(softplus(x))));

// Order and choice. A condition is true where it is not 0; comparisons give 1 or 0.

/// The larger of x and y, as Math.max.
21 public Max max "max" (x, y; unary_form x) = x.max(y);
    d[Ω] = [when(not(lt(x, y)), where_(eq(x, y), 0.5, 1.0)), when(not(lt(y, x)), where_(eq(x, y), 0.5, 1.0))];
    has commutes, idempotent; on [(-10.0, 10.0), (-10.0, 10.0)]; value 0.0; factor ulp(0.0);
/// The smaller of x and y, as Math.min.
22 public Min min "min" (x, y; unary_form x) = x.min(y);
    d[Ω] = [when(not(lt(y, x)), where_(eq(x, y), 0.5, 1.0)), when(not(lt(x, y)), where_(eq(x, y), 0.5, 1.0))];
    has commutes, idempotent; on [(-10.0, 10.0), (-10.0, 10.0)]; value 0.0; factor ulp(0.0);
/// 1 where x > y, else 0.
25 public Gt gt "gt" (x, y) as "x > y" = truth(x, x.gt(y));
    d[Ω] = [0.0, 0.0]; has truth; on [(-10.0, 10.0), (-10.0, 10.0)]; value 0.0; factor ulp(0.0);
/// 1 where x >= y, else 0.
26 public Ge ge "ge" (x, y) as "x >= y" = truth(x, x.ge(y));
    d[Ω] = [0.0, 0.0]; has truth; on [(-10.0, 10.0), (-10.0, 10.0)]; value 0.0; factor ulp(0.0);
/// 1 where x < y, else 0.
27 public Lt lt "lt" (x, y) as "x < y" = truth(x, x.lt(y));
    d[Ω] = [0.0, 0.0]; has truth; on [(-10.0, 10.0), (-10.0, 10.0)]; value 0.0; factor ulp(0.0);
/// 1 where x <= y, else 0.
28 public Le le "le" (x, y) as "x <= y" = truth(x, x.le(y));
    d[Ω] = [0.0, 0.0]; has truth; on [(-10.0, 10.0), (-10.0, 10.0)]; value 0.0; factor ulp(0.0);
/// 1 where x equals y, else 0.
29 public Eq eq "eq" (x, y) as "x === y" = truth(x, x.eq(y));
    d[Ω] = [0.0, 0.0]; has commutes, truth; on [(-10.0, 10.0), (-10.0, 10.0)]; value 0.0; factor ulp(0.0);
/// 1 where x differs from y, else 0.
30 public Ne ne "ne" (x, y) as "x !== y" = truth(x, !x.eq(y));
    d[Ω] = [0.0, 0.0]; has commutes, truth; on [(-10.0, 10.0), (-10.0, 10.0)]; value 0.0; factor ulp(0.0);
/// 1 where x and y are both true, else 0.
31 public And and "and" (x, y) = truth(x, !is_zero(x) & !is_zero(y));
    d[Ω] = [0.0, 0.0]; has even(x), even(y), commutes, truth; on [(-10.0, 10.0), (-10.0, 10.0)];
    value 0.0; factor ulp(0.0);
/// 1 where x or y is true, else 0.
32 public Or or "or" (x, y) = truth(x, !is_zero(x) | !is_zero(y));
    d[Ω] = [0.0, 0.0]; has even(x), even(y), commutes, truth; on [(-10.0, 10.0), (-10.0, 10.0)];
    value 0.0; factor ulp(0.0);
/// 1 where x is 0, else 0.
14 public Not not "not" (x) = truth(x, is_zero(x));
    d[Ω] = [0.0]; has even(x), truth; on [(-10.0, 10.0)]; value 0.0; factor ulp(0.0);
/// x where the condition is true, else y. The other branch contributes nothing to the derivative.
33 public Where where_ "where" (condition, x, y) = L::select(is_zero(condition), y, x);
    d[Ω] = [0.0, when(condition, 1.0), when(not(condition), 1.0)];
    has even(condition); on [(-10.0, 10.0), (-10.0, 10.0), (-10.0, 10.0)]; value 0.0; factor ulp(0.0);
/// x, as a constant: its derivative is 0.
15 public StopGradient stop_gradient "stopGradient" (x) = x;
    d[Ω] = [0.0]; has odd(x), idempotent; on [(-10.0, 10.0)]; value 0.0; factor ulp(0.0);

// Tests of values, and functions in pieces.

/// 1 where x is NaN, else 0.
117 public IsNan is_nan "isNaN" (x) is ne(x, x);
    on [(-10.0, 10.0)]; value 0.0; factor ulp(0.0);
/// 1 where x is neither infinite nor NaN, else 0.
118 public IsFinite is_finite "isFinite" (x) is lt(abs(x), f32::INFINITY);
    on [(-10.0, 10.0)]; value 0.0; factor ulp(0.0);
/// x, but lo where it is below, and hi where it is above: min(max(x, lo), hi).
119 public Clamp clamp "clamp" (x, lo, hi) is min(max(x, lo), hi);
    on [(-10.0, 10.0), (-10.0, 10.0), (-10.0, 10.0)]; value 0.0; factor ulp(0.0);
/// x where it is above 0, else 0; NaN stays.
40 public Relu relu "relu" (x) is where_(le(x, 0.0), 0.0, x);
    on [(-10.0, 10.0)]; value 0.0; factor ulp(0.0);
/// x where it is from 0 to 6; 0 below, and 6 above.
120 public Relu6 relu6 "relu6" (x) is where_(le(x, 0.0), 0.0, where_(ge(x, 6.0), 6.0, x));
    on [(-10.0, 10.0)]; value 0.0; factor ulp(0.0);
/// x where it is above 0, else slope times x.
121 public LeakyRelu leaky_relu "leakyRelu" (x, slope = 0.01) is where_(gt(x, 0.0), x, slope * x);
    on [(-10.0, 10.0), (-1.0, 1.0)]; value 0.5; factor ulp(0.0);
/// x where it is from -1 to 1; -1 below, and 1 above.
122 public HardTanh hard_tanh "hardTanh" (x) is where_(le(x, -1.0), -1.0, where_(ge(x, 1.0), 1.0, x));
    on [(-3.0, 3.0)]; value 0.0; factor ulp(0.0);
/// The sigmoid in three straight lines: (x + 3) / 6 where that is from 0 to 1; 0 below, and 1 above.
123 public HardSigmoid hard_sigmoid "hardSigmoid" (x) is
    where_(le(x, -3.0), 0.0, where_(ge(x, 3.0), 1.0, (x + 3.0) / 6.0));
    on [(-5.0, 5.0)]; value 1.5; factor ulp(0.5);
/// x times its hardSigmoid.
124 public HardSilu hard_silu "hardSilu" (x) = math::hard_silu(x);
    d[Ω] = [where_(le(x, -3.0), 0.0, where_(ge(x, 3.0), 1.0, (x + 1.5) / 3.0))];
    on [(-5.0, 5.0)]; value 0.501; factor ulp(1.5);
/// x / (1 + |x|).
125 public Softsign softsign "softsign" (x) = math::softsign(x);
    d[Ω] = [square(reciprocal(1.0 + abs(x)))]; has odd(x); on [(-10.0, 10.0)]; value 0.501; factor ulp(4.0);
/// A smooth relu: (x + sqrt(x² + b)) / 2, for b >= 0.
126 public Squareplus squareplus "squareplus" (x, b = 4.0) = math::squareplus(x, b);
    d[Ω] = [
        squareplus_grad(
            where_(lt(x, 0.0), Ω / squareplus_root(x, b), 0.5 + 0.5 * hypot_grad(x, sqrt(b))), x, b
        ),
        0.25 / squareplus_root(x, b)
    ];
    has nonnegative; on [(-10.0, 10.0), (0.1, 10.0)]; value 0.501; factor ulp(3.0);
/// The derivative z = (1 + x / r) / 2 of squareplus by x, for r = sqrt(x² + b), as a function of x and b.
205 internal SquareplusGrad squareplus_grad "squareplusGrad" (z, x, b) = { let _ = (x, b); z };
    d[Ω] = [0.0, 0.5 * over_root_cubed(b, x, b), -0.25 * over_root_cubed(clamp(x, -1e30, 1e30), x, b)];
    on [(0.0, 1.0), (-10.0, 10.0), (0.1, 10.0)]; value 0.0; factor ulp(8.0);
    reads z;
/// sqrt(x² + b), for b >= 0.
206 internal SquareplusRoot squareplus_root "squareplusRoot" (x, b) = math::squareplus_root(x, b);
    d[Ω] = [2.0 * squareplus_grad(0.5 * (clamp(x, -1e30, 1e30) / Ω), x, b), 0.5 / Ω];
    has even(x), nonnegative; on [(-3.0, 3.0), (4.0, 10.0)]; value 0.501; factor ulp(4.0);
    reads sqrt(square(x) + b);

// Reductions: one number of all elements of a batch. The value that a row has is that of a batch of one element; for more,
// see crate::engine::reduce.

/// The sum of x over the elements of a batch.
130 public Sum sum "sum" (x) = x;
    d[Ω] = [1.0]; has odd(x), reduces; on [(-10.0, 10.0)]; value 0.0; factor ulp(0.0);
/// The mean of x over the elements of a batch; NaN of none.
131 public Mean mean "mean" (x) = x;
    d[Ω] = [reciprocal(count(x))]; has odd(x), reduces; on [(-10.0, 10.0)]; value 0.0; factor ulp(4.0);
/// The sum of x y over the elements of a batch; the products are exact.
132 public Dot dot "dot" (x, y) = x * y;
    d[Ω] = [y, x]; has odd(x), odd(y), commutes, reduces; on [(-10.0, 10.0), (-10.0, 10.0)];
    value 0.5; factor ulp(0.0);
/// The length of x as a vector over the elements of a batch: the root of the sum of squares.
133 public Norm norm "norm" (x) = x.abs();
    d[Ω] = [when(Ω, x / Ω)]; has even(x), nonnegative, reduces; on [(-10.0, 10.0)]; value 0.0; factor ulp(4.0);
/// The largest element of a batch: NaN if any is, and -Infinity of none. Equal ones share the derivative.
134 public Amax amax "amax" (x) = x;
    d[Ω] = [eq(x, Ω) / sum(eq(x, Ω))]; has reduces; on [(-10.0, 10.0)]; value 0.0; factor ulp(4.0);
/// The smallest element of a batch: NaN if any is, and Infinity of none. Equal ones share the derivative.
135 public Amin amin "amin" (x) = x;
    d[Ω] = [eq(x, Ω) / sum(eq(x, Ω))]; has reduces; on [(-10.0, 10.0)]; value 0.0; factor ulp(4.0);
/// The variance of x over the elements of a batch, for their mean m: the sum of (x - m)² divided by n - ddof.
136 internal VarianceAbout variance_about "varianceAbout" (x, m, ddof) = no_spread(x, m, ddof);
    d[Ω] = [2.0 * (x - m) / (count(x) - ddof), 0.0, 0.0]; has reduces; on [(-10.0, 10.0), (-10.0, 10.0), (0.0, 0.5)];
    value 0.0; factor ulp(4.0);
    reads variance(x, ddof);
/// The standard deviation of x over the elements of a batch, for their mean m: the root of the variance.
137 internal StdAbout std_about "stdAbout" (x, m, ddof) = no_spread(x, m, ddof).sqrt();
    d[Ω] = [when(Ω, (x - m) / ((count(x) - ddof) * Ω)), 0.0, 0.0]; has reduces;
    on [(-10.0, 10.0), (-10.0, 10.0), (0.0, 0.5)]; value 0.0; factor ulp(4.0);
    reads std(x, ddof);
/// 1 if any element of a batch is true, else 0. Nonzero is true, NaN too.
138 public Any any "any" (x) = truth(x, !is_zero(x));
    d[Ω] = [0.0]; has even(x), truth, reduces; on [(-10.0, 10.0)]; value 0.0; factor ulp(0.0);
/// 1 if all elements of a batch are true, else 0. Nonzero is true, NaN too.
139 public All all "all" (x) = truth(x, !is_zero(x));
    d[Ω] = [0.0]; has even(x), truth, reduces; on [(-10.0, 10.0)]; value 0.0; factor ulp(0.0);
/// The number of elements of the batches in a call; 1 if there are none.
140 public Count count "count" (x) = { let _ = x; x.k(k!(1.0)) };
    d[Ω] = [0.0]; has even(x), nonnegative, reduces; on [(-10.0, 10.0)]; value 0.0; factor ulp(0.0);
/// The variance of x over the elements of a batch: the sum of (x - mean(x))² divided by n - ddof.
141 public Variance variance "variance" (x, ddof = 0.0) is variance_about(x, mean(x), ddof);
    has reduces; on [(-10.0, 10.0), (0.0, 0.5)]; value 0.0; factor ulp(4.0);
/// The standard deviation of x over the elements of a batch: the root of the variance. Its derivative is 0 where it is.
142 public Std std "std" (x, ddof = 0.0) is std_about(x, mean(x), ddof);
    has reduces; on [(-10.0, 10.0), (0.0, 0.5)]; value 0.0; factor ulp(4.0);
/// The logarithm of the sum of e^x over the elements of a batch, without overflow; -Infinity of none.
143 public Logsumexp logsumexp "logsumexp" (x) is log_sum_exp(x);
    has reduces; on [(-10.0, 10.0)]; value 4.0; factor ulp(4.0);
/// The logarithm of the mean of e^x over the elements of a batch, without overflow; NaN of none.
144 public Logmeanexp logmeanexp "logmeanexp" (x) is log_sum_exp(x) - log(count(x));
    has reduces; on [(-10.0, 10.0)]; value 4.0; factor ulp(4.0);

// What a value depends on: whether it differs between elements follows from the arguments of a call, and no engine sees
// these ops. See crate::program::Dependence.

/// What differs between elements if any argument of a call is a batch. It is never computed, and x does not matter.
221 internal Every every "every" (x) = { let _ = x; x.k(k!(0.0)) };
    d[Ω] = [0.0]; has structural; on [(-10.0, 10.0)]; value 0.0; factor ulp(0.0);
    reads 0.0;
/// What differs between elements if x or y does. It is never computed.
222 internal Both both "both" (x, y) = { let _ = y; x };
    d[Ω] = [0.0, 0.0]; has structural; on [(-10.0, 10.0), (-10.0, 10.0)]; value 0.0; factor ulp(0.0);
    reads 0.0;
/// x, as something that depends on what w depends on, too.
223 internal Like like "like" (x, w) = { let _ = w; x };
    d[Ω] = [1.0, 0.0]; has structural; on [(-10.0, 10.0), (-10.0, 10.0)]; value 0.0; factor ulp(0.0);
    reads x;
/// The sum of x over the elements of a batch where x differs between them and w does not, else x.
224 internal Total total "total" (x, w) = { let _ = w; x };
    d[Ω] = [1.0, 0.0]; has structural; on [(-10.0, 10.0), (-10.0, 10.0)]; value 0.0; factor ulp(0.0);
    reads sum(x);
/// The calls in which all of x are numbers, any of y is a batch, and any of z is. It is never computed.
225 internal Case case "case" (x, y, z) = { let _ = (y, z); x };
    d[Ω] = [0.0, 0.0, 0.0]; has structural; on [(-10.0, 10.0), (-10.0, 10.0), (-10.0, 10.0)];
    value 0.0; factor ulp(0.0);
    reads 0.0;
/// x, in calls other than the case; in that case an error, of which the constant tells the reason.
226 internal Refuse refuse "refuse" (x, case, reason) = { let _ = (case, reason); x };
    d[Ω] = [1.0, 0.0, 0.0]; has structural; on [(-10.0, 10.0), (-10.0, 10.0), (-10.0, 10.0)];
    value 0.0; factor ulp(0.0);
    reads x;
/// x in calls in which w is a batch, else y. Where all arguments are numbers, both are the same.
232 internal Either either "either" (x, y, w) = { let _ = (y, w); x };
    d[Ω] = [when(either(1.0, like(0.0, y), w), 1.0), when(either(0.0, like(1.0, y), w), 1.0), 0.0]; has structural;
    on [(-10.0, 10.0), (-10.0, 10.0), (-10.0, 10.0)]; value 0.0; factor ulp(0.0);
    reads x;

// Rules of a user's own. No engine sees these ops either.

/// v, with the derivative p by x and no other one. It is a reduction if x or p depends on more than v does.
227 internal Attach attach "attach" (v, x, p) = { let _ = (x, p); v };
    d[Ω] = [0.0, p, 0.0]; has structural; on [(-10.0, 10.0), (-10.0, 10.0), (-10.0, 10.0)];
    value 0.0; factor ulp(0.0);
    reads v;
/// v, an attach, with the further derivative p by x.
228 internal AttachNext attach_next "attachNext" (v, x, p) = { let _ = (x, p); v };
    d[Ω] = [1.0, p, 0.0]; has structural; on [(-10.0, 10.0), (-10.0, 10.0), (-10.0, 10.0)];
    value 0.0; factor ulp(0.0);
    reads v;
/// v; in a derivative p that is attached to v, what the attaching gives: Ω in the terms of this table.
229 internal OwnValue own_value "ownValue" (v) = v;
    d[Ω] = [1.0]; has structural; on [(-10.0, 10.0)]; value 0.0; factor ulp(0.0);
    reads v;
/// A list of arguments: x before those in the list rest, or before a constant. It is never computed.
230 internal Argument argument "argument" (x, rest) = { let _ = rest; x };
    d[Ω] = [1.0, 1.0]; has structural; on [(-10.0, 10.0), (-10.0, 10.0)]; value 0.0; factor ulp(0.0);
    reads x;
/// What a function of the host's, the input f, gives for a list of arguments. Programs that need foreign(f, f) are refused.
231 internal Foreign foreign "foreign" (list, f) = { let _ = f; list };
    d[Ω] = [foreign(f, f), 0.0]; has structural; on [(-10.0, 10.0), (-10.0, 10.0)]; value 0.0; factor ulp(0.0);
    reads list;

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

/// The variance of one element, (x - m)² - (x - m)² divided by 1 - ddof.
#[inline(always)]
#[allow(clippy::eq_op)] // The difference of an infinity from itself is NaN.
fn no_spread<L: F32>(x: L, m: L, ddof: L) -> L {
    let difference = x - m;
    (difference - difference) / (x.k(k!(1.0)) - ddof)
}

#[inline(always)]
fn signum<L: F32>(x: L) -> L {
    let one = L::of_bits((x.bits() & SIGN_BIT) | ONE);
    L::select(x.abs().gt(x.k(k!(0.0))), one, x)
}

/// `x` with the sign of `y`. That of a NaN is anyone's guess: it gives NaN.
#[inline(always)]
fn copy_sign<L: F32>(x: L, y: L) -> L {
    let signed = L::of_bits(x.abs().bits() | (y.bits() & SIGN_BIT));
    L::select(y.is_nan(), y, signed)
}

const SIGN_BIT: i64 = 0x8000_0000;
const ONE: i64 = 0x3f80_0000;

/// What the core asks of an op for every node. In one table: as a `match`, each answer would be a table of its own, in words.
#[derive(Clone, Copy)]
struct Facts {
    arity: u8,
    is_composed: bool,
    is_internal: bool,
    properties: Properties,
}

for_each_op!(define);

impl Op {
    /// The op's row of the table.
    pub fn row(self) -> &'static Row {
        TABLE.iter().find(|row| row.op == self).expect("every op comes from a row")
    }
}
