//! Calls the loops: of a tile, or at one point.

use super::op_loop::Frame;
use crate::op::{powers, Op};
#[cfg(target_arch = "wasm32")]
use core::sync::atomic::{AtomicUsize, Ordering};

/// The index of the first loop in the table of functions.
#[cfg(target_arch = "wasm32")]
static FIRST_LOOP: AtomicUsize = AtomicUsize::new(0);

/// Tells the index of the first loop in the table of functions.
#[cfg(target_arch = "wasm32")]
pub fn link(first: usize) {
    FIRST_LOOP.store(first, Ordering::Relaxed);
}

/// Calls the loop of an opcode.
///
/// # Safety
/// The frame holds the operands of the opcode: tiles of `bytes` bytes, a multiple of 16.
#[cfg(target_arch = "wasm32")]
pub unsafe fn call(opcode: u32, frame: &mut Frame, bytes: u32) {
    let slot = FIRST_LOOP.load(Ordering::Relaxed) + opcode as usize;
    // In wasm a pointer to a function is its index in the table.
    let each: extern "C" fn(*mut Frame, u32) = core::mem::transmute(slot);
    frame.opcode = opcode;
    each(frame, bytes);
}

/// Evaluates an opcode element by element: a native build has no engine that runs its loop. (The tests
/// `crate/tests/jit.rs` and `test/bits.test.ts` run the loops.)
///
/// # Safety
/// As in wasm.
#[cfg(not(target_arch = "wasm32"))]
pub unsafe fn call(opcode: u32, frame: &mut Frame, bytes: u32) {
    let operand = |i: usize, offset: usize| {
        let [start, mask] = frame.operands[i];
        (start + (offset & mask)) as *mut f32
    };
    for offset in (0..bytes as usize).step_by(4) {
        let arity = match Op::of_code(opcode as u8) {
            Some(op) if op as u32 == opcode => op.arity(),
            _ if opcode == 0 => 1,
            _ => 3,
        };
        let args = [0, 1, 2].map(|i| if i < arity { *operand(1 + i, offset) } else { 0.0 });
        *operand(0, offset) = if opcode == 0 { args[0] } else { powers::eval(opcode, args) };
    }
}

/// The value of an op of constants, by its loop. The op is no composition; arguments beyond its arity are ignored.
pub fn at(op: Op, args: [f32; 3]) -> f32 {
    #[repr(C, align(16))]
    struct Slots([[f32; 4]; 4]);

    let [x, y, z] = args;
    let mut slots = Slots([[0.0; 4], [x; 4], [y; 4], [z; 4]]);
    let start = &raw mut slots as usize;
    let mut frame = Frame::default();
    for i in 0..4 {
        frame.operands[i] = [start + 16 * i, 0];
    }
    let opcode = if op == Op::PowTerm { powers::opcode(args[1]) } else { op as u32 };
    // SAFETY: the operands are the slots, a vector each.
    unsafe { call(opcode, &mut frame, 16) };
    slots.0[0][0]
}
