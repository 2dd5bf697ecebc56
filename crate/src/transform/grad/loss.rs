//! The reverse sweep through reductions, and what it refuses.
//!
//! A reduction gives its adjoint to every element: it is *spread*. The adjoint of a value depends directly on what the
//! value depends on, no more: a contribution that depends on more, on a batch say where the value is a number, is
//! [totalled](Op::Total), summed over the elements in calls in which it is a batch and the value is none. Contributions
//! that depend on the same are added first and totalled together.

use super::{elementwise, Adjoint};
use crate::op::rules::functions::{like, ne, refuse, total};
use crate::op::Op;
use crate::program::{Node, Program, Value};
use crate::term::{Builder, Set, Term};

/// Why a call is refused: [`Refuse`](Op::Refuse) has this number and the op's code in its constant.
#[derive(Clone, Copy)]
enum Reason {
    /// A differentiated path passes a reduction, and the output is a batch.
    Mixes = 0,
    /// The derivative by a number of a batch that a reduction enters: summed or not?
    Ambiguous = 1,
}

/// The derivatives of the output by every input.
pub fn gradients<'b>(
    program: &Program,
    builder: &'b Builder,
    argnums: &[u32],
    active: &[bool],
) -> Vec<Option<Term<'b>>> {
    let output = program.outputs()[0];
    let of_output = builder.direct(output);
    let has_reduction_below = matches!(builder.node(output), Some(Node::Op(Op::Like, _)));
    let mut sweep = Sweep::new(program, builder, active);
    sweep.run();
    let Sweep { adjoints, reductions, totals, .. } = sweep;
    let mut gradients = vec![None; program.inputs() as usize];
    if reductions.is_empty() && totals.is_empty() {
        let derivatives = elementwise(program, builder, active);
        for &argnum in argnums {
            let gradient = derivatives[argnum as usize].unwrap_or(Term::Const(0.0));
            gradients[argnum as usize] = Some(gradient);
            if has_reduction_below {
                // Elementwise: a batch in calls in which the output or the argument is one.
                let argument = Some(Value(argnum));
                let reason = reason(Reason::Ambiguous, first_reduction(program));
                let gradient = refused(builder, gradient, argument, of_output, of_output, reason);
                gradients[argnum as usize] = Some(output_like(builder, gradient, builder.union(of_output, argument)));
            }
        }
        return gradients;
    }
    for &argnum in argnums {
        let argument = Some(Value(argnum));
        let mut gradient = adjoints[argnum as usize].map_or(Term::Const(0.0), |adjoint| adjoint.value);
        for &op in &reductions {
            gradient = refused(builder, gradient, None, of_output, of_output, reason(Reason::Mixes, op));
        }
        for &(summed, target) in &totals {
            gradient = refused(builder, gradient, target, of_output, summed, reason(Reason::Mixes, Op::Sum));
        }
        gradients[argnum as usize] = Some(output_like(builder, gradient, argument));
    }
    gradients
}

/// The term, in calls but those in which all `numbers` are numbers and both of the other sets have a batch.
fn refused<'b>(builder: &'b Builder, term: Term<'b>, numbers: Set, some: Set, others: Set, reason: f32) -> Term<'b> {
    let [numbers, some, others] = [numbers, some, others].map(|set| builder.term(builder.value_of_set(set)));
    let case = crate::op::rules::functions::case(numbers, some, others);
    // A constant needs a node to be refused.
    refuse(builder.term(builder.value(term)), case, builder.term(builder.value(reason.into())))
}

/// A term as an output that is a batch if any of the set is.
fn output_like<'b>(builder: &'b Builder, term: Term<'b>, set: Set) -> Term<'b> {
    let value = builder.without_like(builder.value(term));
    builder.term(builder.intern(Node::op(Op::Like, &[value, builder.value_of_set(set)])))
}

/// The constant that tells why a call is refused, and because of which op.
fn reason(reason: Reason, op: Op) -> f32 {
    let op = match op {
        Op::VarianceAbout => Op::Variance,
        Op::StdAbout => Op::Std,
        _ => op,
    };
    (reason as u32 * 256 + op as u32) as f32
}

/// The first reduction of the program, to be named.
fn first_reduction(program: &Program) -> Op {
    let mut reductions = program.nodes().iter().filter_map(|node| match *node {
        Node::Op(op, _) if op.properties().is_reduction() => Some(op),
        _ => None,
    });
    reductions.next().unwrap_or(Op::Sum)
}

/// The sweep under construction.
struct Sweep<'a, 'b> {
    program: &'a Program,
    builder: &'b Builder,
    active: &'a [bool],
    /// For every value what flows back to it, by what that depends on.
    contributions: Vec<Vec<(Set, Adjoint<'b>)>>,
    /// The adjoints of the inputs.
    adjoints: Vec<Option<Adjoint<'b>>>,
    /// The reductions that something flowed back through.
    reductions: Vec<Op>,
    /// Likewise totals: what the summed value depends on, and what it is summed for.
    totals: Vec<(Set, Set)>,
}

impl<'a, 'b> Sweep<'a, 'b> {
    fn new(program: &'a Program, builder: &'b Builder, active: &'a [bool]) -> Self {
        let contributions = vec![Vec::new(); program.len()];
        Sweep { program, builder, active, contributions, adjoints: vec![], reductions: vec![], totals: vec![] }
    }

    fn run(&mut self) {
        let output = self.program.outputs()[0];
        let seed = self.like(1.0.into(), self.builder.direct(output));
        self.contribute(output, Adjoint { value: seed, live: 1.0.into() });
        for (value, node) in self.program.iter().rev() {
            if let (Node::Op(op, _), true) = (node, self.active[value.index()]) {
                if let Some(adjoint) = self.adjoint(value) {
                    self.through(value, node, *op, adjoint);
                }
            }
        }
        self.adjoints = (0..self.program.inputs()).map(|input| self.adjoint(Value(input))).collect();
    }

    /// Hands an adjoint on to the arguments of the value's node.
    fn through(&mut self, value: Value, node: &Node, op: Op, mut adjoint: Adjoint<'b>) {
        let builder = self.builder;
        let is_reduction = op.properties().is_reduction();
        if is_reduction {
            adjoint.value = self.like(adjoint.value, Some(builder.every()));
        }
        let partials = op.partials(&builder.operands(op, node.args())[..op.arity()], builder.term_of(value));
        for (&arg, partial) in node.args().iter().zip(partials) {
            if !self.active[arg.index()] {
                continue;
            }
            if let Some(part) = adjoint.through(partial) {
                match op {
                    Op::Total => self.totals.push((builder.direct(arg), builder.direct(value))),
                    _ if is_reduction && !self.reductions.contains(&op) => self.reductions.push(op),
                    _ => {}
                }
                // What is totalled is spread to what the sum was of.
                let depends = if op == Op::Total { builder.direct(arg) } else { builder.direct(value) };
                let part = Adjoint { value: self.like(part.value, depends), live: part.live };
                self.contribute(arg, part);
            }
        }
    }

    fn contribute(&mut self, value: Value, part: Adjoint<'b>) {
        let set = self.direct(part.value);
        let parts = &mut self.contributions[value.index()];
        match parts.iter_mut().find(|(other, _)| *other == set) {
            Some((_, sum)) => *sum = sum.plus(part),
            None => parts.push((set, part)),
        }
    }

    /// The adjoint of a value, which depends on what the value depends on.
    fn adjoint(&mut self, value: Value) -> Option<Adjoint<'b>> {
        let set = self.builder.direct(value);
        let parts = core::mem::take(&mut self.contributions[value.index()]);
        let parts = parts.into_iter().map(|(of, Adjoint { value, live })| match of == set {
            true => Adjoint { value, live },
            false => Adjoint { value: self.total(value, set), live: self.total_of_condition(live, set) },
        });
        parts.reduce(Adjoint::plus)
    }

    fn direct(&self, term: Term<'b>) -> Set {
        match term {
            Term::Const(_) => None,
            Term::Value(builder, value) => builder.direct(value),
        }
    }

    fn like(&self, term: Term<'b>, set: Set) -> Term<'b> {
        like(term, self.builder.term(self.builder.value_of_set(set)))
    }

    fn total(&self, term: Term<'b>, set: Set) -> Term<'b> {
        total(term, self.builder.term(self.builder.value_of_set(set)))
    }

    /// Where any part of a total is live: nowhere may a branch that no element takes make a NaN of the sum.
    fn total_of_condition(&self, live: Term<'b>, set: Set) -> Term<'b> {
        match live {
            Term::Const(_) => live,
            Term::Value(..) => ne(self.total(ne(live, 0.0), set), 0.0),
        }
    }
}
