//! The SIMD instructions that loops are made of: the one table of their opcodes and operands.
//!
//! Names and opcodes are those of the
//! [specification](https://webassembly.github.io/spec/core/appendix/index-instructions.html), without the prefix
//! [`SIMD`](super::opcode::SIMD); `INT` stands for `i32x4` and `i64x2`.

#![allow(missing_docs)]

/// The opcodes of an instruction over four lanes of 32 bits, and over two of 64 bits.
pub type Opcodes = [u16; 2];

/// Makes the constants and [`operands`] from the rows: name, opcodes, number of vectors popped from the stack.
macro_rules! instructions {
    (
        by_width { $($lanes:ident $narrow:literal $wide:literal $lanes_operands:literal;)+ }
        by_vector { $($vector:ident $opcode:literal $vector_operands:literal;)+ }
    ) => {
        $(pub const $lanes: Opcodes = [$narrow, $wide];)+
        $(pub const $vector: u16 = $opcode;)+

        /// The number of vectors that an instruction takes from the stack.
        pub fn operands(opcode: u16) -> usize {
            match opcode {
                $($narrow | $wide => $lanes_operands,)+
                $($opcode => $vector_operands,)+
                _ => unreachable!("an instruction that is not in the table"),
            }
        }
    };
}

instructions! {
    by_width {
        EQ       0x41 0x47 2;
        LT       0x43 0x49 2;
        LE       0x45 0x4b 2;
        FLOOR    0x68 0x75 1;
        ABS      0xe0 0xec 1;
        NEG      0xe1 0xed 1;
        SQRT     0xe3 0xef 1;
        ADD      0xe4 0xf0 2;
        SUB      0xe5 0xf1 2;
        MUL      0xe6 0xf2 2;
        DIV      0xe7 0xf3 2;
        MIN      0xe8 0xf4 2;
        MAX      0xe9 0xf5 2;
        PMIN     0xea 0xf6 2;
        PMAX     0xeb 0xf7 2;
        INT_NE   0x38 0xd7 2;
        INT_SHL  0xab 0xcb 1;
        INT_SHR  0xad 0xcd 1;
        INT_ADD  0xae 0xce 2;
        INT_SUB  0xb1 0xd1 2;
    }
    by_vector {
        LOAD        0x00 0;
        STORE       0x0b 1;
        CONST       0x0c 0;
        SHUFFLE     0x0d 2;
        F32X4_SPLAT 0x13 0;
        F64X2_SPLAT 0x14 0;
        NOT         0x4d 1;
        AND         0x4e 2;
        ANDNOT      0x4f 2;
        OR          0x50 2;
        XOR         0x51 2;
        BITSELECT   0x52 3;
        ANY_TRUE    0x53 1;
        DEMOTE_ZERO 0x5e 1;
        PROMOTE_LOW 0x5f 1;
        LOAD64_ZERO 0x5d 0;
        STORE64_LANE 0x5b 1;
        EXTEND_LOW  0xc7 1;
        EXTEND_HIGH 0xc8 1;
    }
}

/// Whether the instruction takes a number of bits from the stack, after its vectors.
pub fn is_shift(opcode: u16) -> bool {
    INT_SHL.contains(&opcode) || INT_SHR.contains(&opcode)
}
