//! The reverse sweep.
//!
//! A reduction gives its adjoint to every element: it is *spread*. The adjoint of a value depends directly on what the
//! value depends on, no more: a contribution that depends on more, on a batch say where the value is a number, is
//! [totalled](Op::Total), summed over the elements in calls in which it is a batch and the value is none. Contributions
//! that depend on the same are added first and totalled together. Where no path passes a reduction, derivatives are
//! those at each element, and nothing is totalled.

use super::adjoint::Adjoint;
use super::refusal::{reason, refused, Reason};
use crate::lists::filled;
use crate::op::rules::flows;
use crate::op::rules::functions::{ne, refuse, total};
use crate::op::Op;
use crate::program::{Node, Program, Value};
use crate::term::{Builder, Set, Term};
use crate::transform::attached::Attached;

/// A part of the adjoint of a value: what depends on the same.
struct Part<'b> {
    set: Set,
    adjoint: Adjoint<'b>,
    /// 1 + the index of the next part of the same value, or 0.
    next: u32,
}

/// What an output flows back with: the output, its adjoint, and what that depends on besides.
pub type Seed<'b> = (Value, Term<'b>, Set);

/// What flowed back from outputs.
pub struct Sweep<'b> {
    builder: &'b Builder,
    /// Whether adjoints are totalled.
    totals: bool,
    /// By value, 1 + the index of the first part, or 0.
    first: Vec<u32>,
    parts: Vec<Part<'b>>,
    /// The reductions and totals that something flowed back through: the op, what the sum depends on, and for a total
    /// what it is summed for.
    reductions: Vec<(Op, Set, Set)>,
    attached: Attached,
}

impl<'b> Sweep<'b> {
    /// The sweep from outputs of the program to the inputs `argnums`. `totals` is whether adjoints are totalled.
    pub fn of(program: &Program, builder: &'b Builder, seeds: &[Seed<'b>], argnums: &[u32], totals: bool) -> Self {
        let first = filled(0, program.len());
        let (parts, reductions) = (Vec::new(), Vec::new());
        let mut sweep = Sweep { builder, totals, first, parts, reductions, attached: Attached::of(program, builder) };
        let active = active(program, argnums);
        for &(output, seed, set) in seeds {
            sweep.contribute(output, Adjoint { value: sweep.like(seed, set), live: 1.0.into() });
        }
        for (value, node) in program.iter().rev() {
            if let (Node::Op(op, _), true) = (node, active[value.index()]) {
                if let Some(adjoint) = sweep.adjoint(value) {
                    sweep.hand_on(value, node, *op, adjoint, &active);
                }
            }
        }
        sweep
    }

    /// Whether anything flowed back through a reduction.
    pub fn is_through_reductions(&self) -> bool {
        !self.reductions.is_empty()
    }

    /// Whether all these reductions are totals, which reduce in some calls alone.
    pub fn is_through_totals_alone(&self) -> bool {
        self.reductions.iter().all(|&(op, ..)| op == Op::Total)
    }

    /// A gradient of an output, in calls in which it has a meaning: in which the output is a number, or nothing is
    /// reduced. If it is one by this input, so it has where the input is a number.
    pub fn refused(&self, mut gradient: Term<'b>, output: Value, by: Option<Value>) -> Term<'b> {
        let of_output = self.direct(output);
        for &(op, of, target) in &self.reductions {
            let (target, of) = if op == Op::Total { (target, of) } else { (None, of_output) };
            // Where the input is a batch and a sum is of what is none, another sum before it is to blame.
            let sets = [target, of_output, by.or(of)];
            gradient = refused(self.builder, gradient, sets, reason(Reason::Mixes, op));
        }
        gradient
    }

    /// Hands the adjoint of a node's value on to its arguments.
    fn hand_on(&mut self, value: Value, node: &Node, op: Op, mut adjoint: Adjoint<'b>, active: &[bool]) {
        let builder = self.builder;
        let reduction = builder.reduction(node).filter(|_| self.totals);
        let is_attach = matches!(op, Op::Attach | Op::AttachNext);
        if reduction.is_some() && op != Op::Total && !is_attach {
            adjoint.value = self.like(adjoint.value, Some(builder.every()));
        }
        let partials = self.attached.partials(builder, value, node);
        for (i, (&arg, partial)) in node.args().iter().zip(partials).enumerate() {
            if !active[arg.index()] {
                continue;
            }
            let Some(mut part) = adjoint.through(partial) else { continue };
            let [of, target] = [self.direct(arg), self.direct(value)];
            // To the value that something is attached to, an adjoint is handed on as it is.
            if let Some(op) = reduction.filter(|_| !is_attach || i > 0) {
                let entry = if op == Op::Total { (op, of, target) } else { (op, None, None) };
                if self.reductions.iter().all(|&known| known != entry) {
                    self.reductions.push(entry);
                }
            }
            // A call that the value refuses is refused by its derivatives as well.
            if let (Op::Refuse, &[_, case, reason]) = (op, node.args()) {
                let value = builder.term(builder.value(part.value));
                part.value = refuse(value, builder.term(case), builder.term(reason));
            }
            // What is totalled is spread to what the sum was of; so is what was attached.
            part.value = self.like(part.value, if op == Op::Total { of } else { target });
            if is_attach && i > 0 {
                part.value = self.like(part.value, builder.union(of, self.direct(node.args()[2])));
            }
            self.contribute(arg, part);
        }
    }

    fn contribute(&mut self, value: Value, adjoint: Adjoint<'b>) {
        let set = match adjoint.value {
            Term::Value(_, value) => self.direct(value),
            Term::Const(_) => None,
        };
        let mut link = self.first[value.index()];
        while link != 0 {
            let part = &mut self.parts[link as usize - 1];
            if part.set == set {
                part.adjoint = part.adjoint.plus(adjoint);
                return;
            }
            link = part.next;
        }
        self.parts.push(Part { set, adjoint, next: self.first[value.index()] });
        self.first[value.index()] = self.parts.len() as u32;
    }

    /// The derivative by an input, 0 if nothing flowed back to it.
    pub fn gradient(&self, input: u32) -> Term<'b> {
        self.adjoint(Value(input)).map_or(Term::Const(0.0), |adjoint| adjoint.value)
    }

    /// The adjoint of a value, which depends on what the value depends on; nothing if none flowed back to it.
    fn adjoint(&self, value: Value) -> Option<Adjoint<'b>> {
        let set = self.direct(value);
        let mut sum: Option<Adjoint> = None;
        let mut link = self.first[value.index()];
        while link != 0 {
            let part = &self.parts[link as usize - 1];
            let mut adjoint = part.adjoint;
            if part.set != set {
                adjoint.value = self.total(adjoint.value, set);
                // Where any part of a sum is live: a branch that no element takes may not make a NaN of the sum.
                if let Term::Value(..) = adjoint.live {
                    adjoint.live = ne(self.total(ne(adjoint.live, 0.0), set), 0.0);
                }
            }
            sum = Some(sum.map_or(adjoint, |sum| adjoint.plus(sum)));
            link = part.next;
        }
        sum
    }

    /// What a value depends on; nothing, if that does not matter.
    fn direct(&self, value: Value) -> Set {
        if self.totals {
            self.builder.direct(value)
        } else {
            None
        }
    }

    fn like(&self, term: Term<'b>, set: Set) -> Term<'b> {
        self.builder.like(term, set.filter(|_| self.totals))
    }

    fn total(&self, term: Term<'b>, set: Set) -> Term<'b> {
        total(term, self.builder.term(self.builder.value_of_set(set)))
    }
}

/// The values that one of the inputs `argnums` has a derivative of: those it leads to by paths that something flows back
/// through. What only a `stopGradient` leads to is no part of them.
pub fn active(program: &Program, argnums: &[u32]) -> Vec<bool> {
    let mut active = filled(false, program.inputs() as usize);
    argnums.iter().for_each(|&argnum| active[argnum as usize] = true);
    for node in program.nodes() {
        active.push(match *node {
            Node::Op(op, _) => node.args().iter().zip(flows(op)).any(|(arg, flows)| flows && active[arg.index()]),
            Node::Const(_) => false,
        });
    }
    active
}
