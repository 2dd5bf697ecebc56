//! Numbers as bytes, seven bits each, the lowest first: unsigned LEB128, as programs and wasm modules have them.

/// Adds a number in its shortest form.
pub fn write(bytes: &mut Vec<u8>, mut number: u32) {
    while number >= 0x80 {
        bytes.push(number as u8 | 0x80);
        number >>= 7;
    }
    bytes.push(number as u8);
}
