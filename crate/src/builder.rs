//! Builds programs. Values are hash-consed: what is computed once is never computed again, whoever asks for it.
//!
//! [`Term`] lets derivative rules and rewrites be written as formulas.

use crate::engine::tiles;
use crate::interned::{Interned, Item};
use crate::op::Op;
use crate::program::{Node, Program, Value};
use crate::simplify::simplify;
use core::cell::RefCell;
use core::ops::{Add, Div, Mul, Neg, Sub};

/// A program under construction.
#[derive(Debug)]
pub struct Builder {
    inputs: u32,
    nodes: RefCell<Interned<Node>>,
}

impl Item for Node {
    fn words(self) -> [u32; 4] {
        match self {
            Node::Const(bits) => [0, bits, 0, 0],
            Node::Op(op, [a, b, c]) => [op as u32, a.0, b.0, c.0],
        }
    }
}

impl Builder {
    /// An empty program of so many inputs.
    pub fn new(inputs: u32) -> Builder {
        Builder { inputs, nodes: RefCell::default() }
    }

    /// The value as a term.
    pub fn term(&self, value: Value) -> Term<'_> {
        Term::Value(self, value)
    }

    /// The term's value; a constant is added.
    pub fn value(&self, term: Term<'_>) -> Value {
        match term {
            Term::Value(_, value) => value,
            Term::Const(c) => self.intern(Node::constant(c)),
        }
    }

    /// The node of a value, or nothing for an input.
    pub fn node(&self, value: Value) -> Option<Node> {
        let index = value.0.checked_sub(self.inputs)?;
        self.nodes.borrow().list().get(index as usize).copied()
    }

    /// The op applied to earlier values, simplified.
    pub fn apply(&self, op: Op, args: &[Value]) -> Value {
        let terms: Vec<Term> = args.iter().map(|&arg| self.term_of(arg)).collect();
        self.value(call(op, &terms))
    }

    /// Adds the nodes of another program, simplified; inputs stand for inputs. Gives the new value of every old one.
    pub fn replay(&self, program: &Program) -> Vec<Value> {
        debug_assert!(program.inputs() <= self.inputs);
        let mut values: Vec<Value> = (0..program.inputs()).map(Value).collect();
        for node in program.nodes() {
            values.push(match node {
                Node::Const(bits) => self.intern(Node::Const(*bits)),
                Node::Op(op, _) => {
                    let args: Vec<Value> = node.args().iter().map(|arg| values[arg.index()]).collect();
                    self.apply(*op, &args)
                }
            });
        }
        values
    }

    /// The program of these outputs, without the values that none of them needs.
    pub fn finish(self, outputs: impl IntoIterator<Item = Value>) -> Program {
        let mut outputs: Vec<Value> = outputs.into_iter().collect();
        let nodes = self.nodes.into_inner().into_list();
        let inputs = self.inputs as usize;

        let mut needed = vec![false; inputs + nodes.len()];
        outputs.iter().for_each(|output| needed[output.index()] = true);
        for (i, node) in nodes.iter().enumerate().rev() {
            if needed[inputs + i] {
                node.args().iter().for_each(|arg| needed[arg.index()] = true);
            }
        }

        let mut renamed: Vec<Value> = (0..self.inputs).map(Value).collect();
        let mut kept = Vec::new();
        for (i, node) in nodes.into_iter().enumerate() {
            renamed.push(Value((inputs + kept.len()) as u32));
            if needed[inputs + i] {
                kept.push(match node {
                    Node::Const(_) => node,
                    Node::Op(op, _) => {
                        let args: Vec<Value> = node.args().iter().map(|arg| renamed[arg.index()]).collect();
                        Node::op(op, &args)
                    }
                });
            }
        }
        outputs.iter_mut().for_each(|output| *output = renamed[output.index()]);
        Program::new(self.inputs, kept, outputs)
    }

    /// The value as a term, a constant as what it is.
    pub fn term_of(&self, value: Value) -> Term<'_> {
        match self.node(value) {
            Some(Node::Const(bits)) => Term::Const(f32::from_bits(bits)),
            _ => self.term(value),
        }
    }

    fn intern(&self, node: Node) -> Value {
        Value(self.inputs + self.nodes.borrow_mut().push(node))
    }
}

/// A value of a program under construction, or a constant: what formulas are written in.
#[derive(Clone, Copy, Debug)]
pub enum Term<'b> {
    /// A value that is not a constant.
    Value(&'b Builder, Value),
    /// A constant, in no program yet.
    Const(f32),
}

impl From<f32> for Term<'_> {
    fn from(value: f32) -> Self {
        Term::Const(value)
    }
}

impl PartialEq for Term<'_> {
    /// The same value, or a constant of the same bits.
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Term::Value(_, a), Term::Value(_, b)) => a == b,
            (Term::Const(a), Term::Const(b)) => a.to_bits() == b.to_bits(),
            _ => false,
        }
    }
}

/// The op applied to terms: written out if it is a composition, folded if they are all constants, simplified, and
/// added to their program.
pub fn call<'b>(op: Op, args: &[Term<'b>]) -> Term<'b> {
    if let Some(formula) = op.formula(args) {
        return formula;
    }
    let builder = args.iter().find_map(|arg| match *arg {
        Term::Value(builder, _) => Some(builder),
        Term::Const(_) => None,
    });
    let Some(builder) = builder else {
        let mut numbers = [0.0; 3];
        for (number, arg) in numbers.iter_mut().zip(args) {
            if let Term::Const(c) = arg {
                *number = *c;
            }
        }
        return Term::Const(tiles::at(op, numbers));
    };
    if let Some(simpler) = simplify(op, args) {
        return simpler;
    }
    let values: Vec<Value> = args.iter().map(|&arg| builder.value(arg)).collect();
    builder.term(builder.intern(Node::op(op, &values)))
}

impl<'b> Term<'b> {
    /// The op and its arguments, if the term is an application of one.
    pub fn parts(self) -> Option<(Op, [Term<'b>; 3])> {
        let Term::Value(builder, value) = self else { return None };
        match builder.node(value)? {
            Node::Const(_) => None,
            Node::Op(op, args) => {
                let mut terms = [Term::Const(0.0); 3];
                for (term, &arg) in terms.iter_mut().zip(&args[..op.arity()]) {
                    *term = builder.term_of(arg);
                }
                Some((op, terms))
            }
        }
    }
}

macro_rules! operator {
    ($trait:ident $method:ident $op:expr) => {
        impl<'b> $trait for Term<'b> {
            type Output = Term<'b>;
            fn $method(self, other: Term<'b>) -> Term<'b> {
                call($op, &[self, other])
            }
        }
        impl<'b> $trait<f32> for Term<'b> {
            type Output = Term<'b>;
            fn $method(self, other: f32) -> Term<'b> {
                call($op, &[self, other.into()])
            }
        }
        impl<'b> $trait<Term<'b>> for f32 {
            type Output = Term<'b>;
            fn $method(self, other: Term<'b>) -> Term<'b> {
                call($op, &[self.into(), other])
            }
        }
    };
}

operator!(Add add Op::Add);
operator!(Sub sub Op::Sub);
operator!(Mul mul Op::Mul);
operator!(Div div Op::Div);

impl<'b> Neg for Term<'b> {
    type Output = Term<'b>;
    fn neg(self) -> Term<'b> {
        call(Op::Neg, &[self])
    }
}

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
