//! Carries out the code of a kernel: for each instruction, the [loop](crate::engine::loops) of its op over a tile.

use super::image::{Head, Operand};
use crate::engine::loops::Frame;
use crate::op::Op;
use core::mem::offset_of;
use core::ops::Range;

/// Carries out the instructions in `code` (words from `base`) for the tile that starts `offset` bytes into the
/// blocks and is `bytes` long, a multiple of 16.
///
/// # Safety
/// `base` is that of an image of [`lower`](super::lower), `code` one of its two ranges, and the tile lies in its
/// blocks.
pub unsafe fn execute(base: *mut u8, code: Range<usize>, offset: u32, bytes: u32) {
    let words = base.cast_const().cast::<u32>();
    let mut frame = Frame::default();
    let mut next = code.start;
    while next < code.end {
        let head = Head(*words.add(next));
        next += 1;
        for operand in &mut frame.operands[..head.operands()] {
            let of = Operand(*words.add(next));
            next += 1;
            *operand = [base as usize + of.place(offset), of.step_mask()];
        }
        call(head.opcode(), &mut frame, bytes);
    }
}

/// The value of an op at one point, by its loop. The op is no composition; arguments beyond its arity are ignored.
pub fn at(op: Op, args: [f32; 3]) -> f32 {
    /// An instruction, and the slots of its result and its arguments.
    #[repr(C, align(16))]
    struct Single {
        code: [u32; 8],
        slots: [[f32; 4]; 4],
    }
    const SLOT: usize = offset_of!(Single, slots);

    let operand = |i: usize| Operand::uniform((SLOT + 16 * i) as u32).0;
    let [x, y, z] = args.map(|arg| [arg; 4]);
    let head = Head::new(op as u32, 1 + op.arity()).0;
    let mut single =
        Single { code: [head, operand(0), operand(1), operand(2), operand(3), 0, 0, 0], slots: [[0.0; 4], x, y, z] };
    // SAFETY: the code is one instruction, and its operands are the slots.
    unsafe { execute((&raw mut single).cast(), 0..2 + op.arity(), 0, 16) };
    single.slots[0][0]
}

/// Calls the loop of an opcode.
///
/// # Safety
/// The frame holds the operands of the opcode: tiles of so many bytes, a multiple of 16.
#[cfg(target_arch = "wasm32")]
unsafe fn call(opcode: u32, frame: &mut Frame, bytes: u32) {
    let slot = super::FIRST_LOOP.load(core::sync::atomic::Ordering::Relaxed) + opcode as usize;
    // In wasm a pointer to a function is its place in the table.
    let each: extern "C" fn(*mut Frame, u32) = core::mem::transmute(slot);
    each(frame, bytes);
}

/// Natively the loops are not compiled: what they compute is evaluated element by element.
///
/// # Safety
/// As in wasm.
#[cfg(not(target_arch = "wasm32"))]
unsafe fn call(opcode: u32, frame: &mut Frame, bytes: u32) {
    let operand = |i: usize, offset: usize| {
        let [start, mask] = frame.operands[i];
        (start + (offset & mask)) as *mut f32
    };
    for offset in (0..bytes as usize).step_by(4) {
        if let Some(op) = Op::of_code(opcode as u8) {
            let args = [0, 1, 2].map(|i| if i < op.arity() { *operand(1 + i, offset) } else { 0.0 });
            *operand(0, offset) = op.at(args);
        } else {
            *operand(0, offset) = *operand(1, offset);
        }
    }
}
