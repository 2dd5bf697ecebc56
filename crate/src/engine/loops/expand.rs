//! From a [recording](crate::lanes::emit) to instructions on registers: a wide value, of four lanes of 64 bits, becomes
//! two registers, its lower and its upper half.

use super::instructions::{Instructions, FALLBACK, LOWER_HALVES, UPPER_HALF};
use crate::lanes::emit::{Code, Instruction};
use crate::lists::{filled, Listed};
use crate::wasm::simd;

/// In place of an index: the half has no instruction yet.
const NONE: u32 = u32::MAX;

/// Adds the instructions that compute the result of a recorded function, for arguments that are the values `args`, and
/// gives the index of the result.
///
/// With `fallback_masks`, masks of lanes that need the fallback, for which the result is not to be used, are added to
/// them; without, the fallback is an instruction.
///
/// Each value is computed where it is first needed, so that a function's lower half comes before its upper half: both
/// together would not fit into the registers.
pub fn expand(
    recording: &[Instruction],
    args: &[u32],
    instructions: &mut Instructions,
    fallback_masks: Option<&mut Vec<u32>>,
) -> u32 {
    let registers = filled([NONE; 2], recording.len());
    Expander { recording, args, instructions, fallback_masks, registers }.half(recording.len() as u32 - 1, 0)
}

struct Expander<'a> {
    recording: &'a [Instruction],
    args: &'a [u32],
    instructions: &'a mut Instructions,
    fallback_masks: Option<&'a mut Vec<u32>>,
    /// For each recorded instruction the indices of those that compute its halves, or [`NONE`]; a narrow value has the
    /// first alone.
    registers: Vec<[u32; 2]>,
}

impl Expander<'_> {
    /// The index of the instruction that computes the lower (0) or upper (1) half of a value.
    fn half(&mut self, index: u32, half: usize) -> u32 {
        let index = index as usize;
        let has_halves = self.recording[index].wide && !self.instructions.is_uniform();
        let half = if has_halves { half } else { 0 };
        if self.registers[index][half] == NONE {
            self.registers[index][half] = self.compute(self.recording[index], half);
        }
        self.registers[index][half]
    }

    fn compute(&mut self, instruction: Instruction, half: usize) -> u32 {
        let first = instruction.args().first().copied().unwrap_or(0);
        match instruction.code {
            Code::Input(number) => self.args[number as usize],
            Code::Constant(bits) => self.instructions.constant(bits, instruction.wide),
            Code::Simd(opcode) => self.simd(opcode, 0, instruction, half),
            Code::Shift(opcode, n) => self.simd(opcode, n.into(), instruction, half),
            Code::Promote => {
                let x = self.half(first, 0);
                let lower = if half == 0 { x } else { self.instructions.push(simd::SHUFFLE, UPPER_HALF, &[x, x]) };
                self.instructions.push(simd::PROMOTE_LOW, 0, &[lower])
            }
            Code::Demote => {
                let mut halves = [0; 2];
                for (half, narrow) in halves.iter_mut().enumerate() {
                    let wide = self.half(first, half);
                    *narrow = self.instructions.push(simd::DEMOTE_ZERO, 0, &[wide]);
                }
                self.instructions.push(simd::SHUFFLE, LOWER_HALVES, &halves)
            }
            Code::Widen => {
                let mask = self.half(first, 0);
                self.instructions.push([simd::EXTEND_LOW, simd::EXTEND_HIGH][half], 0, &[mask])
            }
            Code::Fallback(function) => {
                let operands = self.operands(instruction, half);
                let Some(masks) = &mut self.fallback_masks else {
                    return self.instructions.push(FALLBACK, function as u64, &operands);
                };
                if !masks.contains(&operands[1]) {
                    masks.push(operands[1]);
                }
                operands[0]
            }
        }
    }

    fn operands(&mut self, instruction: Instruction, half: usize) -> Vec<u32> {
        instruction.args().iter().map(|&arg| self.half(arg, half)).listed()
    }

    fn simd(&mut self, opcode: u16, immediate: u64, instruction: Instruction, half: usize) -> u32 {
        let mut operands = self.operands(instruction, half);
        let mut opcode = opcode;
        if let Some(bitwise) = by_sign_bit(opcode) {
            let sign_bit = if instruction.wide { 1 << 63 } else { 1 << 31 };
            operands.push(self.instructions.constant(sign_bit, instruction.wide));
            opcode = bitwise;
        }
        self.instructions.push(opcode, immediate, &operands)
    }
}

/// For abs and neg, the bitwise instruction that computes the same with the sign bit as its second operand. A local can
/// hold the sign bit, while V8 compiles abs and neg to two instructions that make the constant each time.
fn by_sign_bit(opcode: u16) -> Option<u16> {
    match opcode {
        _ if simd::ABS.contains(&opcode) => Some(simd::ANDNOT),
        _ if simd::NEG.contains(&opcode) => Some(simd::XOR),
        _ => None,
    }
}
