//! The jit engine: a whole program compiled to one wasm module, once it has run for long enough.
//!
//! A kernel is composed of the [recordings] of its ops, of which the loops of the tiles engine are made as well, so
//! that both round alike, to the bit. Value numbering removes what they compute in common. The kernel is split into
//! chunks (`plan.rs`): loops over a tile, in functions of a size that engines compile well.
//!
//! A kernel has no code for the fallback: it only reports that an element needs it. The caller then runs the block
//! again with the tiles engine.

pub mod accumulators;
mod module;
mod plan;
mod sums;

#[cfg(not(target_arch = "wasm32"))]
pub use module::of_recording;
pub use module::Kernel;
pub use sums::{Words, MAX_CHUNKS};

use crate::engine::loops::recordings;
use crate::error::Error;
use crate::program::{Node, Program};
use plan::Plan;

/// The most inputs and outputs of a kernel without scratch memory: each is a parameter, of which engines allow 1000.
const MAX_OPERANDS_WITHOUT_SCRATCH: usize = 200;

/// The cost of a loop besides that of its op: loads, a store, the counter.
const LOOP_COST: u32 = 10;

/// Instructions of the loops of a program that gains by being compiled even if its loops stay as they are: copies may be
/// saved, in place.
const SHORT_COST: u32 = 900;

/// What the loops cost that the tiles engine runs for a program in normal form, in instructions an element, and 1 if a
/// kernel of batches gains anything: if it is short, or has no more than two loops for three of them. There is a flag for
/// every input.
pub fn estimate(program: &Program, batch: &[bool]) -> [u32; 2] {
    let (mut cost, mut ops) = (0, 0);
    for node in program.nodes() {
        if let Node::Op(..) = node {
            cost += LOOP_COST + recordings::of(program.opcode(node)).cost as u32;
            ops += 1;
        }
    }
    // With numbers alone it does not matter how many loops there are, each of which runs once.
    let is_certain = cost < SHORT_COST || !batch.contains(&true);
    let chunks = || Plan::of(program, batch, true).map_or(0, |plan| plan.members.len());
    [cost, u32::from(is_certain || 3 * chunks() <= 2 * ops)]
}

/// The kernel of a program, for inputs that are batches where `batch` says so and numbers elsewhere; `scratch` is
/// whether it may use scratch memory. `None` if the program has too many inputs and outputs, or is too large, for a
/// kernel without scratch memory.
///
/// # Errors
/// If there are not as many flags as inputs.
pub fn compile(program: &Program, batch: &[bool], scratch: bool) -> Result<Option<Kernel>, Error> {
    compile_with_sums(program, batch, scratch, &[])
}

/// The same of a kernel that accumulates what the [`Words`] tell, which needs scratch memory. `None` also if a sum is of
/// what is the same for all elements.
///
/// # Errors
/// As [`compile`].
pub fn compile_with_sums(
    program: &Program,
    batch: &[bool],
    scratch: bool,
    words: Words,
) -> Result<Option<Kernel>, Error> {
    if batch.len() != program.inputs() as usize {
        return Err(Error::WrongFlags { flags: batch.len(), inputs: program.inputs() });
    }
    if !scratch && batch.len() + program.outputs().len() > MAX_OPERANDS_WITHOUT_SCRATCH {
        return Ok(None);
    }
    let program = program.simplified();
    let Some(mut plan) = Plan::of(&program, batch, scratch) else { return Ok(None) };
    plan.terms = words.first().map_or(0, |&terms| terms as usize);
    Ok(sums::of(&plan, words).map(|sums| module::encode(&plan, scratch, &sums)))
}
