//! The jit engine: a whole program as one wasm module, made when it is first worth it.
//!
//! A kernel is put together from the insides of the [loops](crate::engine::loops) of its ops, so that it rounds as the
//! tiles engine does, to the bit. What they compute in common is computed once. It is split into [chunks](plan): loops
//! over a tile, and functions of a size that engines compile well.
//!
//! Lanes that need another way of evaluation are only noticed: the caller does the block again with the tiles engine.

mod module;
mod plan;

#[cfg(not(target_arch = "wasm32"))]
pub use module::of_recording;
pub use module::Kernel;

use crate::error::Error;
use crate::program::Program;
use plan::Plan;

/// More parameters than this would make a call slow: tiles run such programs.
const MOST_PARAMETERS: usize = 200;

/// The kernel of a program, for inputs that are batches where `batch` says so and numbers elsewhere; without scratch
/// memory if so wanted. Nothing if it has too many inputs and outputs, or is too large for that.
///
/// # Errors
/// If there are not as many flags as inputs.
pub fn fuse(program: &Program, batch: &[bool], scratch: bool) -> Result<Option<Kernel>, Error> {
    if batch.len() != program.inputs() as usize {
        return Err(Error::WrongFlags { flags: batch.len(), inputs: program.inputs() });
    }
    if batch.len() + program.outputs().len() > MOST_PARAMETERS {
        return Ok(None);
    }
    let program = program.simplified();
    let plan = Plan::of(&program, batch, scratch);
    Ok(plan.map(|plan| module::encode(&plan)))
}
