//! A program: a function as a flat list of ops in static single assignment form.

mod format;
mod interpret;
mod uniformity;

pub use format::{CONST, HEADER, MAX_INPUTS};
pub use uniformity::Uniformity;

use crate::op::{powers, Op};

/// A value of a program: an input, or the result of a node. Inputs come first, then the nodes in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Value(pub u32);

impl Value {
    /// The value's index among all values.
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// The values that stand for these, by their indices.
pub fn renamed(mut args: [Value; 3], names: &[Value]) -> [Value; 3] {
    for arg in &mut args {
        *arg = names[arg.index()];
    }
    args
}

/// What computes a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Node {
    /// A float32, by its bits: 0 and -0 are two constants.
    Const(u32),
    /// An op of earlier values; entries beyond its arity are zero.
    Op(Op, [Value; 3]),
}

impl Node {
    /// The constant.
    pub fn constant(value: f32) -> Node {
        Node::Const(value.to_bits())
    }

    /// An application of `op`, to as many arguments as it has.
    pub fn op(op: Op, args: &[Value]) -> Node {
        debug_assert_eq!(args.len(), op.arity());
        let mut all = [Value(0); 3];
        all[..args.len()].copy_from_slice(args);
        Node::Op(op, all)
    }

    /// The op, if it takes all elements of a batch to one number, always or in some calls.
    pub fn reduction(&self) -> Option<Op> {
        match *self {
            Node::Op(op, _) if op == Op::Total || op.properties().is_reduction() => Some(op),
            _ => None,
        }
    }

    /// The values that the node is computed from.
    pub fn args(&self) -> &[Value] {
        match self {
            Node::Const(_) => &[],
            Node::Op(op, args) => &args[..op.arity()],
        }
    }
}

/// A function from `inputs` float32 numbers to as many as it has outputs.
///
/// Every argument of a node comes before it, and every output exists: [`Program::decode`] and the
/// [builder](crate::term::Builder) make no other, and the rest of the crate relies on it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Program {
    inputs: u32,
    nodes: Vec<Node>,
    outputs: Vec<Value>,
}

impl Program {
    /// The caller vouches that every value used is defined before.
    pub(crate) fn new(inputs: u32, nodes: Vec<Node>, outputs: Vec<Value>) -> Program {
        Program { inputs, nodes, outputs }
    }

    /// The number of inputs, used or not.
    pub fn inputs(&self) -> u32 {
        self.inputs
    }

    /// The nodes, each after its arguments.
    pub fn nodes(&self) -> &[Node] {
        &self.nodes
    }

    /// The opcode of a node, by which every engine knows its loop; of a constant 0.
    #[inline(never)]
    pub fn opcode(&self, node: &Node) -> u32 {
        let Node::Op(op, [_, second, _]) = *node else { return 0 };
        match self.nodes.get(second.index().wrapping_sub(self.inputs as usize)) {
            Some(Node::Const(bits)) if op == Op::PowTerm => powers::opcode(f32::from_bits(*bits)),
            _ => op as u32,
        }
    }

    /// The outputs, in order.
    pub fn outputs(&self) -> &[Value] {
        &self.outputs
    }

    /// The number of values: inputs and nodes.
    pub fn len(&self) -> usize {
        self.inputs as usize + self.nodes.len()
    }

    /// Whether there is no value at all.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Every node with the value it computes.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = (Value, &Node)> + ExactSizeIterator {
        let first = self.inputs;
        self.nodes.iter().enumerate().map(move |(i, node)| (Value(first + i as u32), node))
    }
}
