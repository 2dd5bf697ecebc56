//! Terms: what derivative rules and rewrites are written in. A term is normalised as it is built, and is then a value
//! of a [`Builder`].

mod builder;
mod dependence;
mod operators;
mod simplify;
mod structural;

pub use builder::{Builder, Set};

use crate::engine::loops;
use crate::lists::Listed;
use crate::op::Op;
use crate::program::{renamed, Node, Program, Value};
use crate::steps::step;
use simplify::simplify;
use structural::structural;
pub use structural::Outputs;

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
/// added to their program. For reading, internal ops are written out instead.
pub fn call<'b>(op: Op, args: &[Term<'b>]) -> Term<'b> {
    step();
    let builder = args.iter().find_map(|arg| match *arg {
        Term::Value(builder, _) => Some(builder),
        Term::Const(_) => None,
    });
    let for_reading = builder.is_some_and(Builder::is_for_reading);
    // A total is printed with what it is for, and a foreign function by its name.
    let is_kept = for_reading && matches!(op, Op::Total | Op::Both | Op::Argument | Op::Foreign);
    if if for_reading { op.is_internal() && !is_kept } else { op.is_composed() } {
        return op.formula(args);
    }
    if op.properties().is_structural() && !is_kept {
        return structural(builder, op, args);
    }
    let Some(builder) = builder else {
        // What reduces a constant needs a builder: see Builder::operands.
        debug_assert!(op.properties().is_elementwise());
        let mut numbers = [0.0; 3];
        for (number, arg) in numbers.iter_mut().zip(args) {
            if let Term::Const(c) = arg {
                *number = *c;
            }
        }
        return Term::Const(loops::at(op, numbers));
    };
    // What a power is for running may read as that power again.
    if !(for_reading && op == Op::Pow) {
        if let Some(simpler) = simplify(op, args) {
            return simpler;
        }
    }
    let mut values = [Value(0); 3];
    for (value, &arg) in values.iter_mut().zip(args) {
        *value = builder.value(arg);
    }
    builder.term(builder.intern(Node::Op(op, values)))
}

impl<'b> Term<'b> {
    /// The op and its arguments, if the term is an application of one.
    pub fn parts(self) -> Option<(Op, [Term<'b>; 3])> {
        let Term::Value(builder, value) = self else { return None };
        match builder.node(value)? {
            Node::Const(_) => None,
            Node::Op(op, args) => Some((op, builder.operands(op, &args[..op.arity()]))),
        }
    }
}

impl Builder {
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

    /// The value as a term, a constant as what it is.
    pub fn term_of(&self, value: Value) -> Term<'_> {
        match self.node(value) {
            Some(Node::Const(bits)) => Term::Const(f32::from_bits(bits)),
            _ => self.term(value),
        }
    }

    /// The arguments of a node as terms, and zeros beyond them. Those of a reduction are no constants, so that a reduction of a constant is not
    /// folded: how many elements there are is not known.
    pub fn operands(&self, op: Op, args: &[Value]) -> [Term<'_>; 3] {
        let mut terms = [Term::Const(0.0); 3];
        for (term, &value) in terms.iter_mut().zip(args) {
            *term = if op.properties().is_elementwise() { self.term_of(value) } else { self.term(value) };
        }
        terms
    }

    /// The value of an op of as many of these values as it takes.
    pub fn apply(&self, op: Op, args: [Value; 3]) -> Value {
        let args = &args[..op.arity()];
        self.value(call(op, &self.operands(op, args)[..args.len()]))
    }

    /// Adds the nodes of another program, simplified; inputs stand for inputs. Gives the new value of every old one. What
    /// tells what a value depends on is left out, unless `with_structure`.
    pub fn replay(&self, program: &Program, with_structure: bool) -> Vec<Value> {
        debug_assert!(program.inputs() <= self.inputs());
        let mut values: Vec<Value> = (0..program.inputs()).map(Value).listed();
        for node in program.nodes() {
            values.push(match node {
                Node::Const(bits) => self.intern(Node::Const(*bits)),
                // A set is no value, though bytes from outside may take one for it.
                Node::Op(Op::Every | Op::Both | Op::Case, _) if !with_structure => self.intern(Node::constant(0.0)),
                Node::Op(op, [first, ..]) if !with_structure && op.properties().is_structural() => {
                    values[first.index()]
                }
                Node::Op(op, args) => self.apply(*op, renamed(*args, &values)),
            });
        }
        values
    }
}

impl Program {
    /// The same function in normal form: no value computed twice or in vain, constants folded, simplified. The program
    /// has no reductions, or is [normalised](Program::normalised).
    pub fn simplified(&self) -> Program {
        self.replayed(Builder::new(self.inputs()), true)
    }

    /// The same function inside its domain, in ops that a person can call: to be printed, and never run.
    pub fn for_reading(&self) -> Program {
        self.replayed(Builder::for_reading(self.inputs()), true)
    }

    fn replayed(&self, builder: Builder, with_structure: bool) -> Program {
        let values = builder.replay(self, with_structure);
        builder.finish(self.outputs().iter().map(|output| values[output.index()]))
    }
}
