//! Taylor mode: the derivatives of a function by one input, of all orders up to one, in one program.
//!
//! Every value of the program is a function of the input, with normalised Taylor coefficients y_k, the k-th derivative
//! over k!. An op y = φ(u) has them by the rule for its first derivative alone: with φ' = r, written in ops of u and y,
//!
//! ```text
//! k y_k = Σ_{j=1..k} j u_j r_{k-j}
//! ```
//!
//! (Griewank and Walther, Evaluating Derivatives, 2008, chapter 13: y as the solution of dy = r du). The factor r is a
//! value of the program like any other, one order lower. Values are hash-consed, so that the factor of sin is cos, whose
//! factor is the sine that is there. Products, quotients and choices have shorter rules of their own.
//!
//! A coefficient that is 0 by construction, as the second of x + t, is none, and not computed with: to the simplifier
//! x · 0 is no constant. Coefficients carry the condition under which they are *live*, as adjoints do (see
//! [`grad`](super::grad)): where no taken branch leads to the input, all but the first are 0, and products with them are
//! formed inside a `where`.

use super::grad::refusal::{reason, refused, Reason};
use super::grad::{first_reduction, output_like};
use crate::error::Error;
use crate::lists::Listed;
use crate::op::rules::flows;
use crate::op::rules::functions::{and, any, like, ne, or, refuse, square, total, where_};
use crate::op::rules::Partial;
use crate::op::Op;
use crate::program::{Node, Program, Value};
use crate::term::{call, Builder, Outputs, Set, Term};
use core::ops::RangeInclusive;

/// The most nodes while a program is built: some seconds, and some hundred MB of memory. A program of a thousand nodes
/// has as many at order 32 if each is a product.
const MAX_NODES: u32 = 1 << 22;

/// The bytes of memory that a node takes while a program is built.
const NODE_BYTES: u64 = 64;

/// The program's first output, and its derivatives by the input `argnum` of orders 1 to `order`, at most 32: above, their
/// factorials overflow.
///
/// The result has the same inputs, of which the first `own` are the function's arguments.
///
/// # Errors
/// If there is no output or no such input, or the result gets too large.
pub fn derivatives(program: &Program, argnum: u32, order: u32, own: u32) -> Result<Program, Error> {
    if program.outputs().is_empty() {
        return Err(Error::NoOutput);
    }
    if argnum >= program.inputs() {
        return Err(Error::NoSuchInput { argnum, inputs: program.inputs() });
    }
    let program = &program.normalised(own, Outputs::Traced)?;
    let output = program.outputs()[0];
    let argument = Value(argnum);
    let builder = Builder::of(program);
    let taylor = Taylor::of(&builder, argument, output, order)?;
    let has_reduction_below = matches!(builder.node(output), Some(Node::Op(Op::Like, _)));
    let reductions = taylor.reductions(order);
    let mut outputs = Vec::with_capacity(order as usize + 1);
    outputs.push(output);
    let mut factorial = 1.0;
    for k in 1..=order {
        factorial *= f64::from(k);
        let mut term = taylor.at(builder.term(output), k).map_or(Term::Const(0.0), |term| term * factorial as f32);
        let (by, of_output) = (Some(argument), builder.direct(output));
        outputs.push(if !reductions.is_empty() {
            // First of all by a batch, for which nothing but another transform helps.
            for why in [Reason::ByElement, Reason::Mixes] {
                let some = if let Reason::Mixes = why { of_output } else { by };
                for &(op, of, target) in &reductions {
                    let others = if op == Op::Total { of } else { some };
                    term = refused(&builder, term, [target, some, others], reason(why, op));
                }
            }
            output_like(&builder, term, by)
        } else if has_reduction_below {
            let reason = reason(Reason::Ambiguous, first_reduction(program));
            term = refused(&builder, term, [by, of_output, of_output], reason);
            output_like(&builder, term, builder.union(of_output, by))
        } else {
            builder.value(term)
        });
    }
    builder.checked(outputs)
}

/// How an op's value follows one of its arguments.
struct Flow<'b> {
    argument: Term<'b>,
    /// Where it does.
    condition: Term<'b>,
    /// The partial derivative, or what that is the negative of.
    factor: Term<'b>,
    is_negative: bool,
}

/// A value of the program as a function of the input.
struct Function<'b> {
    /// Whether it has a derivative at all.
    is_active: bool,
    /// The highest order that is needed of it.
    order: u32,
    /// Where its coefficients of orders above 0 need not be 0; everywhere, if 1.
    live: Term<'b>,
    /// The arguments that have a derivative.
    flows: Vec<Flow<'b>>,
    /// Of orders 1 and above; nothing, if 0 by construction.
    coefficients: Vec<Option<Term<'b>>>,
}

struct Taylor<'b> {
    builder: &'b Builder,
    argument: Value,
    /// By value.
    functions: Vec<Function<'b>>,
}

impl<'b> Taylor<'b> {
    /// The coefficients of the output up to this order, and of all that they are computed from.
    fn of(builder: &'b Builder, argument: Value, output: Value, order: u32) -> Result<Self, Error> {
        let mut taylor = Taylor { builder, argument, functions: Vec::new() };
        taylor.extend()?;
        taylor.need(builder.term(output), order);
        // Arguments come before a value, its factors after it and with a lower order: so each value is met once, with
        // the highest order that anything needs of it.
        for order in (1..=order).rev() {
            for index in (0..taylor.functions.len()).rev() {
                if taylor.functions[index].order == order {
                    taylor.follow(Value(index as u32), order)?;
                }
            }
        }
        for k in 1..=order {
            for index in 0..taylor.functions.len() {
                if taylor.functions[index].order >= k {
                    if k == 1 {
                        taylor.functions[index].live = taylor.live_of(Value(index as u32));
                    }
                    let coefficient = taylor.coefficient(Value(index as u32), k);
                    taylor.functions[index].coefficients.push(coefficient);
                    taylor.checked()?;
                }
            }
        }
        Ok(taylor)
    }

    fn checked(&self) -> Result<(), Error> {
        match self.builder.len() {
            0..=MAX_NODES => Ok(()),
            nodes => Err(Error::TooLarge { bytes: NODE_BYTES * u64::from(nodes) }),
        }
    }

    /// Adds the values that are new.
    fn extend(&mut self) -> Result<(), Error> {
        for index in self.functions.len() as u32..self.builder.len() {
            let is_active = match self.builder.node(Value(index)) {
                None => index == self.argument.0,
                Some(Node::Const(_)) => false,
                Some(node @ Node::Op(op, _)) => {
                    node.args().iter().zip(flows(op)).any(|(arg, flows)| flows && self.functions[arg.index()].is_active)
                }
            };
            let (live, flows, coefficients) = (1.0.into(), Vec::new(), Vec::new());
            self.functions.push(Function { is_active, order: 0, live, flows, coefficients });
        }
        self.checked()
    }

    fn function(&self, term: Term<'b>) -> Option<&Function<'b>> {
        match term {
            Term::Value(_, value) => Some(&self.functions[value.index()]),
            Term::Const(_) => None,
        }
    }

    /// Notes that this order is needed of a value.
    fn need(&mut self, term: Term<'b>, order: u32) {
        if let Term::Value(_, value) = term {
            let function = &mut self.functions[value.index()];
            if function.is_active {
                function.order = function.order.max(order);
            }
        }
    }

    /// Finds what a value follows, and what is needed of that.
    fn follow(&mut self, value: Value, order: u32) -> Result<(), Error> {
        let Some(node @ Node::Op(op, _)) = self.builder.node(value) else { return Ok(()) };
        let operands = self.builder.operands(op, node.args());
        let partials = op.partials(&operands[..op.arity()], self.builder.term_of(value));
        self.extend()?;
        let mut flows = Vec::new();
        for (&argument, partial) in operands.iter().zip(partials) {
            let (condition, mut factor) = match partial {
                Partial::Zero => continue,
                Partial::Factor(factor) => (1.0.into(), factor),
                Partial::When(condition, factor) => (condition, factor),
            };
            if !self.function(argument).is_some_and(|function| function.is_active) {
                continue;
            }
            let parts = factor.parts();
            let is_negative = matches!(parts, Some((Op::Neg, _)));
            if let (true, Some((_, [inner, ..]))) = (is_negative, parts) {
                factor = inner;
            }
            self.need(argument, order);
            if !has_own_rule(op) {
                self.need(factor, order - 1);
            }
            flows.push(Flow { argument, condition, factor, is_negative });
        }
        self.functions[value.index()].flows = flows;
        Ok(())
    }

    /// Where the coefficients of a value above order 0 need not be 0.
    fn live_of(&self, value: Value) -> Term<'b> {
        let Some(node @ Node::Op(op, args)) = self.builder.node(value) else { return 1.0.into() };
        let mut live = Term::Const(0.0);
        for flow in &self.functions[value.index()].flows {
            live = or(live, self.gate(flow));
        }
        if let (Term::Value(_, of), Some(_)) = (live, node.reduction()) {
            // Of a sum, where any part is: a branch that no element takes may not make a NaN of it.
            if op == Op::Total {
                live = ne(total(ne(live, 0.0), self.builder.term(args[1])), 0.0);
            } else if self.builder.direct(of).is_some() {
                live = any(live);
            }
        }
        live
    }

    fn live(&self, term: Term<'b>) -> Term<'b> {
        self.function(term).map_or(1.0.into(), |function| function.live)
    }

    /// Where the flow's argument is live, and the op follows it.
    fn gate(&self, flow: &Flow<'b>) -> Term<'b> {
        and(self.live(flow.argument), flow.condition)
    }

    /// The coefficient of order k, if it is none that is 0 by construction; that of order 0 is the value.
    fn at(&self, term: Term<'b>, k: u32) -> Option<Term<'b>> {
        match k.checked_sub(1) {
            None => Some(term),
            Some(index) => self.function(term)?.coefficients.get(index as usize).copied().flatten(),
        }
    }

    /// The products of coefficients, that of order j of `a` with that of order k - j of `b`, for each j.
    fn products(&self, a: Term<'b>, b: Term<'b>, k: u32, js: RangeInclusive<u32>) -> Vec<Term<'b>> {
        js.filter_map(|j| Some(self.at(a, j)? * self.at(b, k - j)?)).listed()
    }

    /// The coefficient of order k, 1 or above, of a value, from those that come before.
    fn coefficient(&self, value: Value, k: u32) -> Option<Term<'b>> {
        let builder = self.builder;
        let Some(node @ Node::Op(op, args)) = builder.node(value) else { return (k == 1).then_some(1.0.into()) };
        let operands @ [x, y, z] = builder.operands(op, node.args());
        let own = builder.term(value);
        let mut terms = Vec::new();
        match op {
            // (x y)_k = Σ x_j y_{k-j}
            Op::Mul | Op::MulNoNan | Op::Dot => {
                add_where(&mut terms, self.live(y), self.products(x, y, k, 0..=0));
                add_where(&mut terms, and(self.live(x), self.live(y)), self.products(x, y, k, 1..=k - 1));
                add_where(&mut terms, self.live(x), self.products(x, y, k, k..=k));
            }
            // The same, with equal products only once.
            Op::Square => {
                let mut squares = Vec::new();
                squares.extend(sum(self.products(x, x, k, 0..=(k - 1) / 2)).map(|half| half * 2.0));
                if k % 2 == 0 {
                    squares.extend(self.at(x, k / 2).map(square));
                }
                add_where(&mut terms, self.live(x), squares);
            }
            // For q = x / y, x_k = Σ y_j q_{k-j}
            Op::Div | Op::Reciprocal => {
                let (x, y) = if op == Op::Div { (x, y) } else { (1.0.into(), x) };
                let mut others = Vec::new();
                add_where(&mut others, self.live(y), self.products(y, own, k, 1..=k));
                let numerator = match (self.at(x, k), sum(others)) {
                    (Some(x), Some(others)) => x - others,
                    (None, Some(others)) => -others,
                    (x, None) => x?,
                };
                add_where(&mut terms, self.live(own), vec![numerator / y]);
            }
            // By the condition at order 0.
            Op::Where => {
                let branches @ (a, b) = (self.at(y, k), self.at(z, k));
                if branches != (None, None) {
                    terms.push(where_(x, a.unwrap_or(0.0.into()), b.unwrap_or(0.0.into())));
                }
            }
            Op::Mean => terms.extend(self.at(x, k)),
            _ => {
                let mut weighted = Vec::new();
                for flow in &self.functions[value.index()].flows {
                    let Flow { argument, factor, .. } = *flow;
                    let is_linear = (1..k).all(|j| self.at(factor, j).is_none());
                    let products = if is_linear {
                        self.products(argument, factor, k, k..=k)
                    } else {
                        let product = |j| Some(self.at(argument, j)? * j as f32 * self.at(factor, k - j)?);
                        (1..=k).filter_map(product).listed()
                    };
                    let gate = match factor {
                        Term::Const(c) if c.is_finite() => flow.condition,
                        _ => self.gate(flow),
                    };
                    let mut sums = Vec::new();
                    add_where(&mut sums, gate, products);
                    let Some(sum) = sum(sums) else { continue };
                    let sum = if flow.is_negative { -sum } else { sum };
                    if is_linear { &mut terms } else { &mut weighted }.push(sum);
                }
                terms.extend(sum(weighted).map(|sum| sum / k as f32));
            }
        }
        let mut term = sum(terms)?;
        let set = |arg: usize| builder.term(args[arg]);
        match op {
            Op::Like => term = like(term, set(1)),
            Op::Total => term = total(like(term, set(0)), set(1)),
            // A call that the value refuses is refused by its derivatives as well.
            Op::Refuse => term = refuse(builder.term(builder.value(term)), set(1), set(2)),
            _ if node.reduction().is_some() => {
                // Summed over all elements, if the arguments differ between them, though this does not.
                for arg in operands {
                    term = like(term, arg);
                }
                let term = builder.term(builder.value(term));
                return Some(call(if op == Op::Mean { op } else { Op::Sum }, &[term]));
            }
            _ => {}
        }
        Some(term)
    }

    /// The reductions that a path to the input passes: the op, what the sum depends on, and for a total what it is summed
    /// for.
    fn reductions(&self, order: u32) -> Vec<(Op, Set, Set)> {
        let mut reductions = Vec::new();
        for (index, function) in self.functions.iter().enumerate() {
            let value = Value(index as u32);
            // Nothing else is needed to the full order.
            if function.order != order || order == 0 {
                continue;
            }
            let Some(node) = self.builder.node(value) else { continue };
            if let Some(op) = node.reduction() {
                let direct = |value| self.builder.direct(value);
                let is_total = op == Op::Total;
                let entry = if is_total { (op, direct(node.args()[0]), direct(value)) } else { (op, None, None) };
                if !reductions.contains(&entry) {
                    reductions.push(entry);
                }
            }
        }
        reductions
    }
}

/// Whether coefficients of the op are not made of its partial derivatives, or of those at order 0 alone.
fn has_own_rule(op: Op) -> bool {
    matches!(op, Op::Mul | Op::MulNoNan | Op::Dot | Op::Square | Op::Div | Op::Reciprocal | Op::Where | Op::Mean)
}

/// Adds the terms to others where they are live; elsewhere 0, whatever they are.
fn add_where<'b>(terms: &mut Vec<Term<'b>>, live: Term<'b>, new: Vec<Term<'b>>) {
    if live == 1.0.into() {
        terms.extend(new);
    } else {
        terms.extend(sum(new).map(|sum| where_(live, sum, 0.0)));
    }
}

/// The sum of the terms, pair by pair; nothing, of none.
fn sum(mut terms: Vec<Term<'_>>) -> Option<Term<'_>> {
    while terms.len() > 1 {
        let count = terms.len();
        for i in 0..count / 2 {
            terms[i] = terms[2 * i] + terms[2 * i + 1];
        }
        if count % 2 == 1 {
            terms[count / 2] = terms[count - 1];
        }
        terms.truncate(count.div_ceil(2));
    }
    terms.pop()
}
