//! Derivatives that are attached to values: the rules of a user's own.
//!
//! A chain `attachNext(attach(v, x, p), y, q)` is v with the derivatives p by x and q by y. A rule may take the value
//! that it is the derivative of; in p and q that is the [own value](Op::OwnValue) of v, for the chain is made of them. In a
//! derivative the end of the chain takes its place, so that p and q have the right derivatives, to any order.

use crate::lists::Listed;
use crate::op::rules::Partial;
use crate::op::Op;
use crate::program::{Node, Program, Value};
use crate::term::{call, Builder, Term};

/// The chains of a program.
pub struct Attached {
    inputs: u32,
    /// By node: of an attach, the value that its chain begins with, and the end of the chain.
    chains: Vec<(Value, Value)>,
}

impl Attached {
    /// Those of a program.
    pub fn of(program: &Program) -> Attached {
        let inputs = program.inputs();
        let mut chains: Vec<(Value, Value)> = program.iter().map(|(value, _)| (value, value)).listed();
        let index = |value: Value| value.index() - inputs as usize;
        for (value, node) in program.iter() {
            match *node {
                Node::Op(Op::Attach, [begin, ..]) => chains[index(value)].0 = begin,
                Node::Op(Op::AttachNext, [link, ..]) if link.0 >= inputs => {
                    chains[index(value)].0 = chains[index(link)].0
                }
                _ => {}
            }
        }
        for (value, node) in program.iter().rev() {
            if let Node::Op(Op::AttachNext, [link, ..]) = *node {
                if link.0 >= inputs {
                    chains[index(link)].1 = chains[index(value)].1;
                }
            }
        }
        Attached { inputs, chains }
    }

    /// The partial derivatives of the attach of this value by its arguments.
    pub fn partials<'b>(&self, builder: &'b Builder, value: Value, op: Op, partial: Value) -> [Partial<'b>; 3] {
        let by_value = if op == Op::Attach { Partial::Zero } else { Partial::Factor(1.0.into()) };
        let by_x = match builder.term_of(self.unfolded(builder, value, partial)) {
            // By construction: nothing flows, not even where an adjoint is infinite.
            Term::Const(0.0) => Partial::Zero,
            factor => Partial::Factor(factor),
        };
        [by_value, by_x, Partial::Zero]
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
                let operands = builder.operands(op, &new[..op.arity()]);
                names[(own - own_value.0) as usize] = builder.value(call(op, &operands[..op.arity()]));
            }
        }
        names[(partial.0 - own_value.0) as usize]
    }
}
