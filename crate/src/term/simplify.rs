//! Rewrites of one op into something simpler, each under its equation.
//!
//! A rule holds for every float32 to the bit (NaN for NaN), infinities and the signs of zeros included; the one
//! exception is pow by a few exponents, whose results get more accurate. Derivatives are those of the simpler form:
//! they are the same but at a kink that goes. A rule that removes an abs removes its kink: the second derivative of
//! |x²| at 0 is 2, that of x², and not 0, that of an abs at its kink. So `x + 0` stays, for it turns -0 into 0, and so
//! does `x * 0`; nothing reassociates. A rule never makes a program slower, and its result is shorter or moves towards
//! the one form that equal programs share: constants right, negations outward, `<` for `>`.
//!
//! What holds of many ops is a [property](crate::op::Properties) of each in the table, and one rule here.

use super::{call, Term};
use crate::op::rules::functions::{ne, neg, reciprocal, square, where_};
use crate::op::{powers, Op};
use Term::Const;

/// A simpler term that equals `op(args)`, if a rule applies.
pub fn simplify<'b>(op: Op, args: &[Term<'b>]) -> Option<Term<'b>> {
    let special = match *args {
        [x] => unary(op, x),
        [x, y] => binary(op, x, y),
        [condition, x, y] if op == Op::Where => choice(condition, x, y),
        // c x^(2 - 1) = c x
        [x, y, c] if op == Op::PowTerm && is(y, 2.0) => Some(x * c),
        _ => None,
    };
    special.or_else(|| symmetric(op, args))
}

/// Of an argument in which the op is odd or even.
fn symmetric<'b>(op: Op, args: &[Term<'b>]) -> Option<Term<'b>> {
    let (arg, is_odd, inner) = args.iter().enumerate().find_map(|(arg, term)| match term.parts()? {
        // f(-a) = -f(a)
        (Op::Neg, [inner, ..]) if op.properties().is_odd(arg) => Some((arg, true, inner)),
        // f(-a) = f(|a|) = f(a)
        (Op::Neg | Op::Abs, [inner, ..]) if op.properties().is_even(arg) => Some((arg, false, inner)),
        _ => None,
    })?;
    let mut args = args.to_vec();
    args[arg] = inner;
    let value = call(op, &args);
    Some(if is_odd { -value } else { value })
}

fn unary(op: Op, x: Term<'_>) -> Option<Term<'_>> {
    let (inner, [a, b, _]) = x.parts()?;
    Some(match (op, inner) {
        // -(-a) = a
        (Op::Neg, Op::Neg) => a,
        // -(a * c) = a * -c
        (Op::Neg, Op::Mul) => match b {
            Const(c) => a * -c,
            _ => return None,
        },
        // |x| = x where x cannot be negative
        (Op::Abs, _) if inner.properties().is_nonnegative() => x,
        // f(f(a)) = f(a)
        _ if op == inner && op.properties().is_idempotent() => x,
        // not (a = b) is a ≠ b, and the reverse (not (a < b) is not a >= b: NaN)
        (Op::Not, Op::Eq) => call(Op::Ne, &[a, b]),
        (Op::Not, Op::Ne) => call(Op::Eq, &[a, b]),
        // not not a = a, for a truth value
        (Op::Not, Op::Not) if is_truth(a) => a,
        _ => return None,
    })
}

fn binary<'b>(op: Op, x: Term<'b>, y: Term<'b>) -> Option<Term<'b>> {
    let (nx, ny) = (negated(x), negated(y));
    Some(match op {
        // One order of the arguments for ops that have none: a constant last, else the older value first.
        _ if op.properties().is_commutative() && after(x, y) => call(op, &[y, x]),
        // x > y = y < x
        Op::Gt => call(Op::Lt, &[y, x]),
        // x >= y = y <= x
        Op::Ge => call(Op::Le, &[y, x]),

        // x + -0 = x
        Op::Add if is(y, -0.0) => x,
        // x + -b = x - b
        Op::Add if ny.is_some() => x - ny?,
        // -a + y = y - a
        Op::Add if nx.is_some() => y - nx?,
        // x - 0 = x
        Op::Sub if is(y, 0.0) => x,
        // -0 - y = -y
        Op::Sub if is(x, -0.0) => -y,
        // x - -b = x + b
        Op::Sub if ny.is_some() => x + ny?,

        // x * 1 = x
        Op::Mul if is(y, 1.0) => x,
        // x * -1 = -x
        Op::Mul if is(y, -1.0) => -x,
        // -a * c = a * -c
        Op::Mul if nx.is_some() && matches!(y, Const(_)) => nx? * neg(y),
        // x * x = x²
        Op::Mul if x == y => square(x),

        // x / 1 = x
        Op::Div if is(y, 1.0) => x,
        // x / c = x * (1 / c), if 1 / c is exact
        Op::Div if exact_reciprocal(y).is_some() => x * exact_reciprocal(y)?,
        // 1 / y
        Op::Div if is(x, 1.0) => reciprocal(y),

        // x^0 = 1
        Op::Pow if is(y, 0.0) || is(y, -0.0) => Const(1.0),
        // x^1 = x
        Op::Pow if is(y, 1.0) => x,
        // x^2 = x², x^-1 = 1/x, other small powers and their derivatives: not always the bits of pow, but correctly
        // rounded, or nearly
        Op::Pow if is(y, 2.0) => square(x),
        Op::Pow if is(y, -1.0) => reciprocal(x),
        Op::Pow | Op::PowGradBase => {
            let Const(k) = y else { return None };
            let (y, c) = if op == Op::Pow { (k + 1.0, 1.0) } else { (k, k) };
            let is_fast = (y == 2.0 || powers::halves(y) != 0) && (op == Op::PowGradBase || y - 1.0 == k);
            return is_fast.then(|| call(Op::PowTerm, &[x, Const(y), Const(c)]));
        }

        // f(x, x) = x
        _ if x == y && op.properties().is_idempotent() => x,
        // x < x is false, NaN or not
        Op::Lt if x == y => Const(0.0),

        // x and true = x, x and false = false
        Op::And if is_true(y).is_some() => {
            if is_true(y)? {
                truth(x)
            } else {
                Const(0.0)
            }
        }
        // x or true = true, x or false = x
        Op::Or if is_true(y).is_some() => {
            if is_true(y)? {
                Const(1.0)
            } else {
                truth(x)
            }
        }
        // x and x = x or x = x
        Op::And | Op::Or if x == y && is_truth(x) => x,
        // x and not x = false, x or not x = true
        Op::And if complementary(x, y) => Const(0.0),
        Op::Or if complementary(x, y) => Const(1.0),
        // (a and b) and a = a and b
        Op::And if is_factor(x, y) => y,
        Op::And if is_factor(y, x) => x,
        // (a and b) or a = a
        Op::Or if is_factor(x, y) && is_truth(x) => x,
        Op::Or if is_factor(y, x) && is_truth(y) => y,
        _ => return None,
    })
}

fn choice<'b>(condition: Term<'b>, x: Term<'b>, y: Term<'b>) -> Option<Term<'b>> {
    // where(true, x, y) = x, where(false, x, y) = y
    if let Some(holds) = is_true(condition) {
        return Some(if holds { x } else { y });
    }
    // where(c, x, x) = x
    if x == y {
        return Some(x);
    }
    // where(c, 1, 0) = c, for a truth value
    if is(x, 1.0) && is(y, 0.0) && is_truth(condition) {
        return Some(condition);
    }
    if let Some((op, [a, b, _])) = condition.parts() {
        match op {
            // where(not a, x, y) = where(a, y, x)
            Op::Not => return Some(where_(a, y, x)),
            // where(a ≠ 0, x, y) = where(a, x, y)
            Op::Ne if is(b, 0.0) || is(b, -0.0) => return Some(where_(a, x, y)),
            _ => {}
        }
    }
    // where(c, where(c, a, _), y) = where(c, a, y)
    if let Some((Op::Where, [c, a, _])) = x.parts() {
        if c == condition {
            return Some(where_(condition, a, y));
        }
    }
    // where(c, x, where(c, _, b)) = where(c, x, b)
    if let Some((Op::Where, [c, _, b])) = y.parts() {
        if c == condition {
            return Some(where_(condition, x, b));
        }
    }
    None
}

/// Whether the term is this constant, to the bit.
fn is(term: Term<'_>, constant: f32) -> bool {
    term == Const(constant)
}

/// What the term is the negative of.
fn negated(term: Term<'_>) -> Option<Term<'_>> {
    match term.parts()? {
        (Op::Neg, [a, ..]) => Some(a),
        _ => None,
    }
}

/// Whether a condition is known.
fn is_true(term: Term<'_>) -> Option<bool> {
    match term {
        Const(c) => Some(c != 0.0),
        Term::Value(..) => None,
    }
}

/// Whether the term can only be 1 or 0.
fn is_truth(term: Term<'_>) -> bool {
    term.parts().is_some_and(|(op, _)| op.properties().is_truth())
}

/// The truth value of a condition: 1 or 0.
fn truth(term: Term<'_>) -> Term<'_> {
    if is_truth(term) {
        term
    } else {
        ne(term, 0.0)
    }
}

/// Whether one term is the `not` of the other.
fn complementary<'b>(x: Term<'b>, y: Term<'b>) -> bool {
    let is_not = |x: Term<'b>, y: Term<'b>| match (x.parts(), y.parts()) {
        (Some((Op::Not, [a, ..])), _) => a == y,
        (Some((Op::Eq, [a, b, _])), Some((Op::Ne, [c, d, _]))) => a == c && b == d,
        _ => false,
    };
    is_not(x, y) || is_not(y, x)
}

/// Whether `whole` is `part and b`, or `a and part`.
fn is_factor<'b>(part: Term<'b>, whole: Term<'b>) -> bool {
    matches!(whole.parts(), Some((Op::And, [a, b, _])) if a == part || b == part)
}

/// Whether a commutative op writes `x` after `y`.
fn after(x: Term<'_>, y: Term<'_>) -> bool {
    match (x, y) {
        (Const(_), Term::Value(..)) => true,
        (Term::Value(_, x), Term::Value(_, y)) => x > y,
        _ => false,
    }
}

/// 1 / c, if it is a normal number and exact: c is a power of two.
fn exact_reciprocal(term: Term<'_>) -> Option<f32> {
    let Const(c) = term else { return None };
    let reciprocal = 1.0 / c;
    let is_power_of_two = c.is_normal() && c.to_bits() & 0x007f_ffff == 0;
    (is_power_of_two && reciprocal.is_normal()).then_some(reciprocal)
}
