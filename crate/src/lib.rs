//! The core of fluxion: scalar functions as programs, their derivatives as programs, and engines that run them over
//! batches of float32.
//!
//! This file is what TypeScript sees. The core keeps nothing between calls but one [`arena`]: programs and kernels
//! are plain bytes that the caller holds.

#![deny(missing_docs)]

#[cfg(target_arch = "wasm32")]
mod allocator;
pub mod engine;
pub mod error;
mod interned;
pub mod lanes;
mod leb128;
pub mod math;
pub mod op;
pub mod program;
pub mod term;
pub mod transform;

use engine::{jit, loops, tiles};
use error::Error;
use program::Program;
use std::alloc::{alloc, dealloc, Layout};
use std::cell::Cell;
use std::ptr::null_mut;
use wasm_bindgen::prelude::{wasm_bindgen, JsError};
use wasm_bindgen::JsValue;

impl From<Error> for JsValue {
    fn from(error: Error) -> Self {
        JsError::new(&error.message()).into()
    }
}

/// The module of the [loops](loops::module()). An instance of it, with the memory and the table of functions of this
/// one and with [`slow`], is needed before anything else is called; [`link`] says where the table has its functions.
#[wasm_bindgen]
pub fn module() -> Vec<u8> {
    loops::module().to_vec()
}

/// The table of functions that a pointer to a function is a place in.
#[wasm_bindgen]
pub fn table() -> JsValue {
    wasm_bindgen::function_table()
}

/// Says at which place the table of functions has the first of the loops.
#[wasm_bindgen]
pub fn link(first: usize) {
    #[cfg(target_arch = "wasm32")]
    loops::link(first);
    #[cfg(not(target_arch = "wasm32"))]
    let _ = first;
}

/// What the loops call for lanes that need another way of evaluation; see [`Frame`](loops::Frame).
#[wasm_bindgen]
pub fn slow(which: u32, frame: usize) {
    // SAFETY: the caller is a loop, which has its frame from this core.
    unsafe { (*(frame as *mut loops::Frame)).evaluate(which) }
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

/// The kernel of a program as a module of its own: a word, the bytes of scratch memory that it needs, and the bytes of
/// the module; see [`jit::Kernel`]. Nothing if it cannot be made: tiles run such a program.
///
/// # Errors
/// If the bytes are not those of a program, or there are not as many flags as inputs.
#[wasm_bindgen]
pub fn fuse(program: &[u8], batch: &[u8], scratch: bool) -> Result<Vec<u8>, Error> {
    let batch: Vec<bool> = batch.iter().map(|&flag| flag != 0).collect();
    let Some(kernel) = jit::fuse(&Program::decode(program)?, &batch, scratch)? else { return Ok(Vec::new()) };
    let mut bytes = kernel.scratch.to_le_bytes().to_vec();
    bytes.extend(kernel.module);
    Ok(bytes)
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
