//! The powers that have loops of their own: those whose exponent is a constant of the program, and a multiple of 1/2
//! that is not large.
//!
//! They are written as [`powTerm`](Op::PowTerm), as are all their derivatives. An engine runs another loop for them than
//! for other exponents, and the interpreter evaluates them in another way, to the same bits. Their opcodes follow those
//! of the table.

use super::Op;
use crate::lanes::F32;
use crate::math::power;

/// The largest exponent, in halves, of whole ones: the gradient of x^-12 has -13.
const WHOLE: u32 = 26;
/// The largest one of others.
const OTHERS: u32 = 5;

/// The opcode that is followed by those of exponents 1/2, 1, 3/2, ... and their negatives. It is that of powTerm for a
/// constant exponent without a loop.
const FIRST: u32 = 256;

/// One more than the largest opcode.
pub const END: u32 = FIRST + WHOLE + 1;

/// Twice the magnitude of the exponent y - 1, if it has a loop, and 0 otherwise. Powers by 1, -1 and 0 are other ops.
pub fn halves(y: f32) -> u32 {
    let twice = 2.0 * y;
    if twice.abs() <= (WHOLE + 2) as f32 {
        // SAFETY: it is not NaN, and fits.
        let integer: i32 = unsafe { twice.to_int_unchecked() };
        let halves = (integer - 2).unsigned_abs();
        if integer as f32 == twice && halves != 2 && halves <= [WHOLE, OTHERS][(halves & 1) as usize] {
            return halves;
        }
    }
    0
}

/// The opcode of powTerm for a constant as its second argument.
pub fn opcode(y: f32) -> u32 {
    FIRST + halves(y)
}

/// The exponents above 0 that have a loop, which serves their negatives as well.
#[cfg(not(target_arch = "wasm32"))]
pub fn all() -> impl Iterator<Item = f32> {
    (1..=WHOLE).map(|halves| halves as f32 / 2.0).filter(|&exponent| halves(exponent + 1.0) != 0)
}

/// The value in every lane of an opcode, of the table or of a power.
pub fn eval<L: F32>(opcode: u32, args: [L; 3]) -> L {
    match opcode.checked_sub(FIRST) {
        Some(0) => Op::PowTerm.eval(args),
        Some(halves) => power(args, halves),
        None => Op::of_code(opcode as u8).expect("an op's code").eval(args),
    }
}
