//! The core of fluxion: scalar functions as programs, their derivatives as programs, and engines that run them over
//! batches of float32.
//!
//! This file is what TypeScript sees. The core keeps nothing between calls but one [`reserve_arena`] and an index of its
//! [`recordings`](loops::recordings): programs and kernels are plain bytes that the caller holds.

#![deny(missing_docs)]

#[cfg(target_arch = "wasm32")]
mod allocator;
pub mod engine;
pub mod error;
mod interned;
pub mod lanes;
mod leb128;
mod lists;
pub mod math;
pub mod op;
pub mod program;
pub mod steps;
mod stored;
pub mod term;
pub mod transform;
pub mod wasm;

use crate::lists::Listed;
use engine::reduce::{self, Kind, State};
use engine::{jit, loops, tiles};
use error::Error;
use program::Program;
use std::alloc::{alloc, dealloc, Layout};
use std::cell::Cell;
use std::ptr::null_mut;
use term::Outputs;
use wasm_bindgen::prelude::wasm_bindgen;

thread_local! {
    /// The error of the last call that gave nothing, if an error was the reason.
    static FAILURE: Cell<Option<Error>> = const { Cell::new(None) };
}

/// What a call gives to TypeScript: nothing for an error, which [`failure`] and [`failure_number`] then tell. To throw
/// a value of JavaScript would need reference types, and texts a `TextDecoder`, which not every host has.
fn answer<T: Default>(result: Result<T, Error>) -> T {
    FAILURE.set(None);
    result.unwrap_or_else(|error| {
        FAILURE.set(Some(error));
        T::default()
    })
}

/// The bytes of what a transform makes of the program with these bytes.
fn transformed(program: &[u8], transform: &dyn Fn(&Program) -> Result<Program, Error>) -> Vec<u8> {
    answer(Program::decode(program).and_then(|program| Ok(transform(&program)?.encode())))
}

/// What is wrong with the bytes of a program, in ASCII, after a call that gave nothing. No text if something else is
/// the reason.
#[wasm_bindgen]
pub fn failure() -> Vec<u8> {
    match FAILURE.get() {
        Some(Error::Malformed { what, .. }) => what.into(),
        _ => Vec::new(),
    }
}

/// The number that belongs to [`failure`]: the byte that it was noticed at. Without a text, the bytes of a kernel that
/// is too large, 0 if there was no error, -1 for an error that the facade prevents, or -1 - i for a foreign function
/// without a rule, that of the i-th input from the end.
#[wasm_bindgen(js_name = failureNumber)]
pub fn failure_number() -> f64 {
    match FAILURE.get() {
        None => 0.0,
        Some(Error::Malformed { at, .. }) => at as f64,
        Some(Error::TooLarge { bytes }) => bytes as f64,
        Some(Error::NoRule { from_end }) => -1.0 - f64::from(from_end),
        Some(_) => -1.0,
    }
}

/// Whether the host refused memory since the last call: after a trap, whether that was the reason.
#[wasm_bindgen(js_name = takeRefusal)]
pub fn take_refusal() -> bool {
    #[cfg(target_arch = "wasm32")]
    return allocator::take_refusal();
    #[cfg(not(target_arch = "wasm32"))]
    false
}

/// The module of the [stubs](loops::stubs()) that stand for the loops. An instance of it is needed before anything else
/// is called; [`link_loops`] says where the table has its functions.
#[wasm_bindgen(js_name = loopStubs)]
pub fn loop_stubs() -> Vec<u8> {
    loops::stubs()
}

/// The module of the [loop](loops::loop_module()) of an opcode. A stub has it instantiated, with the memory and the
/// table of functions of this one and with [`evaluate_fallback`].
#[wasm_bindgen(js_name = loopModule)]
pub fn loop_module(opcode: u32) -> Vec<u8> {
    loops::loop_module(opcode)
}

/// Tells the index of the first loop in the table of functions.
#[wasm_bindgen(js_name = linkLoops)]
pub fn link_loops(first: usize) {
    #[cfg(target_arch = "wasm32")]
    loops::link(first);
    #[cfg(not(target_arch = "wasm32"))]
    let _ = first;
}

/// Evaluates the lanes that a loop cannot serve, which calls it; see [`Frame`](loops::Frame).
#[wasm_bindgen(js_name = evaluateFallback)]
pub fn evaluate_fallback(which: u32, frame: usize) {
    // SAFETY: the caller is a loop, which has its frame from this core.
    unsafe { (*(frame as *mut loops::Frame)).evaluate(which) }
}

/// A program in normal form, of which the first `own` inputs are the function's arguments: see [`Program::normalised`].
/// `mode` is 0 for a program as it was traced, 1 for one that was stored, and 2 for one to be read: mathematics in ops
/// that a person can call, equal inside the domain.
///
/// # Errors
/// If the bytes are not those of a program.
#[wasm_bindgen]
pub fn simplify(program: &[u8], own: u32, mode: u32) -> Vec<u8> {
    transformed(program, &|program| match mode {
        0 => program.normalised(own, Outputs::Traced),
        1 if program.calls_foreign() => Err(Error::Malformed { what: "a foreign function", at: 0 }),
        1 => program.normalised(own, Outputs::Stored),
        _ => Ok(program.for_reading()),
    })
}

/// A [transform] of a program, of whose inputs the first `own` are the function's arguments, by the inputs `argnums`. `which`
/// is 0 for the gradient of the first output, 1 for all outputs and the gradient, 2 for outputs and tangents, 3 for outputs
/// and what cotangents come to by all arguments, 4 for the latter alone, 5 for the tangents of the gradient, 6 for the
/// Jacobian, and 7 for the Hessian. For tangents and cotangents the program has inputs after the arguments.
///
/// # Errors
/// If the bytes are not those of a program, or it has no output, or no such input.
#[wasm_bindgen]
pub fn differentiate(program: &[u8], which: u32, argnums: &[u32], own: u32) -> Vec<u8> {
    transformed(program, &|program| {
        if let Some(&argnum) = argnums.iter().find(|&&argnum| argnum >= own) {
            return Err(Error::NoSuchInput { argnum, inputs: own });
        }
        match which {
            0 | 1 => transform::grad::grad_with_free(program, argnums, which == 1, own),
            2 => transform::jvp::jvp(program, argnums, true, own),
            3 | 4 => transform::vjp::vjp(program, which == 3, own),
            5 => transform::jvp::hvp(program, argnums, own),
            6 => transform::jacobian::jacobian(program, argnums, own),
            _ => transform::jacobian::hessian(program, argnums, own),
        }
    })
}

/// The program's first output and its derivatives by the input `argnum`, of orders 1 to `order`: see
/// [`derivatives`](transform::taylor::derivatives()).
///
/// # Errors
/// If the bytes are not those of a program, it has no output or no such input, or the result gets too large.
#[wasm_bindgen]
pub fn derivatives(program: &[u8], argnum: u32, order: u32, own: u32) -> Vec<u8> {
    transformed(program, &|program| transform::taylor::derivatives(program, argnum, order, own))
}

/// Flags, of which all but 0 are set.
fn flags(bytes: &[u8]) -> Vec<bool> {
    bytes.iter().map(|&flag| flag != 0).listed()
}

/// The kernel of a program in normal form, for inputs that are batches where `batch` is not 0 and numbers elsewhere:
/// the words of a [`TileCode`](tiles::TileCode), and after them the two of [`estimate`](jit::estimate).
///
/// # Errors
/// If the bytes are not those of a program, there are not as many flags as inputs, or the kernel needs more memory
/// than there can be.
#[wasm_bindgen]
pub fn prepare(program: &[u8], batch: &[u8]) -> Vec<u32> {
    let batch = flags(batch);
    answer((|| {
        let program = Program::decode(program)?;
        let mut words = tiles::prepare(&program, &batch)?.0;
        words.extend(jit::estimate(&program, &batch));
        Ok(words)
    })())
}

/// The kernel of a program as a module of its own: a word, the bytes of scratch memory that it needs, and the bytes of
/// the module; see [`jit::Kernel`]. Nothing if it cannot be made: tiles run such a program.
///
/// With `sums`, which are [`Words`](jit::Words), the kernel accumulates.
///
/// # Errors
/// If the bytes are not those of a program, or there are not as many flags as inputs.
#[wasm_bindgen(js_name = compileKernel)]
pub fn compile_kernel(program: &[u8], batch: &[u8], scratch: bool, sums: &[i32]) -> Vec<u8> {
    let batch = flags(batch);
    answer((|| {
        let program = Program::decode(program)?;
        let Some(kernel) = jit::compile_with_sums(&program, &batch, scratch, sums)? else {
            return Ok(Vec::new());
        };
        let mut bytes = kernel.scratch.to_le_bytes().to_vec();
        bytes.extend_from_slice(&kernel.module);
        Ok(bytes)
    })())
}

/// A piece of memory that grows on demand, aligned to 16: its address and size.
type Region = Cell<(*mut u8, usize)>;

/// Makes the region at least this large, and gives its address, or null if memory is refused. Its content is lost when
/// it grows.
fn reserve(region: &Region, bytes: usize) -> *mut u8 {
    let layout = |size| Layout::from_size_align(size, 16).ok();
    let (start, size) = region.get();
    if bytes <= size {
        return start;
    }
    // SAFETY: the old block came from the same allocator with the same layout, and sizes are not 0.
    let new = unsafe {
        if let (Some(old), false) = (layout(size), start.is_null()) {
            dealloc(start, old);
        }
        layout(bytes).map_or(null_mut(), |new| alloc(new))
    };
    if new.is_null() {
        // The caller is told: the mark is for traps.
        take_refusal();
    }
    region.set((new, if new.is_null() { 0 } else { bytes }));
    new
}

/// Makes the arena at least this large, and gives its address, aligned to 16, or 0 if memory is refused. Its content is
/// lost when it grows, and views of the memory are detached when the memory does.
#[wasm_bindgen(js_name = reserveArena)]
pub fn reserve_arena(bytes: usize) -> usize {
    thread_local! {
        static ARENA: Region = const { Cell::new((null_mut(), 0)) };
    }
    ARENA.with(|arena| reserve(arena, bytes)) as usize
}

/// Evaluates the uniform values: once a call, after the numbers are written, before the blocks.
///
/// `base` is an address of [`reserve_arena`] where the words of [`prepare`] were copied to.
#[wasm_bindgen(js_name = runUniform)]
pub fn run_uniform(base: usize) {
    // SAFETY: the caller is this package's facade, which does as the comment says.
    unsafe { tiles::run_uniform(base as *mut u8) }
}

/// Evaluates the `n` elements that were written to the blocks of the batch inputs.
///
/// `base` is as in [`run_uniform`], which was called before.
#[wasm_bindgen(js_name = runBlock)]
pub fn run_block(base: usize, n: u32) {
    // SAFETY: as in run_uniform.
    unsafe { tiles::run_block(base as *mut u8, n) }
}

/// Copies `n` words, rounded up to a multiple of 4, out of rows to a slot: a column. Every second row begins at `even`
/// and at `odd`, `step` bytes apart, for with one address each load would wait for the address before. Unrolled, because
/// the core is compiled for size. A plain export, because wasm-bindgen would add more code than there is.
///
/// # Safety
/// All addresses lie in the arena, and `n` is not 0.
#[unsafe(export_name = "gather")]
pub unsafe extern "C" fn gather(
    mut even: *const u32,
    mut odd: *const u32,
    step: usize,
    mut slot: *mut u32,
    mut n: i32,
) {
    loop {
        *slot = *even;
        *slot.add(1) = *odd;
        even = even.byte_add(step);
        odd = odd.byte_add(step);
        *slot.add(2) = *even;
        *slot.add(3) = *odd;
        even = even.byte_add(step);
        odd = odd.byte_add(step);
        slot = slot.add(4);
        n -= 4;
        if n <= 0 {
            break;
        }
    }
}

/// Copies the other way: a column into rows.
///
/// # Safety
/// As of [`gather`].
#[unsafe(export_name = "scatter")]
pub unsafe extern "C" fn scatter(mut even: *mut u32, mut odd: *mut u32, step: usize, mut slot: *const u32, mut n: i32) {
    loop {
        *even = *slot;
        *odd = *slot.add(1);
        even = even.byte_add(step);
        odd = odd.byte_add(step);
        *even = *slot.add(2);
        *odd = *slot.add(3);
        even = even.byte_add(step);
        odd = odd.byte_add(step);
        slot = slot.add(4);
        n -= 4;
        if n <= 0 {
            break;
        }
    }
}

thread_local! {
    static STATES: Region = const { Cell::new((null_mut(), 0)) };
}

/// The state of this index.
fn state(index: usize) -> *mut State {
    STATES.get().0.cast::<State>().wrapping_add(index)
}

/// Makes this number of empty states of reductions, and gives the address of the first, or 0 if memory is refused. They
/// follow each other and are plain data, and stay there until the next call.
#[unsafe(export_name = "reserveSums")]
pub extern "C" fn reserve_sums(count: usize) -> *mut State {
    let first = STATES.with(|states| reserve(states, count.saturating_mul(size_of::<State>())).cast::<State>());
    if !first.is_null() {
        // SAFETY: there is room for the states.
        (0..count).for_each(|index| unsafe { first.add(index).write(State::EMPTY) });
    }
    first
}

/// Adds the next `n` elements to a state: those at `x`, for dot with those at `y` or, where it is null, with `number`,
/// which is the shift of variance. `code` is that of a [`Kind`], for one state always the same.
///
/// # Safety
/// There is this state, and the elements lie there.
#[unsafe(export_name = "accumulate")]
pub unsafe extern "C" fn accumulate(code: u32, index: usize, x: *const f32, y: *const f32, number: f32, n: u32) {
    if let Some(kind) = Kind::of(code) {
        // SAFETY: as the caller says.
        unsafe { (*state(index)).add(kind, x, y, number, n) };
    }
}

/// Adds to the first `sums` states the totals of the next chunks, which a kernel left at an address: those of all sums of
/// the first chunk, then of the next.
///
/// # Safety
/// There are these states, of sums of terms, and the totals lie there.
#[unsafe(export_name = "addTotals")]
pub unsafe extern "C" fn add_totals(sums: usize, mut totals: *const f64, chunks: u32) {
    for _ in 0..chunks {
        for index in 0..sums {
            // SAFETY: as the caller says.
            unsafe { (*state(index)).add_total(*totals) };
            totals = totals.wrapping_add(1);
        }
    }
}

/// The result of a state over all elements, of which there are `n`. NaN if there is no such [`Kind`].
///
/// # Safety
/// There is this state.
#[unsafe(export_name = "finishSum")]
pub unsafe extern "C" fn finish_sum(code: u32, index: usize, n: f64, ddof: f32) -> f32 {
    // SAFETY: as the caller says.
    Kind::of(code).map_or(f32::NAN, |kind| unsafe { (*state(index)).finish(kind, n, ddof) })
}

/// The result over `n` elements that are all `x`, and `y` for dot; `y` is the shift of variance. NaN if there is no such
/// [`Kind`].
#[unsafe(export_name = "closedForm")]
pub extern "C" fn closed_form(code: u32, x: f32, y: f32, n: f64, ddof: f32) -> f32 {
    Kind::of(code).map_or(f32::NAN, |kind| reduce::closed_form(kind, x, y, n, ddof))
}
