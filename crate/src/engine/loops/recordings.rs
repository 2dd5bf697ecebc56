//! The recordings of all ops as data of the core: what their loops, and all kernels, are made of.
//!
//! A [recording](crate::lanes::emit) has one instruction for a wide value, and is stored as the code of a stack machine.
//! Few operands are named then, and what functions have in common, such as the polynomial of the exponential, is the
//! same bytes in each, so that all recordings together pack to 4 KB (`gzip -9 < build/recordings.bin | wc -c`).
//!
//! ```text
//! op*      how far its opcode is above that of the op before, its cost and the number of bytes that follow (LEB128),
//!          instruction*; the last one computes the result
//! instruction
//!          a byte: the opcode of a SIMD instruction, or one of those below
//!          the immediate: the 4 or 8 bytes of a constant, or the number of bits to shift by
//! ```

use super::op_loop::MAX_LOOPS;
use crate::lanes::emit::{Code, Instruction};
use crate::lanes::Fallback;
#[cfg(not(target_arch = "wasm32"))]
use crate::leb128;
use crate::lists::filled;
use crate::stored::{stored, Reader};
use crate::wasm::simd;
use std::cell::Cell;

// The codes of what is no SIMD instruction. Those that loops are made of have opcodes above all of these.

/// The first input; those of the other inputs follow.
const INPUT: u8 = 0;
const NARROW_CONSTANT: u8 = 3;
const WIDE_CONSTANT: u8 = 4;
const PROMOTE: u8 = 5;
const DEMOTE: u8 = 6;
const WIDEN: u8 = 7;
/// The first fallback function; those of the others follow.
const FALLBACK: u8 = 8;
/// Keeps the value on top of the stack, which is used again.
const KEEP: u8 = FALLBACK + Fallback::ALL.len() as u8;
/// Pushes the value that was kept last; the codes of those kept before it follow.
const KEPT: u8 = KEEP + 1;
/// The first SIMD instruction.
const SIMD: u8 = 0x38;

/// The recordings of all opcodes.
#[cfg(not(target_arch = "wasm32"))]
pub fn make() -> Vec<u8> {
    use crate::lanes::emit::{record, Emit};
    use crate::op::{powers, TABLE};

    let of_powers = powers::all().map(|exponent| powers::opcode(exponent + 1.0));
    let of_table = TABLE.iter().filter(|row| !row.composed).map(|row| row.op as u32);
    let mut opcodes: Vec<u32> = of_table.chain(of_powers).collect();
    opcodes.sort_unstable();
    let mut bytes = Vec::new();
    let mut previous = 0;
    for opcode in opcodes {
        let recording = record(|| vec![powers::eval(opcode, [0, 1, 2].map(Emit::input))]).pruned();
        let content = Writer::write(&recording.instructions);
        for number in [opcode - previous, cost_of(&recording.instructions), content.len() as u32] {
            leb128::write(&mut bytes, number);
        }
        bytes.extend(content);
        previous = opcode;
    }
    bytes
}

/// The number of instructions on registers, without constants, which are computed before a loop.
#[cfg(not(target_arch = "wasm32"))]
fn cost_of(recording: &[Instruction]) -> u32 {
    let cost = |instruction: &Instruction| match instruction.code {
        Code::Input(_) | Code::Constant(_) => 0,
        // Each half is rounded, and both are joined.
        Code::Demote => 3,
        _ => 1 + u32::from(instruction.wide),
    };
    recording.iter().map(cost).sum()
}

/// A recording while it is written.
#[cfg(not(target_arch = "wasm32"))]
struct Writer<'a> {
    recording: &'a [Instruction],
    /// For every instruction, how many operands it is.
    uses: Vec<u32>,
    /// The indices of the instructions whose values are kept.
    kept: Vec<u32>,
    bytes: Vec<u8>,
}

#[cfg(not(target_arch = "wasm32"))]
impl Writer<'_> {
    fn write(recording: &[Instruction]) -> Vec<u8> {
        let mut uses = vec![0; recording.len()];
        recording.iter().flat_map(Instruction::args).for_each(|&arg| uses[arg as usize] += 1);
        let mut writer = Writer { recording, uses, kept: Vec::new(), bytes: Vec::new() };
        writer.push(recording.len() as u32 - 1);
        writer.bytes
    }

    /// Writes what pushes the value of this instruction.
    fn push(&mut self, index: u32) {
        if let Some(later) = self.kept.iter().rev().position(|&kept| kept == index) {
            assert!(later < usize::from(SIMD - KEPT), "too many values are kept");
            return self.bytes.push(KEPT + later as u8);
        }
        let instruction = self.recording[index as usize];
        instruction.args().iter().for_each(|&arg| self.push(arg));
        match instruction.code {
            Code::Input(number) => return self.bytes.push(INPUT + number as u8),
            // A constant is written each time: that packs better than to keep it.
            Code::Constant(bits) if instruction.wide => {
                self.bytes.push(WIDE_CONSTANT);
                return self.bytes.extend(bits.to_le_bytes());
            }
            Code::Constant(bits) => {
                self.bytes.push(NARROW_CONSTANT);
                return self.bytes.extend((bits as u32).to_le_bytes());
            }
            Code::Simd(opcode) => self.bytes.push(opcode as u8),
            Code::Shift(opcode, n) => self.bytes.extend([opcode as u8, n as u8]),
            Code::Promote => self.bytes.push(PROMOTE),
            Code::Demote => self.bytes.push(DEMOTE),
            Code::Widen => self.bytes.push(WIDEN),
            Code::Fallback(function) => self.bytes.push(FALLBACK + function as u8),
        }
        if self.uses[index as usize] > 1 {
            self.bytes.push(KEEP);
            self.kept.push(index);
        }
    }
}

stored!("recordings.bin");

/// The recording of an op, not read yet.
#[derive(Clone, Copy, Default)]
pub struct Entry {
    /// The number of instructions on registers, without constants: the time that the op takes, roughly.
    pub cost: usize,
    bytes: &'static [u8],
}

impl Entry {
    /// The instructions, of which the last one computes the result. None if the opcode is that of a composition or of
    /// nothing.
    pub fn instructions(&self) -> Vec<Instruction> {
        read(self.bytes)
    }
}

/// The recording of this opcode.
pub fn of(opcode: u32) -> Entry {
    thread_local! {
        static ENTRIES: Cell<&'static [Entry]> = const { Cell::new(&[]) };
    }
    // Found once: to search for each op of a kernel would be half the time of compiling a kernel of arithmetic.
    if ENTRIES.get().is_empty() {
        ENTRIES.set(Vec::leak(entries()));
    }
    ENTRIES.get()[opcode as usize]
}

/// The recordings by opcode.
fn entries() -> Vec<Entry> {
    let mut entries = filled(Entry::default(), MAX_LOOPS);
    let mut reader = Reader(stored());
    let mut opcode = 0;
    while !reader.0.is_empty() {
        opcode += reader.number();
        let cost = reader.number();
        let size = reader.number();
        // tiles.wasm has zeros for the recordings: it estimates what compilation would cost, and never compiles.
        if size == 0 {
            break;
        }
        entries[opcode] = Entry { cost, bytes: reader.take(size) };
    }
    entries
}

fn read(bytes: &'static [u8]) -> Vec<Instruction> {
    let mut reader = Reader(bytes);
    let mut instructions: Vec<Instruction> = Vec::new();
    // Indices of instructions.
    let mut stack = Vec::new();
    let mut kept = Vec::new();
    while !reader.0.is_empty() {
        let byte = reader.byte();
        let opcode = u16::from(byte);
        let (code, operands) = match byte {
            NARROW_CONSTANT => (Code::Constant(reader.bits(4)), 0),
            WIDE_CONSTANT => (Code::Constant(reader.bits(8)), 0),
            PROMOTE => (Code::Promote, 1),
            DEMOTE => (Code::Demote, 1),
            WIDEN => (Code::Widen, 1),
            SIMD.. if simd::is_shift(opcode) => (Code::Shift(opcode, reader.byte().into()), 1),
            SIMD.. => (Code::Simd(opcode), simd::operands(opcode)),
            KEPT.. => {
                stack.push(kept[kept.len() - 1 - usize::from(byte - KEPT)]);
                continue;
            }
            KEEP => {
                kept.push(stack[stack.len() - 1]);
                continue;
            }
            FALLBACK.. => (Code::Fallback(Fallback::ALL[usize::from(byte - FALLBACK)]), 4),
            _ => (Code::Input((byte - INPUT).into()), 0),
        };
        let rest = stack.len() - operands;
        let args = &stack[rest..];
        // Of any other instruction, the result is as wide as the first operand.
        let wide = match code {
            Code::Constant(_) => byte == WIDE_CONSTANT,
            Code::Promote | Code::Widen => true,
            Code::Input(_) | Code::Demote => false,
            _ => instructions[args[0] as usize].wide,
        };
        let instruction = Instruction::new(code, wide, args);
        stack.truncate(rest);
        stack.push(instructions.len() as u32);
        instructions.push(instruction);
    }
    instructions
}
