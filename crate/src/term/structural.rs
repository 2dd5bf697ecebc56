//! The ops that tell what a value depends on: normalised as they are built, and set down when a program comes from
//! tracing.

use super::{Builder, Set, Term};
use crate::error::Error;
use crate::lists::{filled, Listed};
use crate::op::Op;
use crate::program::{renamed, Node, Program, Value};

/// Which outputs of a program are batches or numbers by what they depend on, beside those with a reduction below them.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Outputs {
    /// None, of a function as it was traced.
    Traced,
    /// All but the first, of a function that returns `[value, aux]`.
    WithAux,
    /// Those that were when the program was stored.
    Stored,
}

/// A structural op applied to terms, in normal form: its sets of inputs are sets, and it is there only if it says
/// something.
pub fn structural<'b>(builder: Option<&'b Builder>, op: Op, args: &[Term<'b>]) -> Term<'b> {
    // What depends on nothing is the same for all elements, whatever is said of it.
    let Some(builder) = builder else { return args[0] };
    let values: Vec<Value> = args.iter().map(|&arg| builder.value(arg)).listed();
    let set = |arg: usize| builder.direct(values[arg]);
    let set_value = |arg: usize| builder.value_of_set(set(arg));
    let intern = |args: &[Value]| builder.term(builder.intern(Node::op(op, args)));
    match op {
        Op::Every => builder.term(builder.every()),
        Op::Both => builder.term(builder.value_of_set(builder.union(set(0), set(1)))),
        Op::Case => intern(&[set_value(0), set_value(1), set_value(2)]),
        Op::Like if builder.is_subset(set(1), set(0)) => args[0],
        // What differs between elements does so because of the set.
        Op::Total if builder.is_subset(set(0), set(1)) => structural(Some(builder), Op::Like, args),
        // Of what is no output the derivatives are none either.
        Op::Like if builder.is_set_with_case(values[1]) => {
            builder.term(builder.depending_on(values[0], builder.union(set(0), set(1))))
        }
        Op::Like | Op::Total => intern(&[values[0], set_value(1)]),
        Op::Either if args[0] == args[1] => args[0],
        Op::Either if set(2).is_none() => args[1],
        Op::Either => intern(&[values[0], values[1], set_value(2)]),
        Op::Refuse if builder.never(values[1]) => args[0],
        _ => intern(&values),
    }
}

impl Builder {
    /// A set as a value: the empty one is a constant.
    pub fn value_of_set(&self, set: Set) -> Value {
        set.unwrap_or_else(|| self.intern(Node::constant(0.0)))
    }

    /// Whether this is the set of what is no output, which a case tells from that of an output.
    fn is_set_with_case(&self, set: Value) -> bool {
        let last = match self.node(set) {
            Some(Node::Op(Op::Both, [_, last, _])) => self.node(last),
            _ => None,
        };
        matches!(last, Some(Node::Op(Op::Case, _)))
    }

    /// Whether no call is the case: an input would have to be a number and a batch.
    fn never(&self, case: Value) -> bool {
        let Some(Node::Op(Op::Case, [numbers, some, others])) = self.node(case) else { return true };
        let numbers = self.direct(numbers);
        [some, others].iter().any(|&batches| self.is_subset(self.direct(batches), numbers))
            || self.is_subset(Some(self.every()), numbers)
    }
}

impl Program {
    /// The program of a traced function in normal form. What its values depend on is set down, for it is decided on the
    /// program as it was traced: `pow(x, 0)` depends on x.
    ///
    /// An output with a reduction below it is afterwards `like(value, set)`: in a call it is a batch if any member of
    /// the set is one, and else a number. Any other output is a batch if any argument is; `outputs` tells which more are of
    /// the first kind. Of the inputs the first `own` are the function's arguments; a reduction that depends on none of
    /// them counts as a constant.
    ///
    /// # Errors
    /// If sets of inputs get too many members.
    pub fn normalised(&self, own: u32, outputs: Outputs) -> Result<Program, Error> {
        let builder = Builder::new(self.inputs());
        let is_like = |output: &Value| match self.nodes().get(output.index().wrapping_sub(self.inputs() as usize)) {
            Some(Node::Op(Op::Like, _)) => outputs == Outputs::Stored,
            _ => false,
        };
        let aux = if outputs == Outputs::WithAux { 1 } else { usize::MAX };
        let is_below = |node: &Node| node.reduction().is_some() || outputs != Outputs::Stored && self.was_output(node);
        // The ops that count for something else than dependence have the last codes.
        let is_plain =
            |node: &Node| !is_below(node) && !matches!(node, Node::Op(op, _) if *op as u8 >= Op::Refuse as u8);
        if self.nodes().iter().all(is_plain) && aux >= self.outputs().len() && !self.outputs().iter().any(is_like) {
            return Ok(self.replayed(builder, false));
        }
        let mut values: Vec<Value> = (0..self.inputs()).map(Value).listed();
        let mut direct: Vec<Set> = values.iter().copied().map(Some).listed();
        // Whether a value depends on an argument at all, and whether on a reduction that does.
        let mut is_own: Vec<bool> = (0..self.inputs()).map(|input| input < own).listed();
        let mut is_reduced = filled(false, self.inputs() as usize);
        for (_, node) in self.iter() {
            let any = |flags: &[bool]| node.args().iter().any(|arg| flags[arg.index()]);
            let depends = any(&is_own);
            let below = match node {
                // A derivative is no part of the value.
                Node::Op(Op::Attach | Op::AttachNext, [value, ..]) => is_reduced[value.index()],
                _ => any(&is_reduced),
            };
            is_own.push(depends);
            let reduces = builder.reduction_by(node, &|arg| direct[arg.index()]).is_some();
            is_reduced.push(below || depends && (reduces || is_below(node)));
            let value = match *node {
                Node::Const(bits) => builder.intern(Node::Const(bits)),
                // What is no output of a function stays none.
                Node::Op(Op::Like, [value, set, _]) if !self.was_output(node) => {
                    let set = builder.union(direct[value.index()], direct[set.index()]);
                    builder.depending_on(values[value.index()], set)
                }
                Node::Op(op, args) => {
                    let mut renamed = renamed(args, &values);
                    // Sets are those of the program as it is.
                    for arg in 0..op.arity() {
                        let set = direct[args[arg].index()];
                        match op {
                            Op::Both | Op::Case => renamed[arg] = builder.value_of_set(set),
                            Op::Like | Op::Total if arg == 1 => renamed[arg] = builder.value_of_set(set),
                            Op::Either if arg == 2 => renamed[arg] = builder.value_of_set(set),
                            // Whether anything is summed follows from these.
                            Op::Attach | Op::AttachNext | Op::OwnValue => {
                                renamed[arg] = builder.depending_on(renamed[arg], set);
                            }
                            _ => {}
                        }
                    }
                    builder.apply(op, renamed)
                }
            };
            values.push(value);
            let set = match node {
                // The set of a set is that set, and it was made by the call.
                Node::Op(Op::Every | Op::Both, _) => builder.direct(value),
                _ => builder.direct_of(value, *node, &|arg| direct[arg.index()]),
            };
            direct.push(set);
        }
        let outputs: Vec<Value> = (self.outputs().iter().enumerate())
            .map(|(i, output)| {
                let value = builder.without_like(values[output.index()]);
                match is_reduced[output.index()] || i >= aux || is_like(output) {
                    true => builder.intern(Node::op(Op::Like, &[value, builder.value_of_set(direct[output.index()])])),
                    false => value,
                }
            })
            .listed();
        builder.checked(outputs)
    }

    /// Whether a node of a traced program was the output of an inlined one with a reduction below it, though that may be
    /// simplified away: what it depends on was set down. The facade sets that down of other outputs too, with a case in
    /// the set: no argument of a call can stand there.
    fn was_output(&self, node: &Node) -> bool {
        let node_of = |value: Value| self.nodes().get(value.index().wrapping_sub(self.inputs() as usize));
        match node {
            Node::Op(Op::Like, [_, set, _]) => match node_of(*set) {
                Some(Node::Op(Op::Both, [_, last, _])) => !matches!(node_of(*last), Some(Node::Op(Op::Case, _))),
                _ => true,
            },
            _ => false,
        }
    }
}

impl Builder {
    /// The value, as something that depends on this set. Set down with a case, which tells it from an output.
    fn depending_on(&self, value: Value, set: Set) -> Value {
        let value = self.without_like(value);
        if self.is_subset(set, self.direct(value)) {
            return value;
        }
        let set = self.value_of_set(set);
        let case = self.intern(Node::op(Op::Case, &[set, set, set]));
        let set = self.intern(Node::op(Op::Both, &[set, case]));
        self.intern(Node::op(Op::Like, &[value, set]))
    }

    /// The value itself of a [`like`](Op::Like).
    pub fn without_like(&self, mut value: Value) -> Value {
        while let Some(Node::Op(Op::Like, [inner, ..])) = self.node(value) {
            value = inner;
        }
        value
    }

    /// A term as an output that is a batch if any of the set is.
    pub fn output_like<'b>(&'b self, term: Term<'b>, set: Set) -> Value {
        let value = self.without_like(self.value(term));
        self.intern(Node::op(Op::Like, &[value, self.value_of_set(set)]))
    }

    /// A term as an output that is a batch by this set, if there is one, and else if any argument is.
    pub fn output_as<'b>(&'b self, term: Term<'b>, set: Option<Set>) -> Value {
        match set {
            Some(set) => self.output_like(term, set),
            None => self.without_like(self.value(term)),
        }
    }

    /// The term, as something that depends on the set too.
    pub fn like<'b>(&'b self, term: Term<'b>, set: Set) -> Term<'b> {
        set.map_or(term, |set| super::call(Op::Like, &[term, self.term(set)]))
    }

    /// What an output of a program depends on, if it is a batch by that alone.
    pub fn set_of_output(&self, output: Value) -> Option<Set> {
        matches!(self.node(output), Some(Node::Op(Op::Like, _))).then(|| self.direct(output))
    }

    /// The program of these outputs, if its sets and derivatives are right.
    ///
    /// # Errors
    /// If they are not: sets got too many members, or a foreign function has no rule.
    pub fn checked(self, outputs: Vec<Value>) -> Result<Program, Error> {
        if self.has_too_many_members() {
            return Err(Error::Malformed { what: "reductions of too many arguments", at: 0 });
        }
        let program = self.program(outputs);
        for node in program.nodes() {
            if let Node::Op(Op::Foreign, [list, f, _]) = *node {
                if list == f {
                    return Err(Error::NoRule { from_end: program.inputs().saturating_sub(f.0) });
                }
            }
        }
        Ok(program)
    }
}
