//! Uniformity analysis: which values are the same for all elements of a call, because no batch flows into them.

use crate::lists::Listed;
use crate::op::Op;
use crate::program::{renamed, Node, Program, Value};

/// For every value of a program, whether it varies, and which value it is a copy of.
pub struct Uniformity {
    varying: Vec<bool>,
    representatives: Vec<Value>,
}

impl Uniformity {
    /// Of a program, for inputs that are batches where `batch` says so and numbers elsewhere.
    pub fn of(program: &Program, batch: &[bool]) -> Uniformity {
        let mut varying = batch.to_vec();
        let mut representatives: Vec<Value> = (0..program.inputs()).map(Value).listed();
        for (value, node) in program.iter() {
            varying.push(node.args().iter().any(|arg| varying[arg.index()]));
            representatives.push(match node {
                Node::Op(Op::StopGradient, [arg, ..]) => representatives[arg.index()],
                _ => value,
            });
        }
        Uniformity { varying, representatives }
    }

    /// Whether the value differs between elements.
    pub fn varies(&self, value: Value) -> bool {
        self.varying[value.index()]
    }

    /// The values that are computed in these ones' stead.
    pub fn representatives(&self, args: [Value; 3]) -> [Value; 3] {
        renamed(args, &self.representatives)
    }

    /// The value that is computed in this one's stead: `stopGradient` is no instruction, so it is its argument.
    pub fn representative(&self, value: Value) -> Value {
        self.representatives[value.index()]
    }
}
