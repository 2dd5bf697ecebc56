//! Lanes that record: a function over them leaves the list of wasm SIMD instructions that compute it.
//!
//! A handle is the index of a [`Step`]: as small as an integer, and `Copy` like the other lanes. The list is in a
//! thread-local that [`record`] sets up. Steps are numbered by value: what was computed once is not computed again,
//! be it a constant or the reduction that the sine and the cosine of one angle have in common.
//!
//! A wide value is one step like any other. That it fills two registers, so that its instructions come twice, is up
//! to whoever encodes the list.

use super::{Bits, Mask, Real, Slow, C, F32, F64};
use core::cell::RefCell;
use core::ops::{Add, BitAnd, BitOr, BitXor, Div, Mul, Neg, Not, Sub};
use std::collections::HashMap;

/// How a value comes from those of earlier steps.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Step {
    /// What is done.
    pub code: Code,
    /// Whether the lanes of the value have 64 bits rather than 32.
    pub wide: bool,
    args: [u32; 4],
}

/// What a step does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Code {
    /// The input of this number.
    Input(u32),
    /// These bits in every lane: all 64, or the lower 32.
    Constant(u64),
    /// The instruction of this number (after the prefix of all SIMD instructions), applied to the arguments.
    Simd(u16),
    /// Likewise, with a number of bits as the last operand.
    Shift(u16, u32),
    /// Float32 lanes in double precision.
    Promote,
    /// Double-precision lanes rounded to float32.
    Demote,
    /// A narrow mask as a wide one.
    Widen,
    /// [`F32::rare`] of the result of the fast evaluation, the mask, and both arguments. A loop over a batch may pass
    /// on the first as it is, if it tells its caller that the mask was set somewhere.
    Rare(Slow),
}

impl Step {
    /// The steps that compute the arguments.
    pub fn args(&self) -> impl Iterator<Item = u32> {
        self.args.into_iter().take_while(|&arg| arg != NONE)
    }
}

/// In place of an argument that there is not.
const NONE: u32 = u32::MAX;

/// What a function computes.
#[derive(Clone, Debug)]
pub struct Recording {
    /// The steps, each after its arguments.
    pub steps: Vec<Step>,
    /// The steps that compute the results.
    pub outputs: Vec<u32>,
}

/// Records what `f` computes from [inputs](Emit::input). A handle is of use only in the call that made it.
pub fn record(f: impl FnOnce() -> Vec<Emit>) -> Recording {
    let outer = RECORDER.replace(Some(Recorder::default()));
    let outputs = f().into_iter().map(|output| output.0).collect();
    let recorder = RECORDER.replace(outer).expect("nested calls put it back");
    Recording { steps: recorder.steps, outputs }
}

thread_local! {
    static RECORDER: RefCell<Option<Recorder>> = const { RefCell::new(None) };
}

#[derive(Default)]
struct Recorder {
    steps: Vec<Step>,
    numbers: HashMap<Step, u32>,
}

fn push(code: Code, wide: bool, args: [u32; 4]) -> u32 {
    RECORDER.with_borrow_mut(|recorder| {
        let Recorder { steps, numbers } = recorder.as_mut().expect("lanes are recorded inside of `record`");
        let step = Step { code, wide, args };
        *numbers.entry(step).or_insert_with(|| {
            steps.push(step);
            steps.len() as u32 - 1
        })
    })
}

/// Floating-point lanes; the narrow ones are [`Emit`].
#[derive(Clone, Copy, Debug)]
pub struct Floats<const WIDE: bool>(u32);

/// Their bits, or a mask, which has all bits of a lane or none.
#[derive(Clone, Copy, Debug)]
pub struct Ints<const WIDE: bool>(u32);

/// The handle that a function is recorded with.
pub type Emit = Floats<false>;

impl Emit {
    /// The input of this number.
    pub fn input(number: u32) -> Emit {
        Floats(push(Code::Input(number), false, [NONE; 4]))
    }

    /// A constant of the program that is recorded; those of math functions are [`K`](super::K)s.
    pub fn constant(value: f32) -> Emit {
        Floats(integer::<false>(value.to_bits().into()))
    }
}

/// The numbers of the instruction over narrow lanes and of the one over wide lanes.
type Numbers = [u16; 2];

const EQ: Numbers = [0x41, 0x47];
const LT: Numbers = [0x43, 0x49];
const LE: Numbers = [0x45, 0x4b];
const FLOOR: Numbers = [0x68, 0x75];
const ABS: Numbers = [0xe0, 0xec];
const NEG: Numbers = [0xe1, 0xed];
const SQRT: Numbers = [0xe3, 0xef];
const ADD: Numbers = [0xe4, 0xf0];
const SUB: Numbers = [0xe5, 0xf1];
const MUL: Numbers = [0xe6, 0xf2];
const DIV: Numbers = [0xe7, 0xf3];
const MIN: Numbers = [0xe8, 0xf4];
const MAX: Numbers = [0xe9, 0xf5];
const PMIN: Numbers = [0xea, 0xf6];
const PMAX: Numbers = [0xeb, 0xf7];

const INT_NE: Numbers = [0x38, 0xd7];
const INT_SHL: Numbers = [0xab, 0xcb];
const INT_SHR: Numbers = [0xad, 0xcd];
const INT_ADD: Numbers = [0xae, 0xce];
const INT_SUB: Numbers = [0xb1, 0xd1];

const NOT: Numbers = [0x4d; 2];
const AND: Numbers = [0x4e; 2];
const OR: Numbers = [0x50; 2];
const XOR: Numbers = [0x51; 2];
const BITSELECT: u16 = 0x52;

// What operators and methods call. Never inlined: in wasm, an operation of a math function is then a call with small
// integers and no more, and all functions together take a third of the code.

#[inline(never)]
fn unary<const WIDE: bool>(numbers: Numbers, x: u32) -> u32 {
    push(Code::Simd(numbers[usize::from(WIDE)]), WIDE, [x, NONE, NONE, NONE])
}

#[inline(never)]
fn binary<const WIDE: bool>(numbers: Numbers, x: u32, y: u32) -> u32 {
    push(Code::Simd(numbers[usize::from(WIDE)]), WIDE, [x, y, NONE, NONE])
}

#[inline(never)]
fn select<const WIDE: bool>(mask: u32, yes: u32, no: u32) -> u32 {
    push(Code::Simd(BITSELECT), WIDE, [yes, no, mask, NONE])
}

#[inline(never)]
fn shift<const WIDE: bool>(numbers: Numbers, x: u32, n: u32) -> u32 {
    push(Code::Shift(numbers[usize::from(WIDE)], n), WIDE, [x, NONE, NONE, NONE])
}

#[inline(never)]
fn real<const WIDE: bool>(c: C) -> u32 {
    integer::<WIDE>(if WIDE { c.wide.to_bits() as i64 } else { c.narrow.to_bits().into() })
}

#[inline(never)]
fn integer<const WIDE: bool>(c: i64) -> u32 {
    push(Code::Constant(if WIDE { c as u64 } else { (c as u32).into() }), WIDE, [NONE; 4])
}

/// Methods that are one instruction.
macro_rules! methods {
    ($($record:ident $method:ident($($other:ident)?) -> $lanes:ident<$wide:tt> $numbers:ident;)+) => {$(
        #[inline(always)]
        fn $method(self $(, $other: Self)?) -> $lanes<$wide> {
            $lanes($record::<$wide>($numbers, self.0 $(, $other.0)?))
        }
    )+};
}

/// Operators that are one instruction.
macro_rules! operators {
    ($($record:ident $trait:ident $method:ident($($other:ident)?) -> $lanes:ident $numbers:ident;)+) => {$(
        impl<const WIDE: bool> $trait for $lanes<WIDE> {
            type Output = Self;
            methods! { $record $method($($other)?) -> $lanes<WIDE> $numbers; }
        }
    )+};
}

operators! {
    unary Neg neg() -> Floats NEG;
    binary Add add(other) -> Floats ADD;
    binary Sub sub(other) -> Floats SUB;
    binary Mul mul(other) -> Floats MUL;
    binary Div div(other) -> Floats DIV;
    unary Not not() -> Ints NOT;
    binary Add add(other) -> Ints INT_ADD;
    binary Sub sub(other) -> Ints INT_SUB;
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
        unary abs() -> Floats<WIDE> ABS;
        unary sqrt() -> Floats<WIDE> SQRT;
        unary floor() -> Floats<WIDE> FLOOR;
        binary pmin(other) -> Floats<WIDE> PMIN;
        binary pmax(other) -> Floats<WIDE> PMAX;
        binary eq(other) -> Ints<WIDE> EQ;
        binary lt(other) -> Ints<WIDE> LT;
        binary le(other) -> Ints<WIDE> LE;
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
        // A number with all bits set is NaN.
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
        Ints(shift::<WIDE>(INT_SHL, self.0, n))
    }
    #[inline(always)]
    fn shr(self, n: u32) -> Self {
        Ints(shift::<WIDE>(INT_SHR, self.0, n))
    }
    #[inline(always)]
    fn nonzero(self) -> Self {
        Ints(binary::<WIDE>(INT_NE, self.0, integer::<WIDE>(0)))
    }
}

impl F32 for Floats<false> {
    type Wide = Floats<true>;

    methods! {
        binary min(other) -> Floats<false> MIN;
        binary max(other) -> Floats<false> MAX;
    }
    fn wide(self) -> Floats<true> {
        Floats(push(Code::Promote, true, [self.0, NONE, NONE, NONE]))
    }
    fn widen(mask: Ints<false>) -> Ints<true> {
        Ints(push(Code::Widen, true, [mask.0, NONE, NONE, NONE]))
    }
    fn rare(self, [x, y]: [Self; 2], mask: Ints<false>, slow: Slow) -> Self {
        Floats(push(Code::Rare(slow), false, [self.0, mask.0, x.0, y.0]))
    }
}

impl F64 for Floats<true> {
    type Narrow = Floats<false>;

    fn narrow(self) -> Floats<false> {
        Floats(push(Code::Demote, false, [self.0, NONE, NONE, NONE]))
    }
}
