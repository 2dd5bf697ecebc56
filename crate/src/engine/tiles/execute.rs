//! Executes the instructions of a kernel: for each, the [loop](crate::engine::loops) of its op over a tile.

use super::tile_code::{Head, Operand};
use crate::engine::loops::{call, Frame};
use core::ops::Range;

/// Executes the instructions in `code` (words from `base`) for the tile that starts `offset` bytes into the
/// blocks and is `bytes` long, a multiple of 16.
///
/// # Safety
/// `base` is that of a [`TileCode`](super::TileCode), `code` one of its two ranges, and the tile lies in its
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
            *operand = [base as usize + of.offset_at(offset), of.counter_mask()];
        }
        call(head.opcode(), &mut frame, bytes);
    }
}
