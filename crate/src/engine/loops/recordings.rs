//! The recordings of all ops as data of the core: what their loops, and all kernels, are made of.
//!
//! A [recording](crate::lanes::emit) has one instruction for a wide value, and refers to operands by their distance.
//! What functions have in common, such as the polynomial of the exponential, is then the same bytes in each, so that
//! all recordings together pack to 5 KB (`gzip -9 < build/recordings.bin | wc -c`).
//!
//! ```text
//! op*      its opcode, its cost and the number of bytes that follow (LEB128), instruction*; the last instruction
//!          computes the result
//! instruction
//!          a byte: the opcode of a SIMD instruction, or one of those below
//!          the immediate: the 4 or 8 bytes of a constant, or the number of bits to shift by
//!          for each operand, how many instructions are between the two (LEB128)
//! ```

use super::op_loop::MAX_LOOPS;
use crate::lanes::emit::{Code, Instruction};
use crate::lanes::Fallback;
use crate::leb128;
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
/// The first SIMD instruction.
const SIMD: u8 = 0x38;

/// The recordings of all opcodes.
#[cfg(not(target_arch = "wasm32"))]
pub fn make() -> Vec<u8> {
    use crate::lanes::emit::{record, Emit};
    use crate::op::{powers, TABLE};

    let of_powers = powers::all().map(|exponent| powers::opcode(exponent + 1.0));
    let of_table = TABLE.iter().filter(|row| !row.composed).map(|row| row.op as u32);
    let mut bytes = Vec::new();
    for opcode in of_table.chain(of_powers) {
        let recording = record(|| vec![powers::eval(opcode, [0, 1, 2].map(Emit::input))]).pruned();
        let mut content = Vec::new();
        for (i, instruction) in (0..).zip(&recording.instructions) {
            write(&mut content, i, instruction);
        }
        for number in [opcode, cost_of(&recording.instructions), content.len() as u32] {
            leb128::write(&mut bytes, number);
        }
        bytes.extend(content);
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

/// Adds the instruction of this index.
#[cfg(not(target_arch = "wasm32"))]
fn write(bytes: &mut Vec<u8>, index: u32, instruction: &Instruction) {
    match instruction.code {
        Code::Input(number) => bytes.push(INPUT + number as u8),
        Code::Constant(bits) if instruction.wide => {
            bytes.push(WIDE_CONSTANT);
            bytes.extend(bits.to_le_bytes());
        }
        Code::Constant(bits) => {
            bytes.push(NARROW_CONSTANT);
            bytes.extend((bits as u32).to_le_bytes());
        }
        Code::Simd(opcode) => bytes.push(opcode as u8),
        Code::Shift(opcode, n) => bytes.extend([opcode as u8, n as u8]),
        Code::Promote => bytes.push(PROMOTE),
        Code::Demote => bytes.push(DEMOTE),
        Code::Widen => bytes.push(WIDEN),
        Code::Fallback(function) => bytes.push(FALLBACK + function as u8),
    }
    instruction.args().for_each(|arg| leb128::write(bytes, index - 1 - arg));
}

/// The recordings that [`make`](make()) made.
fn stored() -> &'static [u8] {
    #[cfg(target_arch = "wasm32")]
    return include_bytes!(concat!(env!("CARGO_MANIFEST_DIR"), "/../build/recordings.bin"));
    #[cfg(not(target_arch = "wasm32"))]
    {
        static RECORDINGS: std::sync::LazyLock<Vec<u8>> = std::sync::LazyLock::new(make);
        &RECORDINGS
    }
}

/// Bytes that are not read yet.
struct Reader(&'static [u8]);

impl Reader {
    fn take(&mut self, count: usize) -> &'static [u8] {
        let (head, rest) = self.0.split_at(count);
        self.0 = rest;
        head
    }

    fn byte(&mut self) -> u8 {
        self.take(1)[0]
    }

    fn number(&mut self) -> u32 {
        leb128::read(|| self.byte())
    }
}

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
    let mut entries = vec![Entry::default(); MAX_LOOPS];
    let mut reader = Reader(stored());
    while !reader.0.is_empty() {
        let opcode = reader.number() as usize;
        let cost = reader.number() as usize;
        let size = reader.number() as usize;
        entries[opcode] = Entry { cost, bytes: reader.take(size) };
    }
    entries
}

fn read(bytes: &'static [u8]) -> Vec<Instruction> {
    let mut reader = Reader(bytes);
    let mut instructions: Vec<Instruction> = Vec::new();
    while !reader.0.is_empty() {
        let byte = reader.byte();
        let opcode = u16::from(byte);
        let (code, operands) = match byte {
            NARROW_CONSTANT => (Code::Constant(constant(reader.take(4))), 0),
            WIDE_CONSTANT => (Code::Constant(constant(reader.take(8))), 0),
            PROMOTE => (Code::Promote, 1),
            DEMOTE => (Code::Demote, 1),
            WIDEN => (Code::Widen, 1),
            SIMD.. if simd::is_shift(opcode) => (Code::Shift(opcode, reader.byte().into()), 1),
            SIMD.. => (Code::Simd(opcode), simd::operands(opcode)),
            FALLBACK.. => (Code::Fallback(Fallback::ALL[usize::from(byte - FALLBACK)]), 4),
            _ => (Code::Input((byte - INPUT).into()), 0),
        };
        let mut args = [0; 4];
        for arg in &mut args[..operands] {
            *arg = instructions.len() as u32 - 1 - reader.number();
        }
        // Of any other instruction, the result is as wide as the first operand.
        let wide = match code {
            Code::Constant(_) => byte == WIDE_CONSTANT,
            Code::Promote | Code::Widen => true,
            Code::Input(_) | Code::Demote => false,
            _ => instructions[args[0] as usize].wide,
        };
        instructions.push(Instruction::new(code, wide, &args[..operands]));
    }
    instructions
}

fn constant(bytes: &[u8]) -> u64 {
    bytes.iter().rev().fold(0, |bits, &byte| bits << 8 | u64::from(byte))
}
