//! The powers that have loops of their own: those whose exponent is a constant of the program, and a multiple of 1/2
//! that is not large.
//!
//! They are written as [`powTerm`](Op::PowTerm), as are all their derivatives. An engine runs another loop for them than
//! for other exponents, and the interpreter evaluates them in another way, to the same bits. Their opcodes follow those
//! of the table.

use super::Op;
use crate::lanes::F32;
use crate::math::power;

/// The largest exponent in halves, of a whole one: that of the gradient of x^-12 is -13.
const WHOLE: i32 = 26;
/// The largest one of others.
const OTHERS: i32 = 5;

/// The opcode of exponent 0, by which powTerm stands for all exponents without a loop.
const MIDDLE: i32 = 256 + WHOLE;

/// One more than the largest opcode.
pub const END: u32 = (MIDDLE + WHOLE + 1) as u32;

/// Twice the exponent, if it has a loop, and 0 otherwise. Powers by 1, -1 and 0 are other ops.
pub fn halves(exponent: f32) -> i32 {
    let twice = 2.0 * exponent;
    if twice.abs() <= WHOLE as f32 {
        // SAFETY: it is not NaN, and fits.
        let halves: i32 = unsafe { twice.to_int_unchecked() };
        let magnitude = halves.abs();
        if halves as f32 == twice && magnitude & !2 != 0 && (magnitude & 1 == 0 || magnitude <= OTHERS) {
            return halves;
        }
    }
    0
}

/// The opcode of powTerm for a constant as its second argument.
pub fn opcode(y: f32) -> u32 {
    (MIDDLE + halves(y - 1.0)) as u32
}

/// The exponents that have a loop.
#[cfg(not(target_arch = "wasm32"))]
pub fn all() -> impl Iterator<Item = f32> {
    (-WHOLE..=WHOLE).map(|halves| halves as f32 / 2.0).filter(|&exponent| halves(exponent) != 0)
}

/// The value in every lane of an opcode, of the table or of a power.
pub fn eval<L: F32>(opcode: u32, args: [L; 3]) -> L {
    match Op::of_code(opcode as u8) {
        Some(op) if op as u32 == opcode => op.eval(args),
        _ if opcode as i32 == MIDDLE => Op::PowTerm.eval(args),
        _ => power(args[0], args[2], opcode as i32 - MIDDLE),
    }
}
