//! A writer of wasm modules: the part of the
//! [binary format](https://webassembly.github.io/spec/core/binary/index.html) that loops and kernels need.

pub mod simd;

use crate::leb128;

/// Opcodes of the instructions that are not SIMD.
pub mod opcode {
    #![allow(missing_docs)]
    pub const BLOCK: u8 = 0x02;
    pub const LOOP: u8 = 0x03;
    pub const IF: u8 = 0x04;
    pub const END: u8 = 0x0b;
    pub const BR_IF: u8 = 0x0d;
    pub const CALL: u8 = 0x10;
    pub const CALL_INDIRECT: u8 = 0x11;
    pub const SELECT: u8 = 0x1b;
    pub const LOCAL_GET: u8 = 0x20;
    pub const LOCAL_SET: u8 = 0x21;
    pub const LOCAL_TEE: u8 = 0x22;
    pub const GLOBAL_GET: u8 = 0x23;
    pub const I32_LOAD: u8 = 0x28;
    pub const I32_CONST: u8 = 0x41;
    pub const F32_CONST: u8 = 0x43;
    pub const F64_CONST: u8 = 0x44;
    pub const I32_EQ: u8 = 0x46;
    pub const I32_LT_U: u8 = 0x49;
    pub const I32_ADD: u8 = 0x6a;
    pub const I32_SUB: u8 = 0x6b;
    pub const I32_AND: u8 = 0x71;
    pub const I32_OR: u8 = 0x72;
    /// The prefix of [SIMD instructions](super::simd).
    pub const SIMD: u8 = 0xfd;
}

/// The types of values and of functions, and that of a block without parameters and results.
pub mod kind {
    #![allow(missing_docs)]
    pub const I32: u8 = 0x7f;
    pub const F32: u8 = 0x7d;
    pub const V128: u8 = 0x7b;
    pub const FUNCREF: u8 = 0x70;
    pub const FUNCTION: u8 = 0x60;
    pub const EMPTY: u8 = 0x40;
}

/// The numbers of sections, in their order in a module.
pub mod section {
    #![allow(missing_docs)]
    pub const TYPE: u8 = 1;
    pub const IMPORT: u8 = 2;
    pub const FUNCTION: u8 = 3;
    pub const EXPORT: u8 = 7;
    pub const ELEMENT: u8 = 9;
    pub const CODE: u8 = 10;
}

/// The kinds of things that a module imports or exports.
pub mod external {
    #![allow(missing_docs)]
    pub const FUNCTION: u8 = 0;
    pub const TABLE: u8 = 1;
    pub const MEMORY: u8 = 2;
    pub const GLOBAL: u8 = 3;
}

/// The names of the imports and exports of loops and kernels.
pub mod name {
    /// The module of all imports.
    pub const CORE: &str = "core";
    /// The memory: the core's, or that of a kernel's arrays.
    pub const MEMORY: &str = "memory";
    /// The core's table of functions.
    pub const TABLE: &str = "table";
    /// The index in that table of the first function of a module: a global.
    pub const FIRST: &str = "first";
    /// The host's function that puts the loop of an opcode into that table.
    pub const LINK: &str = "link";
    /// The core's function that a loop calls for lanes that need the fallback.
    pub const FALLBACK: &str = "fallback";
    /// The function that a kernel exports.
    pub const RUN: &str = "run";
}

/// Bytes of a page of memory.
pub const PAGE: u32 = 1 << 16;

/// Bytes of a vector.
pub const VECTOR_BYTES: u32 = 16;

/// The bytes before the sections: a magic number and the version of the format.
const HEADER: &[u8; 8] = b"\0asm\x01\0\0\0";

/// The length of the bytes before the sections.
pub const HEADER_BYTES: usize = HEADER.len();

/// Bytes under construction.
#[derive(Clone, Debug, Default)]
pub struct Bytes(pub Vec<u8>);

impl Bytes {
    /// A module without sections.
    pub fn module() -> Bytes {
        Bytes(HEADER.to_vec())
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

    /// An unsigned number, in LEB128.
    pub fn number(&mut self, number: u32) -> &mut Self {
        leb128::write(&mut self.0, number);
        self
    }

    /// Bytes with their length before them.
    pub fn sized(&mut self, bytes: &[u8]) -> &mut Self {
        self.number(bytes.len() as u32).bytes(bytes)
    }

    /// A section.
    pub fn section(&mut self, number: u8, content: &Bytes) -> &mut Self {
        self.byte(number).sized(&content.0)
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

    /// The start of a block that is left at once where two locals are equal.
    pub fn block_unless_equal(&mut self, a: u32, b: u32) -> &mut Self {
        self.byte(opcode::BLOCK).byte(kind::EMPTY);
        self.get(a).get(b).byte(opcode::I32_EQ).byte(opcode::BR_IF).number(0)
    }

    /// `i32.const` of a number below 2^31, in signed LEB128.
    pub fn integer(&mut self, integer: u32) -> &mut Self {
        self.byte(opcode::I32_CONST);
        leb128::write_signed(&mut self.0, integer);
        self
    }

    /// A [SIMD instruction](simd).
    pub fn simd(&mut self, opcode: u16) -> &mut Self {
        self.byte(opcode::SIMD).number(opcode.into())
    }

    /// `v128.load` or `v128.store` at the address on the stack plus `offset` bytes.
    pub fn memory(&mut self, opcode: u16, offset: u32) -> &mut Self {
        self.simd(opcode).aligned(offset)
    }

    /// The immediates of a memory access: an alignment of four bytes (a hint, not a promise), and the offset.
    pub fn aligned(&mut self, offset: u32) -> &mut Self {
        self.number(2).number(offset)
    }
}

/// The code of a function with its length before it. `locals` are groups of locals after the parameters: their number
/// and their type.
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

/// What is imported: its [name], its [kind](external) and its type.
pub type Import = (&'static str, &'static [u8]);

/// The import of the memory.
pub const MEMORY: Import = (name::MEMORY, &[external::MEMORY, 0, 0]);

/// The content of the section of imports.
pub fn imports(imports: &[Import]) -> Bytes {
    let mut content = Bytes::default();
    content.number(imports.len() as u32);
    for (import, kind) in imports {
        content.sized(name::CORE.as_bytes()).sized(import.as_bytes()).bytes(kind);
    }
    content
}

/// The content of the section of functions: as many, all of the first type.
pub fn functions(count: usize) -> Bytes {
    let mut content = Bytes::default();
    content.number(count as u32);
    for _ in 0..count {
        content.number(0);
    }
    content
}

/// The content of a section that is a vector of items: their number, and the items.
pub fn list(items: &[Bytes]) -> Bytes {
    let mut list = Bytes::default();
    list.number(items.len() as u32);
    for item in items {
        list.bytes(&item.0);
    }
    list
}
