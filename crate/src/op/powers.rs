//! The powers that have loops of their own: those whose exponent is a constant of the program, and a multiple of 1/2
//! that is not large.
//!
//! They are written as [`powTerm`](Op::PowTerm), as are all their derivatives. An engine runs another loop for them
//! than for other exponents, and the interpreter evaluates them in another way, to the same bits. Their opcodes follow
//! those of the table.

use super::Op;
use crate::lanes::F32;
use crate::math::power;

/// The largest magnitude of an exponent, in halves: of a whole one, and of another.
const MOST: [i32; 2] = [32, 9];

/// The opcode that exponent 0 would have, between those of negative and positive ones.
const MIDDLE: i32 = 256 + MOST[0];

/// One more than the largest opcode.
pub const END: u32 = (MIDDLE + MOST[0] + 1) as u32;

/// Twice the exponent y - 1, if it has a loop, and 0 otherwise. Powers by 1, -1 and 0 are other ops.
pub fn halves(y: f32) -> i32 {
    let twice = 2.0 * y;
    if twice.abs() <= (MOST[0] + 2) as f32 {
        // SAFETY: it is not NaN, and fits.
        let integer: i32 = unsafe { twice.to_int_unchecked() };
        let (halves, magnitude) = (integer - 2, (integer - 2).abs());
        if integer as f32 == twice && magnitude != 2 && magnitude <= MOST[(magnitude & 1) as usize] {
            return halves;
        }
    }
    0
}

/// The opcode of powTerm for a constant as its second argument.
pub fn opcode(y: f32) -> u32 {
    match halves(y) {
        0 => Op::PowTerm as u32,
        halves => (MIDDLE + halves) as u32,
    }
}

/// The exponents that have a loop.
#[cfg(not(target_arch = "wasm32"))]
pub fn all() -> impl Iterator<Item = f32> {
    (-MOST[0]..=MOST[0]).map(|halves| halves as f32 / 2.0).filter(|&exponent| halves(exponent + 1.0) != 0)
}

/// The value in every lane of an opcode, of the table or of a power.
pub fn eval<L: F32>(opcode: u32, args: [L; 3]) -> L {
    match u8::try_from(opcode) {
        Ok(code) => Op::of_code(code).expect("an op's code").eval(args),
        Err(_) => power(args[0], args[2], opcode as i32 - MIDDLE),
    }
}
