//! The jit engine: a whole program compiled to one wasm module, once it has run over enough elements.
//!
//! A kernel is composed of the bodies of the [loops](crate::engine::loops) of its ops, so that it rounds as the tiles
//! engine does, to the bit. Value numbering removes what they compute in common. The kernel is split into
//! chunks (`plan.rs`): loops over a tile, in functions of a size that engines compile well.
//!
//! A kernel has no code for the fallback: it only reports that an element needs it. The caller then runs the block
//! again with the tiles engine.

mod module;
mod plan;

#[cfg(not(target_arch = "wasm32"))]
pub use module::of_recording;
pub use module::Kernel;

use crate::error::Error;
use crate::program::Program;
use plan::Plan;

/// The most inputs and outputs of a kernel without scratch memory: each is a parameter, of which engines allow 1000.
const MAX_OPERANDS_WITHOUT_SCRATCH: usize = 200;

/// The kernel of a program, for inputs that are batches where `batch` says so and numbers elsewhere; `scratch` is
/// whether it may use scratch memory. `None` if the program has too many inputs and outputs, or is too large, for a kernel
/// without scratch memory.
///
/// # Errors
/// If there are not as many flags as inputs.
pub fn compile(program: &Program, batch: &[bool], scratch: bool) -> Result<Option<Kernel>, Error> {
    if batch.len() != program.inputs() as usize {
        return Err(Error::WrongFlags { flags: batch.len(), inputs: program.inputs() });
    }
    if !scratch && batch.len() + program.outputs().len() > MAX_OPERANDS_WITHOUT_SCRATCH {
        return Ok(None);
    }
    let program = program.simplified();
    let plan = Plan::of(&program, batch, scratch);
    Ok(plan.map(|plan| module::encode(&plan, scratch)))
}
