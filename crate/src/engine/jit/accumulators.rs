//! The functions of a kernel that add up the elements of a tile, made when the core is built: for a sum, and for one of
//! products. A chunk of elements is one tile or more; in between, the lanes of its sum are kept in memory.

#[cfg(not(target_arch = "wasm32"))]
use crate::engine::reduce::CHUNK;
use crate::engine::reduce::LANES;
use crate::stored::stored;
#[cfg(not(target_arch = "wasm32"))]
use crate::wasm::{self, kind, opcode, simd, Bytes, VECTOR_BYTES};

/// The number of functions.
pub const COUNT: usize = 2;

/// The number of their parameters.
pub const PARAMETERS: usize = 6;

/// Bytes of the lanes of a sum, which are float64.
pub const LANES_BYTES: u32 = 8 * LANES as u32;

/// Both functions, as the section of code has them.
#[cfg(not(target_arch = "wasm32"))]
pub fn make() -> Vec<u8> {
    [accumulator(false).0, accumulator(true).0].concat()
}

stored!("accumulators.bin");

/// The function that adds up the float32s at `x`, or their products with those at `y`. Its parameters are addresses: x, y,
/// the end of x, that of the total so far, that of the lanes; and the byte offset of x in its array, which tells where a
/// chunk begins.
#[cfg(not(target_arch = "wasm32"))]
fn accumulator(is_product: bool) -> Bytes {
    let [x, y, end, total, lanes, offset, first] = [0, 1, 2, 3, 4, 5, 6];
    let vectors = LANES as u32 / 2;
    let mut code = Bytes::default();
    for lane in first..first + vectors {
        code.byte(opcode::F64_CONST).bytes(&(-0.0f64).to_le_bytes()).simd(simd::F64X2_SPLAT).set(lane);
    }
    code.get(offset).integer(4 * CHUNK - 1).byte(opcode::I32_AND).byte(opcode::IF).byte(kind::EMPTY);
    for lane in 0..vectors {
        code.get(lanes).memory(simd::LOAD, VECTOR_BYTES * lane).set(first + lane);
    }
    code.byte(opcode::END).byte(opcode::LOOP).byte(kind::EMPTY);
    for lane in 0..vectors {
        let mut push = |address| _ = code.get(address).memory(simd::LOAD64_ZERO, 8 * lane).simd(simd::PROMOTE_LOW);
        push(x);
        if is_product {
            push(y);
            code.simd(simd::MUL[1]);
        }
        code.get(first + lane).simd(simd::ADD[1]).set(first + lane);
    }
    for address in [y, x] {
        code.get(address).integer(4 * LANES as u32).byte(opcode::I32_ADD).set(address);
    }
    code.get(x).get(end).byte(opcode::I32_LT_U).byte(opcode::BR_IF).number(0).byte(opcode::END);
    for lane in 0..vectors {
        code.get(lanes).get(first + lane).memory(simd::STORE, VECTOR_BYTES * lane);
    }
    // ((l0 + l4) + (l2 + l6), (l1 + l5) + (l3 + l7)), then the sum of both.
    code.get(total).get(first).get(first + 2).simd(simd::ADD[1]).get(first + 1).get(first + 3).simd(simd::ADD[1]);
    code.simd(simd::ADD[1]).set(first).get(first).get(first).get(first);
    code.simd(simd::SHUFFLE).bytes(&[8, 9, 10, 11, 12, 13, 14, 15, 8, 9, 10, 11, 12, 13, 14, 15]).simd(simd::ADD[1]);
    // The first of two lanes.
    code.memory(simd::STORE64_LANE, 0).byte(0).byte(opcode::END);
    wasm::function(&[(vectors, kind::V128)], &code)
}
