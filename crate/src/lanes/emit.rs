//! Lanes that record: a function over them leaves the list of wasm SIMD instructions that compute it.
//!
//! A value is the index of an [`Instruction`] in a list that [`record`] keeps in a thread-local, so that it is `Copy`
//! like the values of the other lanes. The list is numbered by value: no instruction with the same operands is there
//! twice, be it a constant or the range reduction that the sine and the cosine of one angle share.
//!
//! A wide value is one instruction too. It takes two registers and two wasm instructions only once
//! [`expand`](crate::engine::loops::expand()) has split it into halves.

use super::{Bits, Fallback, Mask, Real, C, F32, F64};
use crate::wasm::simd::{self, Opcodes};
use core::cell::RefCell;
use core::ops::{Add, BitAnd, BitOr, BitXor, Div, Mul, Neg, Not, Sub};
use std::collections::HashMap;

/// A recorded instruction: an operation on the results of earlier ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Instruction {
    /// The operation.
    pub code: Code,
    /// Whether the lanes of the result have 64 bits rather than 32.
    pub wide: bool,
    args: [u32; 4],
}

/// The operation of an instruction.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Code {
    /// The input of this number.
    Input(u32),
    /// These bits in every lane: all 64, or the lower 32.
    Constant(u64),
    /// The wasm instruction of this opcode (after the prefix of all SIMD instructions), applied to the operands.
    Simd(u16),
    /// The wasm instruction of this opcode, which shifts the operand by this number of bits.
    Shift(u16, u32),
    /// The promotion of float32 lanes to double precision.
    Promote,
    /// The rounding of double-precision lanes to float32.
    Demote,
    /// The sign extension of a narrow mask to a wide one.
    Widen,
    /// [`F32::fallback`] of the fast result, the mask, and both arguments. A loop over a batch may keep the fast
    /// result, if it reports to its caller that the mask was set in some lane.
    Fallback(Fallback),
}

impl Instruction {
    /// The instruction of this code; `args` are the indices of those that compute its operands, four at most.
    pub fn new(code: Code, wide: bool, args: &[u32]) -> Instruction {
        let mut all = [NONE; 4];
        all[..args.len()].copy_from_slice(args);
        Instruction { code, wide, args: all }
    }

    /// The indices of the instructions that compute the operands.
    pub fn args(&self) -> &[u32] {
        operands(&self.args)
    }
}

/// In an array of operands, the end of a shorter list.
pub const NONE: u32 = u32::MAX;

/// The operands in an array, which may have room for more.
pub fn operands(all: &[u32; 4]) -> &[u32] {
    let count = all.iter().position(|&arg| arg == NONE).unwrap_or(all.len());
    &all[..count]
}

/// The instructions that a function was recorded as.
#[derive(Clone, Debug)]
pub struct Recording {
    /// The instructions, each after its operands.
    pub instructions: Vec<Instruction>,
    /// The indices of the instructions that compute the results.
    pub outputs: Vec<u32>,
}

impl Recording {
    /// The same without instructions that no result needs; of one result, the last instruction computes it.
    pub fn pruned(&self) -> Recording {
        let mut is_needed = vec![false; self.instructions.len()];
        self.outputs.iter().for_each(|&output| is_needed[output as usize] = true);
        for (i, instruction) in self.instructions.iter().enumerate().rev() {
            if is_needed[i] {
                instruction.args().iter().for_each(|&arg| is_needed[arg as usize] = true);
            }
        }
        let mut renamed = vec![NONE; self.instructions.len()];
        let mut instructions = Vec::new();
        for (i, instruction) in self.instructions.iter().enumerate().filter(|&(i, _)| is_needed[i]) {
            renamed[i] = instructions.len() as u32;
            let args: Vec<u32> = instruction.args().iter().map(|&arg| renamed[arg as usize]).collect();
            instructions.push(Instruction::new(instruction.code, instruction.wide, &args));
        }
        Recording { instructions, outputs: self.outputs.iter().map(|&output| renamed[output as usize]).collect() }
    }
}

/// Records the function that `f` evaluates over [inputs](Emit::input). Values are valid in this call only.
pub fn record(f: impl FnOnce() -> Vec<Emit>) -> Recording {
    let outer = RECORDER.replace(Some(Recorder::default()));
    let outputs = f().into_iter().map(|output| output.0).collect();
    let recorder = RECORDER.replace(outer).expect("nested calls put it back");
    Recording { instructions: recorder.instructions, outputs }
}

thread_local! {
    static RECORDER: RefCell<Option<Recorder>> = const { RefCell::new(None) };
}

#[derive(Default)]
struct Recorder {
    instructions: Vec<Instruction>,
    /// The index of each instruction: the table of value numbering.
    indices: HashMap<Instruction, u32>,
}

fn push(code: Code, wide: bool, args: [u32; 4]) -> u32 {
    RECORDER.with_borrow_mut(|recorder| {
        let Recorder { instructions, indices } = recorder.as_mut().expect("lanes are recorded inside of `record`");
        let instruction = Instruction { code, wide, args };
        *indices.entry(instruction).or_insert_with(|| {
            instructions.push(instruction);
            instructions.len() as u32 - 1
        })
    })
}

/// Floating-point lanes; the narrow ones are [`Emit`].
#[derive(Clone, Copy, Debug)]
pub struct Floats<const WIDE: bool>(u32);

/// Integer lanes: the bits of floating-point lanes, or a mask, in which a lane is all ones or all zeros.
#[derive(Clone, Copy, Debug)]
pub struct Ints<const WIDE: bool>(u32);

/// The lanes that a function is recorded with.
pub type Emit = Floats<false>;

impl Emit {
    /// The input of this number.
    pub fn input(number: u32) -> Emit {
        Floats(push(Code::Input(number), false, [NONE; 4]))
    }

    /// A constant of a recorded program. (The constants of math functions are [`K`](super::K)s.)
    pub fn constant(value: f32) -> Emit {
        Floats(integer::<false>(value.to_bits().into()))
    }
}

// Bitwise instructions are the same at both widths.
const NOT: Opcodes = [simd::NOT; 2];
const AND: Opcodes = [simd::AND; 2];
const OR: Opcodes = [simd::OR; 2];
const XOR: Opcodes = [simd::XOR; 2];

// The functions that operators and methods call. They are not inlined: the code of a math function is then a list of
// calls with small integers, and all math functions together compile to a third of the code.

#[inline(never)]
fn unary<const WIDE: bool>(opcodes: Opcodes, x: u32) -> u32 {
    push(Code::Simd(opcodes[usize::from(WIDE)]), WIDE, [x, NONE, NONE, NONE])
}

#[inline(never)]
fn binary<const WIDE: bool>(opcodes: Opcodes, x: u32, y: u32) -> u32 {
    push(Code::Simd(opcodes[usize::from(WIDE)]), WIDE, [x, y, NONE, NONE])
}

#[inline(never)]
fn select<const WIDE: bool>(mask: u32, yes: u32, no: u32) -> u32 {
    push(Code::Simd(simd::BITSELECT), WIDE, [yes, no, mask, NONE])
}

#[inline(never)]
fn shift<const WIDE: bool>(opcodes: Opcodes, x: u32, n: u32) -> u32 {
    push(Code::Shift(opcodes[usize::from(WIDE)], n), WIDE, [x, NONE, NONE, NONE])
}

#[inline(never)]
fn real<const WIDE: bool>(c: C) -> u32 {
    integer::<WIDE>(if WIDE { c.0.to_bits() as i64 } else { (c.0 as f32).to_bits().into() })
}

#[inline(never)]
fn integer<const WIDE: bool>(c: i64) -> u32 {
    push(Code::Constant(if WIDE { c as u64 } else { (c as u32).into() }), WIDE, [NONE; 4])
}

/// Methods that are one instruction.
macro_rules! methods {
    ($($record:ident $method:ident($($other:ident)?) -> $lanes:ident<$wide:tt> $opcodes:expr;)+) => {$(
        #[inline(always)]
        fn $method(self $(, $other: Self)?) -> $lanes<$wide> {
            $lanes($record::<$wide>($opcodes, self.0 $(, $other.0)?))
        }
    )+};
}

/// Operators that are one instruction.
macro_rules! operators {
    ($($record:ident $trait:ident $method:ident($($other:ident)?) -> $lanes:ident $opcodes:expr;)+) => {$(
        impl<const WIDE: bool> $trait for $lanes<WIDE> {
            type Output = Self;
            methods! { $record $method($($other)?) -> $lanes<WIDE> $opcodes; }
        }
    )+};
}

operators! {
    unary Neg neg() -> Floats simd::NEG;
    binary Add add(other) -> Floats simd::ADD;
    binary Sub sub(other) -> Floats simd::SUB;
    binary Mul mul(other) -> Floats simd::MUL;
    binary Div div(other) -> Floats simd::DIV;
    unary Not not() -> Ints NOT;
    binary Add add(other) -> Ints simd::INT_ADD;
    binary Sub sub(other) -> Ints simd::INT_SUB;
    binary BitAnd bitand(other) -> Ints AND;
    binary BitOr bitor(other) -> Ints OR;
    binary BitXor bitxor(other) -> Ints XOR;
}

/// Operators whose right-hand side is a constant.
macro_rules! constants {
    ($($lanes:ident $trait:ident<$constant:ident> $method:ident $record:ident;)+) => {$(
        impl<const WIDE: bool> $trait<$constant> for $lanes<WIDE> {
            type Output = Self;
            #[inline(always)]
            fn $method(self, c: $constant) -> Self {
                self.$method($lanes($record::<WIDE>(c)))
            }
        }
    )+};
}

constants! {
    Floats Add<C> add real;
    Floats Sub<C> sub real;
    Floats Mul<C> mul real;
    Ints Add<i64> add integer;
    Ints BitAnd<i64> bitand integer;
    Ints BitOr<i64> bitor integer;
}

impl<const WIDE: bool> Real for Floats<WIDE> {
    type Mask = Ints<WIDE>;
    type Bits = Ints<WIDE>;

    methods! {
        unary abs() -> Floats<WIDE> simd::ABS;
        unary sqrt() -> Floats<WIDE> simd::SQRT;
        unary floor() -> Floats<WIDE> simd::FLOOR;
        binary pmin(other) -> Floats<WIDE> simd::PMIN;
        binary pmax(other) -> Floats<WIDE> simd::PMAX;
        binary eq(other) -> Ints<WIDE> simd::EQ;
        binary lt(other) -> Ints<WIDE> simd::LT;
        binary le(other) -> Ints<WIDE> simd::LE;
    }
    #[inline(always)]
    fn k(self, c: C) -> Self {
        Floats(real::<WIDE>(c))
    }
    #[inline(always)]
    fn select(mask: Ints<WIDE>, yes: Self, no: Self) -> Self {
        Floats(select::<WIDE>(mask.0, yes.0, no.0))
    }
    #[inline(always)]
    fn nan_where(self, mask: Ints<WIDE>) -> Self {
        // With all bits of a lane set by the mask, it is NaN.
        Floats(binary::<WIDE>(OR, self.0, mask.0))
    }
    #[inline(always)]
    fn bits(self) -> Ints<WIDE> {
        Ints(self.0)
    }
    #[inline(always)]
    fn of_bits(bits: Ints<WIDE>) -> Self {
        Floats(bits.0)
    }
}

impl<const WIDE: bool> Mask for Ints<WIDE> {}

impl<const WIDE: bool> Bits for Ints<WIDE> {
    type Mask = Self;

    #[inline(always)]
    fn shl(self, n: u32) -> Self {
        Ints(shift::<WIDE>(simd::INT_SHL, self.0, n))
    }
    #[inline(always)]
    fn shr(self, n: u32) -> Self {
        Ints(shift::<WIDE>(simd::INT_SHR, self.0, n))
    }
    #[inline(always)]
    fn nonzero(self) -> Self {
        Ints(binary::<WIDE>(simd::INT_NE, self.0, integer::<WIDE>(0)))
    }
}

impl F32 for Floats<false> {
    type Wide = Floats<true>;

    methods! {
        binary min(other) -> Floats<false> simd::MIN;
        binary max(other) -> Floats<false> simd::MAX;
    }
    fn wide(self) -> Floats<true> {
        Floats(push(Code::Promote, true, [self.0, NONE, NONE, NONE]))
    }
    fn widen(mask: Ints<false>) -> Ints<true> {
        Ints(push(Code::Widen, true, [mask.0, NONE, NONE, NONE]))
    }
    fn fallback(self, [x, y]: [Self; 2], mask: Ints<false>, function: Fallback) -> Self {
        Floats(push(Code::Fallback(function), false, [self.0, mask.0, x.0, y.0]))
    }
}

impl F64 for Floats<true> {
    type Narrow = Floats<false>;

    fn narrow(self) -> Floats<false> {
        Floats(push(Code::Demote, false, [self.0, NONE, NONE, NONE]))
    }
}
