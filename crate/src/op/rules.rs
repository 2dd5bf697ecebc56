//! The formulas and partial derivatives of the table as data.
//!
//! As code, a formula is a chain of calls, and all of them together are large. So when the core is built they are
//! evaluated natively for arguments that are inputs, and the programs that come out are kept: to apply a rule is to
//! play its program back.
//!
//! ```text
//! rule*    how far the code of the op is above that of the rule before, modulo 256
//!          number of partial derivatives; 0 for the formula of a composition, or that which an internal op reads as
//!          byte*: for each 0 if nothing flows back, 1 if there is a factor, 2 if a condition comes before the factor
//!          the number of bytes that follow, in LEB128
//!          byte*: the program, which leaves its outputs on a stack
//! ```
//!
//! The code of an op applies it to the values on top of the stack, the last argument on top, which the result replaces;
//! other codes are below. Few arguments are named then, and what rules have in common is the same bytes in each. Ops
//! are applied in the order of the program that was written, so that the values of what is built have the same numbers.

use super::Op;
#[cfg(not(target_arch = "wasm32"))]
use super::Row;
use crate::for_each_op;
#[cfg(not(target_arch = "wasm32"))]
use crate::leb128;
use crate::lists::{filled, Listed};
#[cfg(not(target_arch = "wasm32"))]
use crate::program::Node;
use crate::program::{Program, Value};
use crate::stored::{stored, Reader};
use crate::term::{call, Builder, Term};
#[cfg(not(target_arch = "wasm32"))]
use core::f32::consts::{FRAC_2_SQRT_PI, LN_2, LOG10_E, LOG2_E, PI};
use std::cell::Cell;
use std::sync::OnceLock;

for_each_op!(define_rules);

/// A partial derivative of an op.
#[derive(Clone, Copy, Debug)]
pub enum Partial<'b> {
    /// Nothing flows back through this argument, not even NaN.
    Zero,
    /// The derivative of the output is to be multiplied by this.
    Factor(Term<'b>),
    /// Like `Factor`, but only where the condition (the first) holds; elsewhere like `Zero`, whatever the factor is.
    When(Term<'b>, Term<'b>),
}

/// `factor`, where `condition` holds; where it does not, nothing flows back.
pub fn when<'b>(condition: impl Into<Term<'b>>, factor: impl Into<Term<'b>>) -> Partial<'b> {
    Partial::When(condition.into(), factor.into())
}

impl<'b> From<Term<'b>> for Partial<'b> {
    fn from(factor: Term<'b>) -> Self {
        Partial::Factor(factor)
    }
}

impl From<f32> for Partial<'_> {
    fn from(factor: f32) -> Self {
        if factor == 0.0 {
            Partial::Zero
        } else {
            Partial::Factor(factor.into())
        }
    }
}

/// The slope of selu above 0: scale.
#[cfg(not(target_arch = "wasm32"))]
const SELU_ABOVE: f32 = 1.050_701;
/// What selu tends to, negated: scale times alpha.
#[cfg(not(target_arch = "wasm32"))]
const SELU_BELOW: f32 = 1.758_099_3;

/// The inverse Mills ratio, the derivative of logNormalCdf.
#[cfg(not(target_arch = "wasm32"))]
fn inverse_mills(x: Term<'_>) -> Term<'_> {
    functions::normal_pdf(x) / functions::normal_cdf(x)
}

/// The derivative of geluTanh.
#[cfg(not(target_arch = "wasm32"))]
fn gelu_tanh_first(x: Term<'_>) -> Term<'_> {
    let cubic = 0.035_677_407 * (x * x);
    let t = functions::tanh(x * (cubic + 0.797_884_6));
    0.5 * (1.0 + t) + 0.5 * x * (1.0 - t * t) * (3.0 * cubic + 0.797_884_6)
}

/// The derivative of pow by both arguments, x^(y-1) (1 + y log x). Of this and further ones a term may be infinite and
/// another of the other sign, or the power 0 and its factor infinite: `powTerm` makes the product, and the limit.
#[cfg(not(target_arch = "wasm32"))]
fn mixed_power<'b>(x: Term<'b>, y: Term<'b>) -> Term<'b> {
    use functions::{log, mul_no_nan, pow_mixed, pow_term};
    pow_mixed(pow_term(x, y, 1.0 + mul_no_nan(y, log(x))), x, y)
}

/// The derivative of pow twice by its base and by its exponent, x^(y-2) (2 y - 1 + y (y - 1) log x). Half of the factor's
/// first term is finite.
#[cfg(not(target_arch = "wasm32"))]
fn mixed_power_by_base<'b>(x: Term<'b>, y: Term<'b>) -> Term<'b> {
    use functions::{clamp, log, magnitude, mul_no_nan, pow_term};
    let k = clamp(y, f32::MIN, f32::MAX);
    let half = (k - 0.5) + mul_no_nan(k, mul_no_nan(0.5 * (k - 1.0), log(x)));
    2.0 * pow_term(magnitude(x), y - 1.0, half)
}

/// The derivative of pow by its base and twice by its exponent, x^(y-1) log x (2 + y log x).
#[cfg(not(target_arch = "wasm32"))]
fn mixed_power_by_exponent<'b>(x: Term<'b>, y: Term<'b>) -> Term<'b> {
    use functions::{log, mul_no_nan, pow_term};
    pow_term(x, y, log(x) * (2.0 + mul_no_nan(y, log(x))))
}

/// The derivative by y of z = x^y log^k x, which has the limits of z at 0 and Infinity.
#[cfg(not(target_arch = "wasm32"))]
fn times_log<'b>(z: Term<'b>, x: Term<'b>) -> Term<'b> {
    use functions::{eq, log, where_};
    where_(eq(x, 0.0), z, z * log(where_(eq(x, f32::INFINITY), f32::MAX, x)))
}

/// log Σ exp x, as m + log Σ exp(x - m) for the largest x, m: no sum overflows, and the weights exp(x - m) / Σ of the
/// derivative have the error of x - m alone. Where the sum is 0 or infinite, so is every x that counts: no derivative.
#[cfg(not(target_arch = "wasm32"))]
fn log_sum_exp(x: Term<'_>) -> Term<'_> {
    use functions::{amax, and, exp, is_finite, log, ne, stop_gradient, sum, where_};
    let largest = stop_gradient(amax(x));
    let m = where_(is_finite(largest), largest, 0.0);
    let s = sum(exp(x - m));
    where_(and(s, ne(s, f32::INFINITY)), m + log(s), stop_gradient(log(s)))
}

/// x with 0 for -0, and NaN below 0; the derivative is 1.
#[cfg(not(target_arch = "wasm32"))]
fn not_below_zero<'b>(x: impl Into<Term<'b>>) -> Term<'b> {
    use functions::{lt, magnitude, sqrt, where_};
    let x = x.into();
    where_(lt(x, 0.0), sqrt(x), magnitude(x))
}

/// The second derivative of sinc. For |x| < 1 it is the power series; further out, that of x sinc x = sin x.
#[cfg(not(target_arch = "wasm32"))]
fn sinc_second<'b>(x: Term<'b>, first: Term<'b>) -> Term<'b> {
    use functions::{abs, lt, sinc_grad2, square, where_};
    let series = polynomial(square(x), &[-1.0 / 443_520.0, 1.0 / 6480.0, -1.0 / 168.0, 0.1, -1.0 / 3.0]);
    sinc_grad2(where_(lt(abs(x), 1.0), series, sinc_second_far(x, first)), x)
}

#[cfg(not(target_arch = "wasm32"))]
fn sinc_second_far<'b>(x: Term<'b>, first: Term<'b>) -> Term<'b> {
    -2.0 * first / x - functions::sinc(x)
}

/// The third derivative of sinc, and all further ones by differentiating it. Far out it is that of x sinc x = sin x,
/// whose k-th derivative has errors of k! / x^k. For |x| < 9 it is ∫ t³ sin(xt) dt for t from 0 to 1, by the positive
/// nodes of Gauss and Legendre's quadrature of 16: its derivatives of order k are sums of terms below 1 / k, of which
/// nothing cancels. (The weights are fitted once more, for nodes of float32: error 2^-23 of the largest magnitude,
/// 1 / (order + 1), up to order 24.) Up to order 18 both forms hold the bound of `tests/taylor.rs`; above, the one far out
/// misses it next to 9.
#[cfg(not(target_arch = "wasm32"))]
fn sinc_third(x: Term<'_>) -> Term<'_> {
    use functions::{abs, cos, lt, sin, sinc_grad, where_};
    /// The nodes t, and weights times t³.
    const NODES: [(f32, f32); 8] = [
        (0.095_012_51, 0.000_162_306_87),
        (0.281_603_54, 0.004_077_955_6),
        (0.458_016_78, 0.016_252_812),
        (0.617_876_23, 0.035_287_92),
        (0.755_404_4, 0.053_722_586),
        (0.865_631_2, 0.061_722_953),
        (0.944_575, 0.052_465_39),
        (0.989_400_9, 0.026_298_23),
    ];
    let is_near = lt(abs(x), 9.0);
    let near = NODES.into_iter().map(|(t, weight)| weight * sin(t * x)).reduce(|sum, term| sum + term);
    let far = -(cos(x) + 3.0 * sinc_second_far(x, sinc_grad(x))) / x;
    where_(is_near, near.expect("nodes"), far)
}

/// A polynomial, of coefficients that begin with the highest.
#[cfg(not(target_arch = "wasm32"))]
fn polynomial<'b>(x: Term<'b>, coefficients: &[f32]) -> Term<'b> {
    coefficients[1..].iter().fold(Term::Const(coefficients[0]), |sum, &c| sum * x + c)
}

/// a / r³ for r = sqrt(x² + b).
#[cfg(not(target_arch = "wasm32"))]
fn over_root_cubed<'b>(a: Term<'b>, x: Term<'b>, b: Term<'b>) -> Term<'b> {
    let root = functions::squareplus_root(x, b);
    a / root / root / root
}

/// The third derivative of logNormalCdf, by its second, and all further ones by differentiating it.
///
/// It is -(x + m) second - m (1 + second), which cancels for x < -2, and whose derivatives cancel for x < 0. Below -4.25 it
/// is a polynomial in 1 / (x² + 8), divided by x³: error 2^-19.4, relative, by interpolation at Chebyshev's nodes. (The 8
/// makes the asymptotic series in 1/x² converge.) Between -4.25 and 0.75 it is a sum over poles p in the complex plane, of
/// multiples of Re 1/(x - p)³: the function has such terms, for every zero p of the normal distribution. Its own first
/// poles are two of the five; all are fitted, to the derivatives up to order 12 of logNormalCdf: error 2^-23 of the largest
/// magnitude of each. Derivatives of the terms have magnitudes like their sum's, so that nothing cancels.
#[cfg(not(target_arch = "wasm32"))]
fn log_normal_cdf_third<'b>(x: Term<'b>, second: Term<'b>) -> Term<'b> {
    use functions::{limited, log_normal_cdf_grad, lt, reciprocal, square, where_};
    /// The factors of the terms, and the real parts and the squares of the imaginary parts of poles.
    const POLES: [(f32, f32, f32); 5] = [
        (16.002_485, 1.916_012_5, 7.931_928_6),
        (19.759_167, 3.125_352, 14.815_087),
        (78.385_75, 4.984_009, 30.337_284),
        (583.693_1, 10.467_77, 126.766_754),
        (5_226.510_7, 24.177_597, 1_524.899),
    ];
    // What is used several times comes first, as in the rule that is written.
    let (m, inverse) = (log_normal_cdf_grad(x), reciprocal(x));
    let poles = POLES.map(|(factor, real, square_of_imaginary)| {
        let d = x - real;
        (factor, square_of_imaginary, d, reciprocal(square(d) + square_of_imaginary))
    });
    let (is_below, is_tail) = (lt(x, 0.75), lt(x, -4.25));
    let tail = polynomial(
        reciprocal(square(x) + 8.0),
        &[-119_874.68, 37_884.754, -6_514.962_4, 816.098_8, -107.243_34, 23.996_37, -1.999_997],
    );
    let tail = tail * inverse * inverse * inverse;
    // With q = 1 / |x - p|² it is d (d² - 3 b²) q³ = 4 d q² (1/4 - b² q), for x - p = d - i b.
    let terms = poles
        .into_iter()
        .map(|(factor, square_of_imaginary, d, q)| factor * (d * q) * (q * (0.25 - square_of_imaginary * q)));
    let below = where_(is_tail, tail, terms.reduce(|sum, term| sum + term).expect("poles"));
    where_(is_below, below, -(second * (limited(x, 1.0) + m) + m * (1.0 + second)))
}

/// The second derivative of geluTanh for |x| <= 150.
#[cfg(not(target_arch = "wasm32"))]
fn gelu_tanh_second(x: Term<'_>) -> Term<'_> {
    use functions::{tanh, tanh_grad};
    let cubic = 0.035_677_407 * (x * x);
    let v = x * (cubic + 0.797_884_6);
    let slope = 3.0 * cubic + 0.797_884_6;
    tanh_grad(v) * (slope + 3.0 * cubic - x * tanh(v) * (slope * slope))
}

/// The second derivative of mish, x T, for |x| <= 150. With p = sigmoid(x) and q = 1 - p = exp(-softplus(x)) it is
/// T = (1 - q²) / (1 + q²) and T' = 4 p q² / (1 + q²)²; and 4 p q is the derivative of tanh at x / 2.
#[cfg(not(target_arch = "wasm32"))]
fn mish_second(x: Term<'_>) -> Term<'_> {
    use functions::{reciprocal, sigmoid, square, tanh_grad};
    let (p, q) = (sigmoid(x), sigmoid(-x));
    let d = reciprocal(1.0 + square(q));
    tanh_grad(0.5 * x) * (q * square(d) * (2.0 + x * (q - 2.0 * p * ((1.0 - square(q)) * d))))
}

impl Op {
    /// The composition that the op is, or what an internal op reads as. The op is one of these.
    pub fn formula<'b>(self, args: &[Term<'b>]) -> Term<'b> {
        #[cfg(target_arch = "wasm32")]
        return formula(self, args);
        #[cfg(not(target_arch = "wasm32"))]
        self.written_formula(args).expect("a row with a formula")
    }

    /// The partial derivatives by each argument at `args`, where the op's output is `omega`. The op is no composition.
    pub fn partials<'b>(self, args: &[Term<'b>], omega: Term<'b>) -> Vec<Partial<'b>> {
        #[cfg(target_arch = "wasm32")]
        return partials(self, args, omega);
        #[cfg(not(target_arch = "wasm32"))]
        self.written_partials(args, omega)
    }
}

const ZERO: u8 = 0;
const FACTOR: u8 = 1;
#[cfg(not(target_arch = "wasm32"))]
const WHEN: u8 = 2;

/// Pushes the constant of the four bytes that follow.
const CONST: u8 = 0;
/// Pushes the first input; the codes of the others follow. The inputs are the arguments, and for partial derivatives then
/// the op's own output. The codes of ops are below.
const INPUT: u8 = 233;
/// Takes the value on top of the stack away, and keeps it.
const KEEP: u8 = INPUT + 4;
/// Pushes the value that was kept last; the codes of those kept before it follow.
const KEPT: u8 = KEEP + 1;

/// The rules of the whole table.
#[cfg(not(target_arch = "wasm32"))]
pub fn make() -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut previous = 0;
    for (row, is_formula) in super::TABLE.iter().flat_map(|row| [(row, true), (row, false)]) {
        let Row { op, composed, args, .. } = *row;
        if if is_formula { !composed && !op.is_internal() } else { composed } {
            continue;
        }
        let arity = args.len();
        let for_reading = is_formula && !composed;
        let builder = if for_reading { Builder::for_reading } else { Builder::new }(arity as u32 + 1);
        let inputs: Vec<Term> = (0..=arity as u32).map(|input| builder.term(Value(input))).collect();
        let (args, omega) = (&inputs[..arity], inputs[arity]);
        let mut kinds = Vec::new();
        let mut terms = Vec::new();
        if is_formula {
            terms.extend(op.written_formula(args));
        } else {
            for partial in op.written_partials(args, omega) {
                let (kind, new) = match partial {
                    Partial::Zero => (ZERO, vec![]),
                    Partial::Factor(factor) => (FACTOR, vec![factor]),
                    Partial::When(condition, factor) => (WHEN, vec![condition, factor]),
                };
                kinds.push(kind);
                terms.extend(new);
            }
        }
        let outputs: Vec<Value> = terms.into_iter().map(|term| builder.value(term)).collect();
        let program = Writer::write(&builder.finish(outputs));
        bytes.extend([(op as u8).wrapping_sub(previous), kinds.len() as u8]);
        bytes.extend(kinds);
        leb128::write(&mut bytes, program.len() as u32);
        bytes.extend(program);
        previous = op as u8;
    }
    bytes
}

/// A program while it is written.
#[cfg(not(target_arch = "wasm32"))]
struct Writer<'a> {
    program: &'a Program,
    bytes: Vec<u8>,
    /// By value, whether it is to be kept; the others are computed where they are used.
    is_kept: &'a [bool],
    kept: Vec<Value>,
    /// The values of ops, in the order in which they are applied.
    applied: Vec<Value>,
}

#[cfg(not(target_arch = "wasm32"))]
impl Writer<'_> {
    fn write(program: &Program) -> Vec<u8> {
        let mut uses = vec![0; program.len()];
        let args = program.nodes().iter().flat_map(Node::args);
        args.chain(program.outputs()).for_each(|value| uses[value.index()] += 1);
        let mut is_kept = vec![false; program.len()];
        for (value, node) in program.iter() {
            is_kept[value.index()] = matches!(node, Node::Op(..)) && uses[value.index()] > 1;
        }
        loop {
            let (bytes, kept, applied) = (Vec::new(), Vec::new(), Vec::new());
            let mut writer = Writer { program, bytes, is_kept: &is_kept, kept, applied };
            for (value, node) in program.iter().filter(|(value, _)| is_kept[value.index()]) {
                writer.compute(value, node);
                writer.bytes.push(KEEP);
                writer.kept.push(value);
            }
            program.outputs().iter().for_each(|&output| writer.push(output));
            let late = writer.applied.windows(2).find(|pair| pair[1] < pair[0]).map(|pair| pair[1]);
            match late {
                None => return writer.bytes,
                Some(value) => is_kept[value.index()] = true,
            }
        }
    }

    /// Writes what pushes a value.
    fn push(&mut self, value: Value) {
        let Some(index) = value.index().checked_sub(self.program.inputs() as usize) else {
            return self.bytes.push(INPUT + value.0 as u8);
        };
        if !self.is_kept[value.index()] {
            return self.compute(value, &self.program.nodes()[index]);
        }
        let later = self.kept.iter().rev().position(|&kept| kept == value).expect("values are kept in order");
        assert!(later <= usize::from(u8::MAX - KEPT), "too many values are kept");
        self.bytes.push(KEPT + later as u8);
    }

    /// Writes what computes the value of a node.
    fn compute(&mut self, value: Value, node: &Node) {
        match node {
            Node::Const(bits) => {
                self.bytes.push(CONST);
                self.bytes.extend(bits.to_le_bytes());
            }
            Node::Op(op, _) => {
                assert!((*op as u8) < INPUT, "the code of an op is that of something else");
                node.args().iter().for_each(|&arg| self.push(arg));
                self.bytes.push(*op as u8);
                self.applied.push(value);
            }
        }
    }
}

stored!("rules.bin");

/// A stored rule, not read yet.
#[derive(Clone, Copy, Default)]
struct Rule {
    /// The kinds of the op's partial derivatives, none for a formula.
    kinds: &'static [u8],
    program: &'static [u8],
}

/// The formula or the partial derivatives of an op, nothing if it has none.
fn of(op: Op, is_formula: bool) -> Rule {
    thread_local! {
        static RULES: Cell<&'static [[Rule; 2]]> = const { Cell::new(&[]) };
    }
    // Found once, as the recordings are.
    if RULES.get().is_empty() {
        RULES.set(Vec::leak(rules()));
    }
    RULES.get()[op as usize][usize::from(is_formula)]
}

/// The rules by the code of their op.
fn rules() -> Vec<[Rule; 2]> {
    let mut rules = filled([Rule::default(); 2], 256);
    let mut reader = Reader(stored());
    let mut code = 0u8;
    while !reader.0.is_empty() {
        code = code.wrapping_add(reader.byte());
        let count = reader.byte();
        let kinds = reader.take(count.into());
        let size = reader.number();
        rules[usize::from(code)][usize::from(count == 0)] = Rule { kinds, program: reader.take(size) };
    }
    rules
}

/// By argument of an op that is no composition, whether anything flows back through it.
pub fn flows(op: Op) -> impl Iterator<Item = bool> {
    of(op, false).kinds.iter().map(|&kind| kind != ZERO)
}

/// The outputs of a rule's program.
fn run<'b>(program: &'static [u8], inputs: &[Term<'b>]) -> Vec<Term<'b>> {
    let mut reader = Reader(program);
    let mut stack = Vec::new();
    let mut kept = Vec::new();
    while !reader.0.is_empty() {
        match reader.byte() {
            CONST => stack.push(Term::Const(f32::from_bits(reader.bits(4) as u32))),
            code @ KEPT.. => stack.push(kept[kept.len() - 1 - usize::from(code - KEPT)]),
            KEEP => kept.push(stack.pop().expect("a value")),
            code @ INPUT.. => stack.push(inputs[usize::from(code - INPUT)]),
            code => {
                let op = Op::of_code(code).expect("an op");
                let first = stack.len() - op.arity();
                let value = call(op, &stack[first..]);
                stack.truncate(first);
                stack.push(value);
            }
        }
    }
    stack
}

/// The program of a composition, made once: to evaluate it at many points.
pub fn composition(op: Op) -> &'static Program {
    static PROGRAMS: [OnceLock<Program>; 256] = [const { OnceLock::new() }; 256];
    PROGRAMS[op as usize].get_or_init(|| {
        let builder = Builder::new(op.arity() as u32);
        let args: Vec<Term> = (0..op.arity() as u32).map(|input| builder.term(Value(input))).collect();
        let output = builder.value(call(op, &args));
        builder.finish([output])
    })
}

/// The composition that the op is, or what an internal op reads as, by the stored rule of an op that has one.
pub fn formula<'b>(op: Op, args: &[Term<'b>]) -> Term<'b> {
    run(of(op, true).program, args)[0]
}

/// The partial derivatives by each argument, by the stored rule of an op that is no composition.
pub fn partials<'b>(op: Op, args: &[Term<'b>], omega: Term<'b>) -> Vec<Partial<'b>> {
    let inputs: Vec<Term> = args.iter().copied().chain([omega]).listed();
    let Rule { kinds, program } = of(op, false);
    let mut outputs = run(program, &inputs).into_iter();
    let mut next = || outputs.next().expect("an output for every factor and condition");
    let partial = |&kind: &u8| match kind {
        ZERO => Partial::Zero,
        FACTOR => Partial::Factor(next()),
        _ => Partial::When(next(), next()),
    };
    kinds.iter().map(partial).listed()
}
