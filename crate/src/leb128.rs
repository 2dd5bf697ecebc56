//! [LEB128](https://en.wikipedia.org/wiki/LEB128), as programs and wasm modules have it: groups of seven bits, the
//! lowest first, in bytes whose top bit says that another group follows.

const GROUP_BITS: usize = 7;
/// The mask of a byte's group.
const GROUP: u8 = 0x7f;
/// The bit of a byte that is not the last.
const MORE: u8 = 0x80;

/// Adds an unsigned number in its shortest form.
pub fn write(bytes: &mut Vec<u8>, number: u32) {
    write_groups(bytes, number, 1 << GROUP_BITS);
}

/// Adds a signed number that is not negative, below 2^31, in its shortest form: the top bit of its last group is the
/// sign.
pub fn write_signed(bytes: &mut Vec<u8>, number: u32) {
    write_groups(bytes, number, 1 << (GROUP_BITS - 1));
}

/// Adds groups until the rest is below `end`, which is the last one.
fn write_groups(bytes: &mut Vec<u8>, mut number: u32, end: u32) {
    while number >= end {
        bytes.push(number as u8 | MORE);
        number >>= GROUP_BITS;
    }
    bytes.push(number as u8);
}

/// Reads a well-formed unsigned number, of which `next` gives the bytes.
pub fn read(mut next: impl FnMut() -> u8) -> u32 {
    let mut number = 0;
    for shift in (0..).step_by(GROUP_BITS) {
        let byte = next();
        number |= u32::from(byte & GROUP) << shift;
        if byte & MORE == 0 {
            break;
        }
    }
    number
}
