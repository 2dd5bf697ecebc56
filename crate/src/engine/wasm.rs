//! Bytes of wasm modules: as little of the format as the engines write.

use crate::leb128;

/// Opcodes, all without operands in the code but `br_if`, `call`, `if` and `loop`.
pub mod opcode {
    #![allow(missing_docs)]
    pub const LOOP: u8 = 0x03;
    pub const IF: u8 = 0x04;
    pub const END: u8 = 0x0b;
    pub const BR_IF: u8 = 0x0d;
    pub const CALL: u8 = 0x10;
    pub const SELECT: u8 = 0x1b;
    pub const LOCAL_GET: u8 = 0x20;
    pub const LOCAL_SET: u8 = 0x21;
    pub const LOCAL_TEE: u8 = 0x22;
    pub const GLOBAL_GET: u8 = 0x23;
    pub const I32_LOAD: u8 = 0x28;
    pub const I32_CONST: u8 = 0x41;
    pub const F32_CONST: u8 = 0x43;
    pub const F64_CONST: u8 = 0x44;
    pub const I32_LT_U: u8 = 0x49;
    pub const I32_ADD: u8 = 0x6a;
    pub const I32_SUB: u8 = 0x6b;
    pub const I32_AND: u8 = 0x71;
    pub const I32_OR: u8 = 0x72;
    /// Before the number of an instruction on vectors.
    pub const SIMD: u8 = 0xfd;
}

/// Instructions on vectors by their numbers.
pub mod simd {
    #![allow(missing_docs)]
    pub const LOAD: u16 = 0x00;
    pub const STORE: u16 = 0x0b;
    pub const CONST: u16 = 0x0c;
    pub const SHUFFLE: u16 = 0x0d;
    pub const F32X4_SPLAT: u16 = 0x13;
    pub const F64X2_SPLAT: u16 = 0x14;
    pub const F32X4_EQ: u16 = 0x41;
    pub const NOT: u16 = 0x4d;
    pub const AND: u16 = 0x4e;
    pub const ANDNOT: u16 = 0x4f;
    pub const OR: u16 = 0x50;
    pub const XOR: u16 = 0x51;
    pub const BITSELECT: u16 = 0x52;
    pub const ANY_TRUE: u16 = 0x53;
    pub const F32X4_ABS: u16 = 0xe0;
    pub const F32X4_NEG: u16 = 0xe1;
    pub const F64X2_ABS: u16 = 0xec;
    pub const F64X2_NEG: u16 = 0xed;
}

/// Types of values, and what a block without any has.
pub mod kind {
    #![allow(missing_docs)]
    pub const I32: u8 = 0x7f;
    pub const F32: u8 = 0x7d;
    pub const V128: u8 = 0x7b;
    pub const FUNCREF: u8 = 0x70;
    pub const FUNCTION: u8 = 0x60;
    pub const EMPTY: u8 = 0x40;
}

/// Sections by their numbers, in the order that a module has them in.
pub mod section {
    #![allow(missing_docs)]
    pub const TYPE: u8 = 1;
    pub const IMPORT: u8 = 2;
    pub const FUNCTION: u8 = 3;
    pub const EXPORT: u8 = 7;
    pub const ELEMENT: u8 = 9;
    pub const CODE: u8 = 10;
}

/// Names by which modules import from the core and its facade, and export.
pub mod name {
    /// The module of all imports.
    pub const CORE: &str = "core";
    /// The memory.
    pub const MEMORY: &str = "memory";
    /// The core's table of functions.
    pub const TABLE: &str = "table";
    /// The index in it of the first loop: a global.
    pub const FIRST: &str = "first";
    /// The core's function for lanes that a loop cannot serve.
    pub const FALLBACK: &str = "fallback";
    /// The function that a kernel exports.
    pub const RUN: &str = "run";
}

/// Bytes of a page of memory.
pub const PAGE: u32 = 1 << 16;

/// Bytes of a vector.
pub const VECTOR_BYTES: u32 = 16;

/// Bytes under construction.
#[derive(Clone, Debug, Default)]
pub struct Bytes(pub Vec<u8>);

impl Bytes {
    /// The magic number and the version of a module.
    pub fn module() -> Bytes {
        Bytes(b"\0asm\x01\0\0\0".to_vec())
    }

    /// One byte: an opcode, a type.
    pub fn byte(&mut self, byte: u8) -> &mut Self {
        self.0.push(byte);
        self
    }

    /// Bytes as they are.
    pub fn bytes(&mut self, bytes: &[u8]) -> &mut Self {
        self.0.extend(bytes);
        self
    }

    /// A number, in LEB128.
    pub fn number(&mut self, number: u32) -> &mut Self {
        leb128::write(&mut self.0, number);
        self
    }

    /// Bytes after their length.
    pub fn sized(&mut self, bytes: &[u8]) -> &mut Self {
        self.number(bytes.len() as u32).bytes(bytes)
    }

    /// A section.
    pub fn section(&mut self, number: u8, content: &Bytes) -> &mut Self {
        self.byte(number).sized(&content.0)
    }

    /// An import's module and name, and what kind of thing it is.
    pub fn import(&mut self, import: &str, kind: u8) -> &mut Self {
        self.sized(name::CORE.as_bytes()).sized(import.as_bytes()).byte(kind)
    }

    /// `local.get`.
    pub fn get(&mut self, local: u32) -> &mut Self {
        self.byte(opcode::LOCAL_GET).number(local)
    }

    /// `local.set`.
    pub fn set(&mut self, local: u32) -> &mut Self {
        self.byte(opcode::LOCAL_SET).number(local)
    }

    /// `local.tee`.
    pub fn tee(&mut self, local: u32) -> &mut Self {
        self.byte(opcode::LOCAL_TEE).number(local)
    }

    /// `i32.const`, of a number that is not negative.
    pub fn integer(&mut self, integer: u32) -> &mut Self {
        self.byte(opcode::I32_CONST);
        // The encoding is signed: a last byte with this bit would be negative.
        let mut rest = integer;
        while rest >= 0x40 {
            self.byte(rest as u8 | 0x80);
            rest >>= 7;
        }
        self.byte(rest as u8)
    }

    /// An instruction on vectors.
    pub fn simd(&mut self, number: u16) -> &mut Self {
        self.byte(opcode::SIMD).number(number.into())
    }

    /// `v128.load` or `v128.store`, so many bytes after the address on the stack.
    pub fn memory(&mut self, number: u16, offset: u32) -> &mut Self {
        self.simd(number).aligned(offset)
    }

    /// The operands of an access to memory: aligned to four bytes, and the offset.
    pub fn aligned(&mut self, offset: u32) -> &mut Self {
        self.number(2).number(offset)
    }
}

/// A function, with its length: groups of local variables after the parameters (their number and their type), and its
/// code.
pub fn function(locals: &[(u32, u8)], code: &Bytes) -> Bytes {
    let mut content = Bytes::default();
    content.number(locals.len() as u32);
    for &(count, kind) in locals {
        content.number(count).byte(kind);
    }
    content.bytes(&code.0);
    let mut function = Bytes::default();
    function.sized(&content.0);
    function
}

/// The content of a section that is a list.
pub fn list(items: &[Bytes]) -> Bytes {
    let mut list = Bytes::default();
    list.number(items.len() as u32);
    for item in items {
        list.bytes(&item.0);
    }
    list
}
