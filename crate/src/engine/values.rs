//! What engines ask of a program's values before anything else, and how large their tiles are.

use crate::op::Op;
use crate::program::{Node, Program, Value};

/// What is known of every value.
pub struct Values {
    roots: Vec<Value>,
    varying: Vec<bool>,
}

impl Values {
    /// Of a program, for inputs that are batches where `batch` says so and numbers elsewhere.
    pub fn of(program: &Program, batch: &[bool]) -> Values {
        let mut roots: Vec<Value> = (0..program.inputs()).map(Value).collect();
        let mut varying = batch.to_vec();
        for (value, node) in program.iter() {
            roots.push(match node {
                Node::Op(Op::StopGradient, [arg, ..]) => roots[arg.index()],
                _ => value,
            });
            varying.push(node.args().iter().any(|arg| varying[arg.index()]));
        }
        Values { roots, varying }
    }

    /// The value that holds this one: `stopGradient` is no instruction.
    pub fn root(&self, value: Value) -> Value {
        self.roots[value.index()]
    }

    /// Whether it differs between elements.
    pub fn varies(&self, value: Value) -> bool {
        self.varying[value.index()]
    }
}

/// The elements of a tile, if there are few of them.
const TILE: usize = 1024;
/// The floats of all tiles together: the L1 cache.
const TILES: usize = 8 * TILE;
/// The fewest elements of a tile or a block: a loop's own cost is spread over them.
pub const LEAST: usize = 64;

/// The elements of each of so many tiles.
pub fn tile_elements(tiles: usize) -> usize {
    power_of_two_below(TILES / tiles.max(1)).clamp(LEAST, TILE)
}

/// The largest power of two that is not above n, or 0.
pub fn power_of_two_below(n: usize) -> usize {
    if n == 0 {
        0
    } else {
        1 << n.ilog2()
    }
}
