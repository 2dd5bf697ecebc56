//! The powers that have loops of their own: those whose exponent is a constant of the program, and a multiple of 1/2
//! that is not large.
//!
//! They are written as [`powTerm`](Op::PowTerm), as are all their derivatives. An engine runs another loop for them than
//! for other exponents, and the interpreter evaluates them in another way, to the same bits. Their opcodes follow those
//! of the table.

use super::Op;
use crate::lanes::F32;
use crate::math::power;

/// The smallest and the largest exponent, in halves, of whole ones: the last is that of the gradient of x^-12.
const WHOLE: [i32; 2] = [-26, 24];
/// The largest magnitude of others, in halves.
const OTHERS: i32 = 7;

/// The opcode that exponent 0 would have.
const MIDDLE: i32 = 256 - WHOLE[0];

/// One more than the largest opcode.
pub const END: u32 = (MIDDLE + WHOLE[1] + 1) as u32;

/// Twice the exponent, if it has a loop. Powers by 1, -1 and 0 are other ops.
#[inline(never)]
pub fn halves(exponent: f32) -> Option<i32> {
    let halves = (2.0 * exponent) as i32;
    let is_whole = halves & 1 == 0 && halves & !2 != 0 && halves != -2 && WHOLE[0] <= halves && halves <= WHOLE[1];
    let is_other = halves & 1 == 1 && halves.abs() <= OTHERS;
    ((is_whole || is_other) && halves as f32 == 2.0 * exponent).then_some(halves)
}

/// The opcode of an op, whose second argument may be a constant.
#[inline(never)]
pub fn opcode(op: Op, second: Option<f32>) -> u32 {
    match second.and_then(|y| halves(y - 1.0)) {
        Some(halves) if op == Op::PowTerm => (MIDDLE + halves) as u32,
        _ => op as u32,
    }
}

/// The exponents.
#[cfg(not(target_arch = "wasm32"))]
pub fn all() -> impl Iterator<Item = f32> {
    (WHOLE[0]..=WHOLE[1]).map(|halves| halves as f32 / 2.0).filter(|&exponent| halves(exponent).is_some())
}

/// The value in every lane of an opcode, of the table or of a power.
pub fn eval<L: F32>(opcode: u32, args: [L; 3]) -> L {
    match Op::of_code(opcode as u8) {
        Some(op) if op as u32 == opcode => op.eval(args),
        _ => power(args[0], args[2], opcode as i32 - MIDDLE),
    }
}
