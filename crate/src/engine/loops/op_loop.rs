//! The signature and the locals of the loop of an op.
//!
//! The function has two parameters, the address of a [`Frame`] and the bytes of a tile. It loads all addresses and
//! masks into locals before the loop.

use crate::lanes::Fallback;
use crate::op::powers;

/// The operands of a loop.
#[derive(Default)]
#[repr(C, align(16))]
pub struct Frame {
    /// For the result, then for each argument: the address of the tile, and a mask for the offset within the tile,
    /// which is all ones, or 0 for a single vector that stands for a tile.
    pub operands: [[usize; 2]; 4],
    /// The operands of a call of [`evaluate`](Frame::evaluate): the result, the mask, and two arguments.
    pub vectors: [[f32; 4]; 4],
    /// The opcode of the loop, for its stub.
    pub opcode: u32,
}

impl Frame {
    /// Replaces the result in the masked lanes by the value of the fallback function with this number.
    pub fn evaluate(&mut self, function: u32) {
        let [result, mask, x, y] = &mut self.vectors;
        for lane in 0..4 {
            if mask[lane].to_bits() != 0 {
                result[lane] = Fallback::ALL[function as usize].eval([x[lane], y[lane]]);
            }
        }
    }
}

/// The byte offset of [`Frame::vectors`] in wasm.
pub const FRAME_VECTORS: u32 = 32;

/// That of [`Frame::opcode`].
pub const FRAME_OPCODE: u32 = 96;

#[cfg(target_arch = "wasm32")]
const _: () = assert!(
    core::mem::offset_of!(Frame, vectors) == FRAME_VECTORS as usize
        && core::mem::offset_of!(Frame, opcode) == FRAME_OPCODE as usize
);

/// The number of loops: one for each opcode that a kernel can have.
pub const MAX_LOOPS: usize = powers::END as usize;

/// The parameter with the address of the frame.
pub const FRAME: u32 = 0;
/// The parameter with the bytes of the tile.
pub const END: u32 = 1;
/// The local with the offset in the tile.
pub const COUNTER: u32 = 2;
/// The first local that is a vector.
pub const LOCALS: u32 = start_of(4);

/// The local with the address of an operand. The next one has its mask.
pub const fn start_of(operand: u32) -> u32 {
    COUNTER + 1 + 2 * operand
}
