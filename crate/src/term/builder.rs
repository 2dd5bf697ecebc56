//! Builds programs. Values are hash-consed: equal nodes are one value, whoever adds them.
//!
//! Nodes are added as they are; [`call`](super::call) simplifies first.

use crate::interned::{Interned, Item};
use crate::lists::{filled, Listed};
use crate::program::{self, Node, Program, Value};
use core::cell::{Cell, RefCell};

/// A set of inputs and of [`Every`](crate::op::Op::Every), as dependence.rs describes them. `None` is the empty set.
pub type Set = Option<Value>;

/// A program under construction.
#[derive(Debug)]
pub struct Builder {
    inputs: u32,
    /// Whether the program is to be printed.
    for_reading: bool,
    nodes: RefCell<Interned<Node>>,
    /// By value, as far as it was asked for: see [`direct`](Builder::direct).
    pub(super) direct: RefCell<Vec<Set>>,
    /// The members that unions of sets went through.
    pub(super) members: Cell<u32>,
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
        Builder {
            inputs,
            for_reading: false,
            nodes: RefCell::default(),
            direct: RefCell::default(),
            members: Cell::default(),
        }
    }

    /// An empty program of so many inputs, in which internal ops become what they read as.
    pub fn for_reading(inputs: u32) -> Builder {
        Builder { for_reading: true, ..Builder::new(inputs) }
    }

    /// Whether the program is to be printed, and never run.
    pub fn is_for_reading(&self) -> bool {
        self.for_reading
    }

    /// The program as it is, to be built upon: its values keep their numbers, if it is in normal form.
    pub fn of(program: &Program) -> Builder {
        let builder = Builder::new(program.inputs());
        program.nodes().iter().for_each(|&node| _ = builder.intern(node));
        builder
    }

    /// The number of inputs.
    pub fn inputs(&self) -> u32 {
        self.inputs
    }

    /// The node of a value, or nothing for an input.
    pub fn node(&self, value: Value) -> Option<Node> {
        let index = value.0.checked_sub(self.inputs)?;
        self.nodes.borrow().list().get(index as usize).copied()
    }

    /// The program of these outputs, without the values that none of them needs.
    pub fn finish(self, outputs: impl IntoIterator<Item = Value>) -> Program {
        self.program(outputs.into_iter().listed())
    }

    /// Compiled once, for every kind of iterator.
    pub(super) fn program(self, mut outputs: Vec<Value>) -> Program {
        let nodes = self.nodes.into_inner().into_list();
        let inputs = self.inputs as usize;

        let mut needed = filled(false, inputs + nodes.len());
        outputs.iter().for_each(|output| needed[output.index()] = true);
        for (i, node) in nodes.iter().enumerate().rev() {
            if needed[inputs + i] {
                node.args().iter().for_each(|arg| needed[arg.index()] = true);
            }
        }

        let mut renamed: Vec<Value> = (0..self.inputs).map(Value).listed();
        let mut kept = Vec::new();
        for (i, &node) in nodes.iter().enumerate() {
            renamed.push(Value((inputs + kept.len()) as u32));
            if needed[inputs + i] {
                kept.push(match node {
                    Node::Const(_) => node,
                    // Value 0 stays value 0, so that entries beyond the arity stay zero.
                    Node::Op(op, args) => Node::Op(op, program::renamed(args, &renamed)),
                });
            }
        }
        outputs.iter_mut().for_each(|output| *output = renamed[output.index()]);
        Program::new(self.inputs, kept, outputs)
    }

    /// The value of a node, which is added if it is not there.
    pub fn intern(&self, node: Node) -> Value {
        Value(self.inputs + self.nodes.borrow_mut().push(node))
    }
}
