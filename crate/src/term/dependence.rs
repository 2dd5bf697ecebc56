//! Which inputs a value depends on directly: by a path that passes no reduction. What differs between the elements of a
//! call follows from that and from which arguments are batches.
//!
//! A set of inputs is a value of the program that is never computed: an input, [`Every`](Op::Every), or a chain of
//! [`Both`](Op::Both) whose first members are above all later ones. Nodes are hash-consed, so that equal sets are equal
//! values, and sets that grow by one input share their tails.

use super::builder::{Builder, Set};
use crate::op::Op;
use crate::program::{Node, Value};
use crate::steps::step;

/// The most members that unions go through while a program is built: half a second. Beyond, programs are refused.
const MAX_MEMBERS: u32 = 1 << 26;

impl Builder {
    /// What differs between elements whenever the call has a batch.
    pub fn every(&self) -> Value {
        let zero = self.intern(Node::constant(0.0));
        self.intern(Node::op(Op::Every, &[zero]))
    }

    /// The inputs that a value depends on directly.
    pub fn direct(&self, value: Value) -> Set {
        loop {
            let next = Value(self.direct.borrow().len() as u32);
            if next > value {
                return self.direct.borrow()[value.index()];
            }
            let set = match self.node(next) {
                None => Some(next),
                Some(node) => self.direct_of(next, node, &|arg| self.direct.borrow()[arg.index()]),
            };
            self.direct.borrow_mut().push(set);
        }
    }

    /// The inputs that the result of a node depends on directly, by those of its arguments.
    pub fn direct_of(&self, value: Value, node: Node, of: &dyn Fn(Value) -> Set) -> Set {
        match node {
            Node::Const(_) => None,
            Node::Op(Op::Every, _) => Some(value),
            Node::Op(Op::Case, _) => None,
            Node::Op(Op::Refuse, [x, ..]) => of(x),
            Node::Op(Op::Total, [_, set, _]) => of(set),
            Node::Op(Op::Either, [x, y, _]) => self.union(of(x), of(y)),
            Node::Op(op, _) if op.properties().is_reduction() => None,
            Node::Op(..) => {
                let mut set = None;
                for &arg in node.args() {
                    set = self.union(set, of(arg));
                }
                set
            }
        }
    }

    /// The members of both sets.
    pub fn union(&self, mut a: Set, mut b: Set) -> Set {
        let mut members = Vec::new();
        let tail = loop {
            let (Some(x), Some(y)) = (a, b) else { break a.or(b) };
            if x == y {
                break a;
            }
            step();
            let ((first, rest), (other, others)) = (self.split(x), self.split(y));
            let order = self.rank(first).cmp(&self.rank(other));
            members.push(if order.is_lt() { other } else { first });
            if order.is_ge() {
                a = rest;
            }
            if order.is_le() {
                b = others;
            }
        };
        self.members.set(self.members.get().saturating_add(members.len() as u32));
        let mut set = tail;
        for &member in members.iter().rev() {
            set = Some(match set {
                Some(set) => self.intern(Node::op(Op::Both, &[member, set])),
                None => member,
            });
        }
        set
    }

    /// Whether all members of a are in b.
    pub fn is_subset(&self, a: Set, b: Set) -> bool {
        self.union(a, b) == b
    }

    /// Whether sets grew beyond what is reasonable. They are wrong then.
    pub fn has_too_many_members(&self) -> bool {
        self.members.get() > MAX_MEMBERS
    }

    /// The first member, and the set of the others.
    fn split(&self, set: Value) -> (Value, Set) {
        match self.node(set) {
            Some(Node::Op(Op::Both, [member, others, _])) => (member, Some(others)),
            _ => (set, None),
        }
    }

    /// The order of members in a set: `Every` first, then the last input.
    fn rank(&self, member: Value) -> u32 {
        if member.0 < self.inputs() {
            member.0
        } else {
            u32::MAX
        }
    }
}
