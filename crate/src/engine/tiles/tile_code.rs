//! The words of a kernel.
//!
//! The words that TypeScript reads come first; offsets are in bytes from the start, multiples of 16:
//!
//! ```text
//! bytes     that the kernel needs, these words included
//! block     elements of a batch that one run takes at most
//! inputs    their number
//! outputs   their number
//! offset*   the slot of each input: 16 bytes for a number (four times the same), a block for a batch
//! offset*   the slot of each output: a block, or 16 bytes if no input is a batch
//! ```
//!
//! Then come three counts (words of code that runs once, words of code that runs for every tile, bytes a tile), the
//! code, and the constants, four times each. After the first word of an [instruction](Head) come its
//! [operands](Operand), results first.

use core::ops::Range;

/// The code of a kernel for the tiles engine: words of 32 bits, in the layout that the head of this file tells.
#[derive(Clone, Debug)]
pub struct TileCode(pub Vec<u32>);

impl TileCode {
    /// Bytes that the kernel needs from its base on.
    pub fn bytes(&self) -> usize {
        self.0[0] as usize
    }

    /// Elements of a batch that one run takes at most.
    pub fn block(&self) -> usize {
        self.0[1] as usize
    }

    /// Byte offsets of the inputs' slots.
    pub fn inputs(&self) -> &[u32] {
        &self.0[HEADER..][..self.0[2] as usize]
    }

    /// Byte offsets of the outputs' slots.
    pub fn outputs(&self) -> &[u32] {
        &self.0[HEADER + self.0[2] as usize..][..self.0[3] as usize]
    }
}

/// Words before the slots: bytes, block, inputs, outputs.
pub const HEADER: usize = 4;

/// Words between the slots and the code.
pub const COUNTS: usize = 3;

/// The first word of an instruction: its opcode, which is the op's code in the table, and how many operands follow.
#[derive(Clone, Copy, Debug)]
pub struct Head(pub u32);

impl Head {
    /// The opcode of an instruction that copies its operand.
    pub const COPY: u32 = 0;

    /// The instruction of an opcode and a number of operands.
    pub fn new(opcode: u32, operands: usize) -> Head {
        Head(opcode | (operands as u32) << 16)
    }

    /// The opcode.
    pub fn opcode(self) -> u32 {
        self.0 & 0xffff
    }

    /// The number of operands.
    pub fn operands(self) -> usize {
        (self.0 >> 16) as usize
    }
}

/// A value that an instruction reads or writes: its byte offset, with flags in the low bits for how the offset moves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Operand(pub u32);

impl Operand {
    /// The flag of a value that has a tile: the offset moves with the counter within the tile.
    const VARYING: u32 = 1;
    /// The flag of a value that has a block: the offset moves from tile to tile.
    const BLOCK: u32 = 2;

    /// Four lanes that every element shares.
    pub fn uniform(offset: u32) -> Operand {
        Operand(offset)
    }

    /// A tile, which every tile of a block uses in turn.
    pub fn tile(offset: u32) -> Operand {
        Operand(offset | Operand::VARYING)
    }

    /// A block, whose tiles follow one another.
    pub fn block(offset: u32) -> Operand {
        Operand(offset | Operand::VARYING | Operand::BLOCK)
    }

    /// Its byte offset, for the tile that starts `tile_start` bytes into its block.
    pub fn offset_at(self, tile_start: u32) -> usize {
        let moved = if self.0 & Operand::BLOCK != 0 { tile_start } else { 0 };
        ((self.0 & !15) + moved) as usize
    }

    /// The mask for the counter within the tile: 0 for a uniform value, whose offset does not move.
    pub fn counter_mask(self) -> usize {
        if self.0 & Operand::VARYING != 0 {
            usize::MAX
        } else {
            0
        }
    }
}

/// What the engine reads of a kernel's words in memory.
pub struct Layout {
    /// Elements of a block.
    pub block: u32,
    /// Words of the code that runs once a call.
    pub uniform_code: Range<usize>,
    /// Words of the code that runs for every tile.
    pub code: Range<usize>,
    /// Bytes of a tile.
    pub tile_bytes: u32,
}

impl Layout {
    /// # Safety
    /// A [`TileCode`] lies at `base`.
    pub unsafe fn read(base: *const u8) -> Layout {
        let word = |i: usize| *base.cast::<u32>().add(i);
        let counts = HEADER + word(2) as usize + word(3) as usize;
        let start = counts + COUNTS;
        let middle = start + word(counts) as usize;
        let end = middle + word(counts + 1) as usize;
        Layout { block: word(1), uniform_code: start..middle, code: middle..end, tile_bytes: word(counts + 2) }
    }
}
