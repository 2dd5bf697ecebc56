//! The core of fluxion: scalar functions as programs, their derivatives as programs, and engines that run them over
//! batches of float32.
//!
//! This file is what TypeScript sees. The core keeps nothing between calls but one [`arena`]: programs and kernels
//! are plain bytes that the caller holds.

#![deny(missing_docs)]

pub mod builder;
pub mod engine;
pub mod error;
pub mod format;
pub mod lanes;
pub mod math;
pub mod op;
pub mod program;
pub mod simplify;
pub mod transform;

use engine::tiles;
use error::Error;
use program::Program;
use std::alloc::{alloc, dealloc, Layout};
use std::cell::Cell;
use std::ptr::null_mut;
use wasm_bindgen::prelude::{wasm_bindgen, JsError};

impl From<Error> for wasm_bindgen::JsValue {
    fn from(error: Error) -> Self {
        JsError::from(error).into()
    }
}

/// The program in normal form: nothing computed twice or in vain, constants folded.
///
/// # Errors
/// If the bytes are not those of a program.
#[wasm_bindgen]
pub fn simplify(program: &[u8]) -> Result<Vec<u8>, Error> {
    Ok(Program::decode(program)?.simplified().encode())
}

/// The gradient of the program's one output by the inputs `argnums`, after the output itself if `with_value`. The
/// result has the same inputs.
///
/// # Errors
/// If the bytes are not those of a program, or it has not one output, or no such input.
#[wasm_bindgen]
pub fn grad(program: &[u8], argnums: &[u32], with_value: bool) -> Result<Vec<u8>, Error> {
    Ok(transform::grad::grad(&Program::decode(program)?, argnums, with_value)?.encode())
}

/// The kernel of a program, for inputs that are batches where `batch` is not 0 and numbers elsewhere: the words of
/// an [`Image`](tiles::Image).
///
/// # Errors
/// If the bytes are not those of a program, there are not as many flags as inputs, or the kernel needs more memory
/// than there can be.
#[wasm_bindgen]
pub fn prepare(program: &[u8], batch: &[u8]) -> Result<Vec<u32>, Error> {
    let batch: Vec<bool> = batch.iter().map(|&flag| flag != 0).collect();
    Ok(tiles::prepare(&Program::decode(program)?, &batch)?.0)
}

/// The address of at least so many bytes, aligned to 16, or 0 if there is no such memory. What was there before is
/// lost when the arena grows, and so are views of the memory when the memory does.
#[wasm_bindgen]
pub fn arena(bytes: usize) -> usize {
    thread_local! {
        static ARENA: Cell<(*mut u8, usize)> = const { Cell::new((null_mut(), 0)) };
    }
    let layout = |size| Layout::from_size_align(size, 16).ok();
    let (start, size) = ARENA.get();
    if bytes <= size {
        return start as usize;
    }
    // SAFETY: the old block came from the same allocator with the same layout, and sizes are not 0.
    let arena = unsafe {
        if let (Some(old), false) = (layout(size), start.is_null()) {
            dealloc(start, old);
        }
        layout(bytes).map_or(null_mut(), |new| alloc(new))
    };
    ARENA.set((arena, if arena.is_null() { 0 } else { bytes }));
    arena as usize
}

/// Evaluates what depends on numbers only: once a call, after the numbers are written, before the blocks.
///
/// `base` is an address of [`arena`] where the words of [`prepare`] were copied to.
#[wasm_bindgen]
pub fn begin(base: usize) {
    // SAFETY: the caller is this package's facade, which does as the comment says.
    unsafe { tiles::begin(base as *mut u8) }
}

/// Evaluates the `n` elements that were written to the blocks of the batch inputs.
///
/// `base` is as in [`begin`], which was called before.
#[wasm_bindgen]
pub fn run(base: usize, n: u32) {
    // SAFETY: as in begin.
    unsafe { tiles::run(base as *mut u8, n) }
}
