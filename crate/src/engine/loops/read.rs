//! Reads the loop of an op back, to put its steps among others: a kernel is made of the loops of its ops.
//!
//! The code is what [`write`](super::write) wrote for an op, and nothing else is understood. Its stack machine is run
//! with numbers of steps in place of values.

use super::op_loop::{start_of, LOCALS};
use super::steps::Steps;
use super::write::{is_shift, operands};
use crate::engine::wasm::{opcode, section, simd};

/// A value on the stack that is no vector. Its use is known from the instruction that takes it.
const INTEGER: u32 = u32::MAX;

/// The code of a function, as far as it is read.
struct Code<'a>(&'a [u8]);

impl<'a> Code<'a> {
    fn byte(&mut self) -> u8 {
        let byte = self.0[0];
        self.0 = &self.0[1..];
        byte
    }

    fn number(&mut self) -> u32 {
        let mut number = 0;
        for shift in (0..).step_by(7) {
            let byte = self.byte();
            number |= u32::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                break;
            }
        }
        number
    }

    fn take(&mut self, count: usize) -> &'a [u8] {
        let (taken, rest) = self.0.split_at(count);
        self.0 = rest;
        taken
    }

    fn skip_numbers(&mut self, count: usize) {
        for _ in 0..count {
            self.number();
        }
    }
}

/// Adds the steps of an op's loop, of which the code is `body`, for arguments that are the steps `args`. Returns the
/// step of the result. Masks of lanes for which the result is not to be used are added to `rare`.
pub fn splice(body: &[u8], args: &[u32], steps: &mut Steps, rare: &mut Vec<u32>) -> u32 {
    let mut code = Code(body);
    let mut count = 0;
    for _ in 0..code.number() {
        count += code.number() as usize;
        code.byte();
    }
    let mut locals = vec![INTEGER; LOCALS as usize + count];
    let mut stack: Vec<u32> = Vec::new();
    // The last integer in the code, and the last local with an address.
    let (mut integer, mut start) = (0, 0);
    let mut result = INTEGER;
    loop {
        match code.byte() {
            opcode::LOOP => _ = code.byte(),
            opcode::END | opcode::BR_IF => return result,
            opcode::LOCAL_GET => {
                let local = code.number();
                if (start_of(0)..LOCALS).contains(&local) {
                    start = local;
                }
                stack.push(locals[local as usize]);
            }
            opcode::LOCAL_SET => locals[code.number() as usize] = pop(&mut stack),
            opcode::LOCAL_TEE => locals[code.number() as usize] = stack[stack.len() - 1],
            opcode::I32_LOAD => code.skip_numbers(2),
            opcode::I32_CONST => {
                integer = code.number();
                stack.push(INTEGER);
            }
            opcode::I32_LT_U | opcode::I32_ADD | opcode::I32_AND => _ = pop(&mut stack),
            opcode::F32_CONST => stack.push(steps.splat(code.take(4))),
            opcode::F64_CONST => stack.push(steps.splat(code.take(8))),
            // opcode::SIMD
            _ => match code.number() as u16 {
                // What they spread is a vector already.
                simd::F32X4_SPLAT | simd::F64X2_SPLAT => {}
                simd::LOAD => {
                    code.skip_numbers(2);
                    pop(&mut stack);
                    // Operand 0 is the result.
                    stack.push(args[local_operand(start) as usize - 1]);
                }
                simd::STORE => {
                    code.skip_numbers(2);
                    result = pop(&mut stack);
                    pop(&mut stack);
                }
                simd::ANY_TRUE => {
                    let mask = pop(&mut stack);
                    if !rare.contains(&mask) {
                        rare.push(mask);
                    }
                    skip_block(&mut code);
                }
                simd::CONST => stack.push(steps.splat(code.take(16))),
                number => {
                    let vector = if number == simd::SHUFFLE { code.take(16) } else { &[] };
                    let mut immediate = 0;
                    if is_shift(number) {
                        pop(&mut stack);
                        immediate = integer;
                    }
                    let taken = stack.len() - operands(number);
                    let number = match by_sign(number) {
                        Some((by_sign, sign)) => {
                            stack.push(steps.splat(sign));
                            by_sign
                        }
                        None => number,
                    };
                    let step = match vector {
                        [] => steps.push(number, immediate, &stack[taken..]),
                        _ => steps.push_vector(number, vector, &stack[taken..]),
                    };
                    stack.truncate(taken);
                    stack.push(step);
                }
            },
        }
    }
}

/// The instruction that does what abs or neg do, if it is one of them, with -0 as its second operand. A local can hold
/// that; V8 makes its own constant each time, in two instructions.
fn by_sign(code: u16) -> Option<(u16, &'static [u8])> {
    let (narrow, wide) = (&[0, 0, 0, 0x80], &[0, 0, 0, 0, 0, 0, 0, 0x80]);
    Some(match code {
        simd::F32X4_ABS => (simd::ANDNOT, narrow),
        simd::F32X4_NEG => (simd::XOR, narrow),
        simd::F64X2_ABS => (simd::ANDNOT, wide),
        simd::F64X2_NEG => (simd::XOR, wide),
        _ => return None,
    })
}

fn pop(stack: &mut Vec<u32>) -> u32 {
    stack.pop().unwrap_or(INTEGER)
}

/// The operand that an address or a mask in this local belongs to.
fn local_operand(local: u32) -> u32 {
    (local - start_of(0)) / 2
}

/// Passes over `if` up to its `end`: stores of vectors, a call, and a load.
fn skip_block(code: &mut Code) {
    loop {
        match code.byte() {
            opcode::END => return,
            opcode::SIMD => code.skip_numbers(3),
            // if, local.get, local.set, i32.const, call
            _ => code.skip_numbers(1),
        }
    }
}

/// The code of the function that the module puts into its table for this opcode.
pub fn body(module: &[u8], opcode: u32) -> &[u8] {
    // After the magic number and the version.
    let mut code = Code(&module[8..]);
    let mut function = 0;
    loop {
        let number = code.byte();
        let size = code.number() as usize;
        let (content, rest) = code.0.split_at(size);
        let mut content = Code(content);
        code = Code(rest);
        match number {
            section::ELEMENT => {
                // One segment: of kind 0, its offset `global.get 0`, the number of functions.
                content.0 = &content.0[5..];
                content.number();
                for _ in 0..opcode {
                    content.number();
                }
                function = content.number();
            }
            section::CODE => {
                content.number();
                // Function 0 is imported.
                for _ in 1..function {
                    let size = content.number() as usize;
                    content.0 = &content.0[size..];
                }
                let size = content.number() as usize;
                return &content.0[..size];
            }
            _ => {}
        }
    }
}
