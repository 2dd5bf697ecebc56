//! Derivatives that are attached to values: the rules of a user's own.
//!
//! A chain `attachNext(attach(v, x, p), y, q)` is v with the derivatives p by x and q by y. A rule may take the value
//! that it is the derivative of; in p and q that is the [own value](Op::OwnValue) of v, for the chain is made of them. In a
//! derivative the end of the chain takes its place, so that p and q have the right derivatives, to any order.

use crate::lists::Listed;
use crate::op::rules::Partial;
use crate::op::Op;
use crate::program::{Node, Program, Value};
use crate::term::{Builder, Term};

/// The chains of a program, and of what is built with it.
pub struct Attached {
    inputs: u32,
    /// By node: of an attach, the value that its chain begins with, and the end of the chain.
    chains: Vec<(Value, Value)>,
}

impl Attached {
    /// Those of a program, which the builder begins with.
    pub fn of(program: &Program, builder: &Builder) -> Attached {
        let mut attached = Attached { inputs: program.inputs(), chains: Vec::new() };
        attached.extend(builder, program.len());
        attached
    }

    /// Takes the builder's first `count` values: derivatives are attached to nodes of partial derivatives, too.
    pub fn extend(&mut self, builder: &Builder, count: usize) {
        let inputs = self.inputs as usize;
        let known = inputs + self.chains.len();
        for value in (known as u32..count as u32).map(Value) {
            let begin = match builder.node(value) {
                Some(Node::Op(Op::Attach, [begin, ..])) => begin,
                Some(Node::Op(Op::AttachNext, [link, ..])) if link.0 >= self.inputs => {
                    self.chains[link.index() - inputs].0
                }
                _ => value,
            };
            self.chains.push((begin, value));
        }
        for value in (known as u32..count as u32).rev().map(Value) {
            if let Some(Node::Op(Op::AttachNext, [link, ..])) = builder.node(value) {
                if link.index() >= known {
                    self.chains[link.index() - inputs].1 = self.chains[value.index() - inputs].1;
                }
            }
        }
    }

    /// The partial derivatives of a node, that of this value, by its arguments.
    pub fn partials<'b>(&self, builder: &'b Builder, value: Value, node: &Node) -> Vec<Partial<'b>> {
        let Node::Op(op, [.., partial]) = *node else { return Vec::new() };
        if !matches!(op, Op::Attach | Op::AttachNext) {
            return op.partials(&builder.operands(op, node.args())[..op.arity()], builder.term_of(value));
        }
        let by_value = if op == Op::Attach { Partial::Zero } else { Partial::Factor(1.0.into()) };
        let by_x = match builder.term_of(self.unfolded(builder, value, partial)) {
            // By construction: nothing flows, not even where an adjoint is infinite.
            Term::Const(0.0) => Partial::Zero,
            factor => Partial::Factor(factor),
        };
        vec![by_value, by_x, Partial::Zero]
    }

    /// The derivative `partial` that the node of this value attaches, with the attach itself for its own value.
    fn unfolded(&self, builder: &Builder, value: Value, partial: Value) -> Value {
        let Some(&(begin, end)) = self.chains.get(value.index() - self.inputs as usize) else { return partial };
        let own_value = builder.intern(Node::op(Op::OwnValue, &[begin]));
        if own_value > partial || !builder.counted(partial.0 - own_value.0) {
            return partial;
        }
        // What is computed from its own value lies between the two.
        let mut names: Vec<Value> = (own_value.0..=partial.0).map(Value).listed();
        names[0] = end;
        for own in own_value.0 + 1..=partial.0 {
            let Some(Node::Op(op, args)) = builder.node(Value(own)) else { continue };
            let mut new = args;
            for name in new.iter_mut().filter(|name| **name >= own_value) {
                *name = names[(name.0 - own_value.0) as usize];
            }
            if let Op::Attach | Op::AttachNext = op {
                // In a derivative attached to the same value, the own value is that attach.
                if self.chains.get(own as usize - self.inputs as usize).is_some_and(|chain| chain.0 == begin) {
                    new[2] = args[2];
                }
            }
            if new != args {
                names[(own - own_value.0) as usize] = builder.apply(op, new);
            }
        }
        names[(partial.0 - own_value.0) as usize]
    }
}
