//! The reference interpreter: programs and ops at one point, in the scalar lanes. Engines are compared with it.

use crate::op::{powers, rules, Op};
use crate::program::{Node, Program};

impl Program {
    /// The outputs at one point, in the scalar lanes: bit for bit what the engines compute.
    ///
    /// # Panics
    /// If there are not as many numbers as inputs.
    pub fn eval(&self, inputs: &[f32]) -> Vec<f32> {
        let values = self.values_at(inputs);
        self.outputs().iter().map(|v| values[v.index()]).collect()
    }

    /// Every value at one point, in the scalar lanes.
    ///
    /// # Panics
    /// If there are not as many numbers as inputs.
    pub fn values_at(&self, inputs: &[f32]) -> Vec<f32> {
        assert_eq!(inputs.len(), self.inputs() as usize);
        let mut values = Vec::with_capacity(self.len());
        values.extend(inputs);
        for node in self.nodes() {
            values.push(match *node {
                Node::Const(bits) => f32::from_bits(bits),
                Node::Op(op, args) => {
                    let numbers = args.map(|v| values.get(v.index()).copied().unwrap_or(0.0));
                    match self.opcode(op, node.args()) {
                        opcode if opcode == op as u32 => op.at(numbers),
                        opcode => powers::eval(opcode, numbers),
                    }
                }
            });
        }
        values
    }
}

impl Op {
    /// The value at one point. Arguments beyond the arity are ignored.
    pub fn at(self, args: [f32; 3]) -> f32 {
        if self.is_composed() {
            let composition = rules::composition(self);
            return composition.values_at(&args[..self.arity()])[composition.outputs()[0].index()];
        }
        self.eval(args)
    }
}
