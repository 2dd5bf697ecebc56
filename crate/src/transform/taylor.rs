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
//! factor is the sine that is there. Products and quotients have shorter rules of their own; where no factor has a
//! derivative, as of sums and choices, y_k = Σ u_k r_0.
//!
//! A coefficient that is 0 by construction, as the second of x + t, is none, and not computed with: to the simplifier
//! x · 0 is no constant. Coefficients carry the condition under which they are *live*, as adjoints do (see
//! [`grad`](super::grad)): where no taken branch leads to the input, all but the first are 0, and products with them are
//! formed inside a `where`.

use super::attached::Attached;
use super::grad::first_reduction;
use super::grad::refusal::{reason, refused, Reason};
use super::grad::sweep::active;
use crate::error::Error;
use crate::lists::filled;
use crate::op::rules::Partial;
use crate::op::Op;
use crate::program::{Node, Program, Value};
use crate::term::{Builder, Outputs};

/// The most nodes while a program is built, or so many times those that it has: some seconds, and some hundred MB of
/// memory. A program of a thousand products has as many at order 32.
const MAX_NODES: usize = 1 << 21;
const MAX_NODES_PER_NODE: usize = 16;

/// The bytes of memory that a node takes while a program is built.
const NODE_BYTES: u64 = 64;

/// In place of the value of a coefficient that is 0 by construction.
const NONE: Value = Value(u32::MAX);

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
    let builder = Builder::of(program);
    let (zero, one) = (builder.intern(Node::constant(0.0)), builder.intern(Node::constant(1.0)));
    let (argument, width) = (Value(argnum), order as usize + 1);
    let (active, orders, live, coefficients) = (active(program, &[argnum]), Vec::new(), Vec::new(), Vec::new());
    let attached = Attached::of(program, &builder);
    let mut taylor =
        Taylor { builder: &builder, attached, argument, zero, one, active, orders, live, coefficients, width };
    let most = MAX_NODES.max(MAX_NODES_PER_NODE * program.len());
    if !taylor.expand(output, most) {
        return Err(Error::TooLarge { bytes: NODE_BYTES * most as u64 });
    }
    let outputs = taylor.outputs(output, first_reduction(program, &builder));
    builder.checked(outputs)
}

/// How an op's value follows one of its arguments.
struct Flow {
    argument: Value,
    /// Where it does.
    condition: Value,
    /// The partial derivative.
    factor: Value,
}

/// The values of a program as functions of one of its inputs.
struct Taylor<'b> {
    builder: &'b Builder,
    attached: Attached,
    /// The input.
    argument: Value,
    /// The constants.
    zero: Value,
    one: Value,
    /// By value, whether it may have a derivative at all.
    active: Vec<bool>,
    /// By value, the highest order that is needed of it.
    orders: Vec<u32>,
    /// By value, where its coefficients above order 0 need not be 0: everywhere if 1, and nowhere if 0.
    live: Vec<Value>,
    /// By value, its coefficients from order 0 on.
    coefficients: Vec<Value>,
    /// How many there are of each value.
    width: usize,
}

impl<'b> Taylor<'b> {
    /// Finds the coefficients of the output, and of all that they are computed from. False if that takes more than so
    /// many nodes, or four times as many coefficients.
    #[inline(never)]
    fn expand(&mut self, output: Value, most: usize) -> bool {
        let order = self.width as u32 - 1;
        self.need(output, order);
        // Arguments come before a value, its factors after it and with a lower order: so each value is met once, with
        // the highest order that anything needs of it.
        for order in (1..=order).rev() {
            for index in (0..self.orders.len()).rev() {
                if self.orders[index] == order {
                    if self.orders.len() * self.width > 4 * most {
                        return false;
                    }
                    for flow in self.flows_of(Value(index as u32)) {
                        self.need(flow.argument, order);
                        if self.active[flow.argument.index()] && !has_own_rule(self.node(Value(index as u32)).0) {
                            self.need(flow.factor, order - 1);
                        }
                    }
                }
            }
        }
        let count = self.orders.len();
        self.live = filled(self.zero, count * self.width);
        self.coefficients = filled(NONE, count * self.width);
        for index in 0..count {
            self.coefficients[index * self.width] = Value(index as u32);
        }
        for k in 1..=order {
            for index in 0..count {
                if self.orders[index] >= k {
                    let value = Value(index as u32);
                    let flows = self.flows_of(value);
                    let place = index * self.width + k as usize;
                    // Of a choice only that of the order: a branch may have none from an order on.
                    self.live[place] = if k == 1 || self.node(value).0 == Op::Where {
                        self.live_of(value, &flows, k)
                    } else {
                        self.live[place - 1]
                    };
                    self.coefficients[place] = self.coefficient(value, &flows, k);
                    if self.builder.count() as usize > most {
                        return false;
                    }
                }
            }
        }
        true
    }

    /// The output and its derivatives, refused in calls in which they have no one meaning.
    #[inline(never)]
    fn outputs(&self, output: Value, first_reduction: Op) -> Vec<Value> {
        let builder = self.builder;
        let by = Some(self.argument);
        let has_reduction_below = self.node(output).0 == Op::Like;
        // Those that a path from the output to the input passes: nothing else is needed to the full order.
        let mut reductions = Vec::new();
        for index in 0..self.orders.len() {
            let value = Value(index as u32);
            let (op, args) = self.node(value);
            if self.orders[index] as usize + 1 == self.width && builder.reduction(&Node::Op(op, args)).is_some() {
                reductions.push((op, value, args[0]));
            }
        }
        // Totals reduce in some calls alone: in others the output and its derivatives are those at each element.
        let of_output = builder.direct(output);
        let may_be_elementwise = reductions.iter().all(|&(op, ..)| op == Op::Total);
        let set = if may_be_elementwise { builder.union(of_output, by) } else { by };
        let mut outputs = vec![output];
        let mut factorial = 1.0;
        for k in 1..self.width as u32 {
            factorial *= f64::from(k);
            let derivative = self.or_zero(self.times(self.at(output, k), self.constant(factorial as f32)));
            if !has_reduction_below {
                outputs.push(derivative);
                continue;
            }
            let mut term = builder.term(derivative);
            // First of all by a batch, for which another transform alone helps.
            for (why, some) in [(Reason::ByElement, by), (Reason::Mixes, of_output)] {
                for &(op, value, of) in &reductions {
                    let (numbers, others) =
                        if op == Op::Total { (builder.direct(value), builder.direct(of)) } else { (None, some) };
                    term = refused(builder, term, [numbers, some, others], reason(why, op));
                }
            }
            if reductions.is_empty() {
                term = refused(builder, term, [by, of_output, of_output], reason(Reason::Ambiguous, first_reduction));
            }
            outputs.push(builder.output_like(term, set));
        }
        outputs
    }

    /// Notes that this order is needed of a value.
    fn need(&mut self, value: Value, order: u32) {
        self.attached.extend(self.builder, self.builder.count() as usize);
        for index in self.orders.len()..self.builder.count() as usize {
            self.orders.push(0);
            if index >= self.active.len() {
                let node = self.builder.node(Value(index as u32));
                let is_active = node.is_some_and(|node| node.args().iter().any(|arg| self.active[arg.index()]));
                self.active.push(is_active);
            }
        }
        if self.active[value.index()] && self.orders[value.index()] < order {
            self.orders[value.index()] = order;
        }
    }

    /// The op and the arguments of a value; of what is no op's an op that does not matter.
    fn node(&self, value: Value) -> (Op, [Value; 3]) {
        match self.builder.node(value) {
            Some(Node::Op(op, args)) => (op, args),
            _ => (Op::Every, [NONE; 3]),
        }
    }

    /// What a value follows.
    fn flows_of(&self, value: Value) -> Vec<Flow> {
        let builder = self.builder;
        let mut flows = Vec::new();
        let Some(node) = builder.node(value) else { return flows };
        let partials = self.attached.partials(builder, value, &node);
        for (&argument, partial) in node.args().iter().zip(partials) {
            let (condition, factor) = match partial {
                Partial::Zero => continue,
                Partial::Factor(factor) => (1.0.into(), factor),
                Partial::When(condition, factor) => (condition, factor),
            };
            flows.push(Flow { argument, condition: builder.value(condition), factor: builder.value(factor) });
        }
        flows
    }

    /// Where the coefficient of order k of a value need not be 0.
    fn live_of(&self, value: Value, flows: &[Flow], k: u32) -> Value {
        let (op, args @ [x, set, _]) = self.node(value);
        let is_sum = x != NONE && self.builder.reduction(&Node::Op(op, args)).is_some();
        let mut live = if value == self.argument { self.one } else { self.zero };
        for (i, flow) in flows.iter().enumerate() {
            let mut gate = self.gate(flow, k);
            // Of a sum, where any part is: a branch that no element takes may not make a NaN of it.
            if is_sum && i >= unsummed(op) {
                let set = match op {
                    Op::Total => set,
                    Op::Attach | Op::AttachNext => x,
                    _ => self.zero,
                };
                gate = self.apply(Op::Ne, self.apply(Op::Total, gate, set, NONE), self.zero, NONE);
            }
            live = self.apply(Op::Or, live, gate, NONE);
        }
        live
    }

    /// Where the coefficient of order k of the flow's argument is live, and the op follows it.
    fn gate(&self, flow: &Flow, k: u32) -> Value {
        self.apply(Op::And, self.live(flow.argument, k), flow.condition, NONE)
    }

    fn live(&self, value: Value, k: u32) -> Value {
        match k {
            0 => self.one,
            _ if self.at(value, k) == NONE => self.zero,
            _ => self.live[value.index() * self.width + k as usize],
        }
    }

    fn constant(&self, c: f32) -> Value {
        self.builder.intern(Node::constant(c))
    }

    /// An op of as many of the values as it takes; nothing, if one of them is.
    #[inline(never)]
    fn apply(&self, op: Op, a: Value, b: Value, c: Value) -> Value {
        let args = [a, b, c];
        for &arg in &args[..op.arity()] {
            if arg == NONE {
                return NONE;
            }
        }
        self.builder.apply(op, args)
    }

    /// The value where it is live, and else 0, whatever it is.
    fn where_(&self, live: Value, value: Value) -> Value {
        self.apply(Op::Where, live, value, self.zero)
    }

    fn times(&self, a: Value, b: Value) -> Value {
        self.apply(Op::Mul, a, b, NONE)
    }

    fn or_zero(&self, value: Value) -> Value {
        if value == NONE {
            self.zero
        } else {
            value
        }
    }

    /// The coefficient of order k.
    fn at(&self, value: Value, k: u32) -> Value {
        self.coefficients[value.index() * self.width + k as usize]
    }

    /// The sum of two values, of which either may be none. Nothing is promised of the sign of a zero.
    fn plus(&self, a: Value, b: Value) -> Value {
        if a == NONE || b == self.zero {
            return if a == NONE { b } else { a };
        }
        if b == NONE || a == self.zero {
            return if b == NONE { a } else { b };
        }
        let ((op, [c, x, y]), (other, [d, z, w])) = (self.node(a), self.node(b));
        let has_zero = |x, z| x == self.zero || z == self.zero;
        if op == other && op == Op::Neg {
            // -c - d = -(c + d)
            self.apply(op, self.plus(c, d), NONE, NONE)
        } else if op == other && op == Op::Where && c == d && has_zero(x, z) && has_zero(y, w) {
            // What is live in the same places, or where the other is not.
            self.apply(op, c, self.plus(x, z), self.plus(y, w))
        } else {
            self.apply(Op::Add, a, b, NONE)
        }
    }

    /// The sum of the terms from number `first` on, of which there are `count`, 1 at least, pair by pair.
    #[inline(never)]
    fn sum(&self, first: u32, count: u32, term: &dyn Fn(u32) -> Value) -> Value {
        if count == 1 {
            return term(first);
        }
        let half = count / 2;
        self.plus(self.sum(first, half, term), self.sum(first + half, count - half, term))
    }

    /// The coefficient of order k, 1 or above, of a value that has a derivative, from those that come before.
    #[inline(never)]
    fn coefficient(&self, value: Value, flows: &[Flow], k: u32) -> Value {
        let (op, args @ [x, y, z]) = self.node(value);
        if x == NONE {
            return if k == 1 && value == self.argument { self.one } else { NONE };
        }
        let mut term = match op {
            // (x y)_k = Σ x_j y_{k-j}
            Op::Mul | Op::MulNoNan | Op::Dot | Op::Square => {
                let y = if op == Op::Square { x } else { y };
                self.sum(0, k + 1, &|j| {
                    let live = self.apply(Op::And, self.live(x, j), self.live(y, k - j), NONE);
                    self.where_(live, self.times(self.at(x, j), self.at(y, k - j)))
                })
            }
            // For q = x / y, x_k = Σ y_j q_{k-j}
            Op::Div | Op::Reciprocal => {
                let [x, y] = if op == Op::Div { [x, y] } else { [self.one, x] };
                let others =
                    self.sum(1, k, &|j| self.where_(self.live(y, j), self.times(self.at(y, j), self.at(value, k - j))));
                let product = self.plus(self.at(x, k), self.apply(Op::Neg, others, NONE, NONE));
                self.where_(self.live[value.index() * self.width + 1], self.apply(Op::Div, product, y, NONE))
            }
            Op::Mean => self.at(x, k),
            Op::Attach | Op::AttachNext if self.builder.reduction(&Node::Op(op, args)).is_some() => {
                // What is attached is summed, and the value that it is attached to is not.
                let (of_value, attached) = flows.split_at(unsummed(op).min(flows.len()));
                let mut sum = self.weighted(attached, k);
                for arg in [y, z] {
                    sum = self.apply(Op::Like, sum, arg, NONE);
                }
                return self.plus(self.weighted(of_value, k), self.apply(Op::Total, sum, x, NONE));
            }
            _ => self.weighted(flows, k),
        };
        if op == Op::Total {
            term = self.apply(Op::Like, term, x, NONE);
        }
        if let Op::Like | Op::Total | Op::Refuse = op {
            // A call that the value refuses is refused by its derivatives as well.
            return self.apply(op, term, y, z);
        }
        if !op.properties().is_reduction() {
            return term;
        }
        // Summed over all elements, if the arguments differ between them, though this does not.
        for &arg in &args[..op.arity()] {
            term = self.apply(Op::Like, term, arg, NONE);
        }
        self.apply(if op == Op::Mean { op } else { Op::Sum }, term, NONE, NONE)
    }

    /// The coefficient of order k of what follows its arguments so: by Σ j u_j r_{k-j} / k.
    #[inline(never)]
    fn weighted(&self, flows: &[Flow], k: u32) -> Value {
        let (mut linear, mut weighted) = (NONE, NONE);
        for flow in flows {
            let is_linear = (1..k).all(|j| self.at(flow.factor, j) == NONE);
            let is_constant = matches!(self.builder.node(flow.factor), Some(Node::Const(_)));
            let sum = self.sum(1, k, &|j| {
                let weight = self.constant(if is_linear { 1 } else { j } as f32);
                let weighted = self.times(self.at(flow.argument, j), weight);
                let gate = if is_constant { flow.condition } else { self.gate(flow, j) };
                self.where_(gate, self.times(weighted, self.at(flow.factor, k - j)))
            });
            let total = if is_linear { &mut linear } else { &mut weighted };
            *total = self.plus(*total, sum);
        }
        self.plus(linear, self.apply(Op::Div, weighted, self.constant(k as f32), NONE))
    }
}

/// How many of the flows of an op that is a sum, the first ones, are not summed: that of the value that an attach comes
/// after others.
fn unsummed(op: Op) -> usize {
    usize::from(op == Op::AttachNext)
}

/// Whether coefficients of the op are not made of its partial derivatives, or of those at order 0 alone.
fn has_own_rule(op: Op) -> bool {
    matches!(op, Op::Mul | Op::MulNoNan | Op::Dot | Op::Square | Op::Div | Op::Reciprocal | Op::Mean)
}
