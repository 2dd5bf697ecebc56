//! Reads the loop of an op back from the module of the loops, and adds its instructions to those of a kernel.
//!
//! This is no general reader of wasm. It understands what [`write`](super::write) writes for the loop of an op, and the
//! sections as `make.rs` lays them out: a change of either needs the same change here. The tests `every_op`
//! and `random_programs` of `crate/tests/jit.rs` guard it, which compare kernels made of every loop with native
//! evaluation, bit for bit.

use super::instructions::Instructions;
use super::op_loop::{start_of, LOCALS};
use crate::leb128;
use crate::wasm::{opcode, section, simd, HEADER_BYTES};

/// On the stack and in locals, an address, a mask or an offset. No number is kept of it: the instruction that takes it
/// knows which operand of the loop it belongs to.
const INTEGER: u32 = u32::MAX;

/// The rest of a code or a section, as far as it is not read.
struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    fn byte(&mut self) -> u8 {
        let byte = self.0[0];
        self.0 = &self.0[1..];
        byte
    }

    fn number(&mut self) -> u32 {
        leb128::read(|| self.byte())
    }

    fn take(&mut self, count: usize) -> &'a [u8] {
        let (head, rest) = self.0.split_at(count);
        self.0 = rest;
        head
    }

    fn skip_numbers(&mut self, count: usize) {
        for _ in 0..count {
            self.number();
        }
    }
}

/// Adds the instructions of an op's loop, whose code is `body`, for arguments that are the values `args`. Returns the
/// index of the result. Masks of lanes that need the fallback, for which the result is not to be used, are added to
/// `fallback_masks`.
pub fn splice(body: &[u8], args: &[u32], instructions: &mut Instructions, fallback_masks: &mut Vec<u32>) -> u32 {
    let mut code = Reader(body);
    let locals = vec![INTEGER; LOCALS as usize + vector_locals(&mut code)];
    let mut splicer =
        Splicer { code, args, instructions, fallback_masks, locals, stack: Vec::new(), integer: 0, start: 0 };
    splicer.run()
}

/// Reads the declarations of locals, and gives their number.
fn vector_locals(code: &mut Reader) -> usize {
    let mut count = 0;
    for _ in 0..code.number() {
        count += code.number() as usize;
        code.byte();
    }
    count
}

/// A symbolic execution of a loop's body, once: its stack and its locals hold indices of instructions in place of
/// vectors.
struct Splicer<'a> {
    code: Reader<'a>,
    args: &'a [u32],
    instructions: &'a mut Instructions,
    fallback_masks: &'a mut Vec<u32>,
    locals: Vec<u32>,
    stack: Vec<u32>,
    /// The last `i32.const` read: the number of bits of a shift.
    integer: u32,
    /// The last local read that has the address or the mask of an operand.
    start: u32,
}

impl Splicer<'_> {
    /// Executes the code up to the end of the loop; gives the value that was stored.
    fn run(&mut self) -> u32 {
        let mut result = INTEGER;
        loop {
            match self.code.byte() {
                opcode::LOOP => _ = self.code.byte(),
                opcode::END | opcode::BR_IF => return result,
                opcode::LOCAL_GET => self.get_local(),
                opcode::LOCAL_SET => {
                    let local = self.code.number() as usize;
                    self.locals[local] = self.pop();
                }
                opcode::LOCAL_TEE => self.locals[self.code.number() as usize] = self.stack[self.stack.len() - 1],
                opcode::I32_LOAD => self.code.skip_numbers(2),
                opcode::I32_CONST => {
                    self.integer = self.code.number();
                    self.stack.push(INTEGER);
                }
                opcode::I32_LT_U | opcode::I32_ADD | opcode::I32_AND => _ = self.pop(),
                opcode::F32_CONST => self.splat(4),
                opcode::F64_CONST => self.splat(8),
                // The prefix, simd::PREFIX.
                _ => match self.code.number() as u16 {
                    simd::STORE => {
                        self.code.skip_numbers(2);
                        result = self.pop();
                        self.pop();
                    }
                    opcode => self.simd(opcode),
                },
            }
        }
    }

    fn get_local(&mut self) {
        let local = self.code.number();
        if (start_of(0)..LOCALS).contains(&local) {
            self.start = local;
        }
        self.stack.push(self.locals[local as usize]);
    }

    /// Pushes the constant that repeats the next bytes of the code.
    fn splat(&mut self, bytes: usize) {
        let lane = self.code.take(bytes);
        self.stack.push(self.instructions.splat(lane));
    }

    fn simd(&mut self, opcode: u16) {
        match opcode {
            // The scalar constant before it was pushed as a vector already.
            simd::F32X4_SPLAT | simd::F64X2_SPLAT => {}
            simd::LOAD => {
                self.code.skip_numbers(2);
                self.pop();
                self.stack.push(self.args[argument_of(self.start)]);
            }
            simd::ANY_TRUE => {
                let mask = self.pop();
                if !self.fallback_masks.contains(&mask) {
                    self.fallback_masks.push(mask);
                }
                skip_block(&mut self.code);
            }
            simd::CONST => self.splat(16),
            _ => self.push_instruction(opcode),
        }
    }

    /// Replaces the operands on the stack by the value of an instruction.
    fn push_instruction(&mut self, opcode: u16) {
        let vector = if opcode == simd::SHUFFLE { self.code.take(16) } else { &[] };
        let mut immediate = 0;
        if simd::is_shift(opcode) {
            self.pop();
            immediate = self.integer;
        }
        let first = self.stack.len() - simd::operands(opcode);
        let opcode = match by_sign_bit(opcode) {
            Some((by_sign_bit, sign_bit)) => {
                self.stack.push(self.instructions.splat(sign_bit));
                by_sign_bit
            }
            None => opcode,
        };
        let operands = &self.stack[first..];
        let value = match vector {
            [] => self.instructions.push(opcode, immediate, operands),
            _ => self.instructions.push_vector(opcode, vector, operands),
        };
        self.stack.truncate(first);
        self.stack.push(value);
    }

    fn pop(&mut self) -> u32 {
        self.stack.pop().unwrap_or(INTEGER)
    }
}

/// For abs and neg, the bitwise instruction that computes the same with the sign bit as its second operand. A local can
/// hold the sign bit, while V8 compiles abs and neg to two instructions that make the constant each time.
fn by_sign_bit(opcode: u16) -> Option<(u16, &'static [u8])> {
    let sign_bits: [&[u8]; 2] = [&[0, 0, 0, 0x80], &[0, 0, 0, 0, 0, 0, 0, 0x80]];
    for (width, sign_bit) in sign_bits.into_iter().enumerate() {
        if opcode == simd::ABS[width] {
            return Some((simd::ANDNOT, sign_bit));
        }
        if opcode == simd::NEG[width] {
            return Some((simd::XOR, sign_bit));
        }
    }
    None
}

/// The argument whose address or mask is in this local. Operand 0 of the loop is the result, which is never loaded.
fn argument_of(local: u32) -> usize {
    (local - start_of(1)) as usize / 2
}

/// Skips a call of the fallback, from its `if` to its `end`: stores of vectors, a call, and a load.
fn skip_block(code: &mut Reader) {
    loop {
        match code.byte() {
            opcode::END => return,
            opcode::SIMD => code.skip_numbers(3),
            // if, local.get, local.set, i32.const, call
            _ => code.skip_numbers(1),
        }
    }
}

/// The code of every function that the module puts into its table, by its index there, which is an opcode.
pub fn bodies(module: &[u8]) -> Vec<&[u8]> {
    let mut module = Reader(&module[HEADER_BYTES..]);
    let mut functions = Vec::new();
    loop {
        let number = module.byte();
        let size = module.number() as usize;
        let content = Reader(module.take(size));
        match number {
            section::ELEMENT => functions = table_entries(content),
            section::CODE => {
                let codes = function_codes(content);
                // Function 0 is imported, and has no code.
                return functions.into_iter().map(|function| codes[function as usize - 1]).collect();
            }
            _ => {}
        }
    }
}

/// The indices of the functions that the element section puts into the table.
fn table_entries(mut content: Reader) -> Vec<u32> {
    // One segment, of kind 0.
    content.skip_numbers(2);
    // Its offset: global.get 0, end.
    content.take(3);
    (0..content.number()).map(|_| content.number()).collect()
}

/// The code of every function that has code.
fn function_codes(mut content: Reader<'_>) -> Vec<&[u8]> {
    let count = content.number();
    let mut next = || {
        let size = content.number() as usize;
        content.take(size)
    };
    (0..count).map(|_| next()).collect()
}
