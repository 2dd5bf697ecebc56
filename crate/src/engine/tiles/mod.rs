//! The tiles engine: the [loops](crate::engine::loops), one op at a time over a tile that stays in the L1 cache. It
//! runs a program of any length at once.
//!
//! A program is lowered (`lower.rs`) once to a kernel, which is plain words, its tile code (`tile_code.rs`):
//! instructions, constants, and the offset of every value. To run, the words are copied to the start of the arena,
//! numbers and a block of each batch are written to their slots, and [`run_uniform`] and [`run_block`] execute the
//! instructions. Nothing else is kept anywhere.

mod execute;
mod lower;
mod tile_code;

pub use tile_code::{TileCode, HEADER};

use crate::error::Error;
use crate::program::Program;

/// The kernel of a program in normal form, for inputs that are batches where `batch` says so and numbers elsewhere.
///
/// # Errors
/// If there are not as many flags as inputs, or the kernel needs more memory than there can be.
pub fn prepare(program: &Program, batch: &[bool]) -> Result<TileCode, Error> {
    if batch.len() != program.inputs() as usize {
        return Err(Error::WrongFlags { flags: batch.len(), inputs: program.inputs() });
    }
    lower::lower(program, batch)
}

/// Evaluates the uniform values. Once a call, before the blocks.
///
/// # Safety
/// `base` is 16-aligned, and a [`TileCode`] of [`prepare`] lies there, in as many bytes as it asks for; its number
/// inputs are written, four times each.
pub unsafe fn run_uniform(base: *mut u8) {
    let layout = tile_code::Layout::read(base);
    execute::execute(base, layout.uniform_code, 0, 16);
}

/// Evaluates `n` elements of every batch, at most a block.
///
/// # Safety
/// As [`run_uniform`], which has run; `n` elements of every batch input are written.
pub unsafe fn run_block(base: *mut u8, n: u32) {
    let layout = tile_code::Layout::read(base);
    // Whole vectors: every slot has room for them.
    let end = n.min(layout.block).div_ceil(4) * 16;
    let mut offset = 0;
    while offset < end {
        let bytes = layout.tile_bytes.min(end - offset);
        execute::execute(base, layout.code.clone(), offset, bytes);
        offset += bytes;
    }
}
