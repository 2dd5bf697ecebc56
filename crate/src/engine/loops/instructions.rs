//! The body of a loop as a list of instructions on 128-bit registers, in SSA form and numbered by value: each comes
//! after its operands, and none is there twice.

use crate::interned::{Interned, Item};
use crate::lanes::emit::{operands, NONE};
use crate::wasm::simd;

/// An instruction, and the instructions whose results are its operands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Instruction {
    /// The opcode, after the prefix of all SIMD instructions, or one of the pseudo-opcodes [`INPUT`] and [`FALLBACK`].
    pub opcode: u16,
    /// By the opcode: the number of the input, the half of a constant, which repeats it, the index of one of [`SHUFFLES`],
    /// the number of bits to shift by, or the number of the fallback function.
    pub immediate: u64,
    args: [u32; 4],
}

/// Pseudo-opcode: an input of the loop. It has the number of `v128.load`, which most inputs become.
pub const INPUT: u16 = simd::LOAD;

/// Pseudo-opcode: the first operand, but in the lanes that the second masks the value of a fallback function, of the
/// third and the fourth. Only loops of single ops have it: jit kernels report the mask to their caller instead.
pub const FALLBACK: u16 = u16::MAX;

impl Instruction {
    /// The instructions that compute the operands.
    pub fn args(&self) -> &[u32] {
        operands(&self.args)
    }
}

impl Item for Instruction {
    fn words(self) -> [u32; 4] {
        let [a, b, c, _] = self.args;
        // What has more than 32 bits, a constant, has no operands.
        [u32::from(self.opcode) << 16 ^ self.immediate as u32, a ^ (self.immediate >> 32) as u32, b, c]
    }
}

/// The shuffle that moves lanes 2 and 3 of 32 bits to lanes 0 and 1, and the one that joins the lower halves of two
/// registers.
pub const SHUFFLES: [[u8; 16]; 2] = [
    [8, 9, 10, 11, 12, 13, 14, 15, 8, 9, 10, 11, 12, 13, 14, 15],
    [0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23],
];
/// The indices of these.
pub const UPPER_HALF: u64 = 0;
pub const LOWER_HALVES: u64 = 1;

/// The half of the constant with these bits in every lane of 32.
fn twice(bits: u32) -> u64 {
    u64::from(bits) << 32 | u64::from(bits)
}

/// A list of instructions, each after its operands and none twice. An index into it stands for the value.
#[derive(Debug, Default)]
pub struct Instructions {
    list: Interned<Instruction>,
    /// Whether all lanes of every value are equal, those of a wide value as well.
    is_uniform: bool,
}

impl Instructions {
    /// A list of instructions on values whose lanes are all equal. The upper half of a wide value is the lower half
    /// then, and is not computed.
    pub fn of_uniform() -> Instructions {
        Instructions { is_uniform: true, ..Instructions::default() }
    }

    /// Whether all lanes of every value are equal.
    pub fn is_uniform(&self) -> bool {
        self.is_uniform
    }

    /// All instructions.
    pub fn list(&self) -> &[Instruction] {
        self.list.list()
    }

    /// Adds an instruction, unless its value is there already, and gives the index of the value.
    pub fn push(&mut self, opcode: u16, immediate: u64, args: &[u32]) -> u32 {
        if let Some(simpler) = self.simplified(opcode, args) {
            return simpler;
        }
        let mut all = [NONE; 4];
        all[..args.len()].copy_from_slice(args);
        self.list.push(Instruction { opcode, immediate, args: all })
    }

    /// The same value in fewer instructions. Between ops a truth value is the number 0 or 1: where one op's truth is
    /// the next one's condition, these rules recover the mask. They rely on the lanes of a mask being all ones or all
    /// zeros.
    fn simplified(&mut self, opcode: u16, args: &[u32]) -> Option<u32> {
        const F32X4_EQ: u16 = simd::EQ[0];
        match (opcode, args) {
            // not not x = x
            (simd::NOT, &[x]) => Some(self.operands_of(simd::NOT, x)?[0]),
            // (m ? 1 : 0) == 0 is not m
            (F32X4_EQ, &[x, zero]) => {
                let [yes, no, mask, _] = self.operands_of(simd::BITSELECT, x)?;
                let is_truth = self.is_splat(zero, 0.0) && self.is_splat(yes, 1.0) && self.is_splat(no, 0.0);
                is_truth.then(|| self.push(simd::NOT, 0, &[mask]))
            }
            // not m ? x : y = m ? y : x
            (simd::BITSELECT, &[yes, no, mask]) => {
                if let Some([mask, ..]) = self.operands_of(simd::NOT, mask) {
                    return Some(self.push(simd::BITSELECT, 0, &[no, yes, mask]));
                }
                // m ? x : 0 = x and m; m ? 0 : x = x and not m
                match (self.is_splat(yes, 0.0), self.is_splat(no, 0.0)) {
                    (false, true) if !self.is_splat(yes, 1.0) => Some(self.push(simd::AND, 0, &[yes, mask])),
                    (true, false) => Some(self.push(simd::ANDNOT, 0, &[no, mask])),
                    _ => None,
                }
            }
            _ => None,
        }
    }

    /// The operands of the instruction at an index, if it has this opcode.
    fn operands_of(&self, opcode: u16, index: u32) -> Option<[u32; 4]> {
        let instruction = self.list()[index as usize];
        (instruction.opcode == opcode).then_some(instruction.args)
    }

    /// Whether the instruction at an index is this number, to the bit, in every lane.
    fn is_splat(&self, index: u32, number: f32) -> bool {
        let Instruction { opcode, immediate, .. } = self.list()[index as usize];
        opcode == simd::CONST && immediate == twice(number.to_bits())
    }

    /// The input of this number.
    pub fn input(&mut self, number: u32) -> u32 {
        self.push(INPUT, number.into(), &[])
    }

    /// The constant with these bits in every lane: all 64 of a wide one, or the lower 32.
    pub fn constant(&mut self, bits: u64, wide: bool) -> u32 {
        self.push(simd::CONST, if wide { bits } else { twice(bits as u32) }, &[])
    }
}
