//! The loops: one for each row of the op table and for each pair, over a tile.

use super::image::Operand;
use super::pairs::for_each_pair;
use crate::for_each_op;
use crate::op::{kernels, Op};
use core::mem::offset_of;
use core::ops::Range;

#[cfg(target_arch = "wasm32")]
use crate::lanes::V4 as V;
#[cfg(not(target_arch = "wasm32"))]
use f32 as V;

const STRIDE: usize = size_of::<V>();

/// An operand at the current tile.
#[derive(Clone, Copy)]
struct Tile {
    start: *mut u8,
    mask: usize,
}

impl Tile {
    #[inline(always)]
    unsafe fn load(self, offset: usize) -> V {
        self.start.add(offset & self.mask).cast::<V>().read_unaligned()
    }

    #[inline(always)]
    unsafe fn store(self, offset: usize, value: V) {
        self.start.add(offset).cast::<V>().write_unaligned(value);
    }
}

/// The place in the code, and the tile that it is carried out for.
struct Cursor {
    base: *mut u8,
    next: *const u32,
    offset: u32,
    bytes: usize,
}

impl Cursor {
    #[inline(always)]
    unsafe fn word(&mut self) -> u32 {
        let word = *self.next;
        self.next = self.next.add(1);
        word
    }

    #[inline(always)]
    unsafe fn tile(&mut self) -> Tile {
        let operand = Operand(self.word());
        Tile { start: self.base.add(operand.place(self.offset)), mask: operand.step_mask() }
    }
}

/// Carries out the instructions in `code` (words from `base`) for the tile that starts `offset` bytes into the
/// blocks and is `bytes` long, a multiple of 16.
///
/// # Safety
/// `base` is that of an image of [`lower`](super::lower), `code` one of its two ranges, and the tile lies in its
/// blocks.
pub unsafe fn execute(base: *mut u8, code: Range<usize>, offset: u32, bytes: u32) {
    let words = base.cast_const().cast::<u32>();
    let end = words.add(code.end);
    let mut cursor = Cursor { base, next: words.add(code.start), offset, bytes: bytes as usize };
    while cursor.next < end {
        step(&mut cursor);
    }
}

/// The value of an op at one point, by its loop: folding constants needs no second copy of every kernel. The op is no
/// composition; arguments beyond its arity are ignored.
pub fn at(op: Op, args: [f32; 3]) -> f32 {
    /// An instruction, and the slots of its result and its arguments.
    #[repr(C, align(16))]
    struct Single {
        code: [u32; 8],
        slots: [[f32; 4]; 4],
    }
    const SLOT: usize = offset_of!(Single, slots);

    let operand = |i: usize| Operand::uniform((SLOT + 16 * i) as u32).0;
    let [x, y, z] = args.map(|arg| [arg; 4]);
    let mut single = Single {
        code: [op as u32, operand(0), operand(1), operand(2), operand(3), 0, 0, 0],
        slots: [[0.0; 4], x, y, z],
    };
    // SAFETY: the code is one instruction, and its operands are the slots.
    unsafe { execute((&raw mut single).cast(), 0..2 + op.arity(), 0, STRIDE as u32) };
    single.slots[0][0]
}

/// A loop in a function of its own, so that LLVM optimises each apart. (wasm-opt puts them together again, which
/// measured smaller and no slower.)
macro_rules! each {
    ($cursor:ident, ($($result:ident),+) = ($($arg:ident),+) $values:expr) => {{
        #[inline(never)]
        unsafe fn each(cursor: &mut Cursor) {
            $(let $result = cursor.tile();)+
            $(let $arg = cursor.tile();)+
            let mut i = 0;
            while i < cursor.bytes {
                $(let $arg = $arg.load(i);)+
                let values = $values;
                each!(@store i values $($result),+);
                i += STRIDE;
            }
        }
        each($cursor)
    }};
    (@store $i:ident $value:ident $to:ident) => { $to.store($i, $value) };
    (@store $i:ident $values:ident $first:ident, $second:ident) => {
        $first.store($i, $values.0);
        $second.store($i, $values.1);
    };
}

macro_rules! ops {
    ($(
        #[doc = $doc:literal]
        $code:literal $visibility:ident $op:ident $function:ident $name:literal
        ($($arg:ident $(= $default:literal)?),+ $(; alone $alone:ident $(, carry $next:ident $rest:ident)?)?)
        $(= $kernel:expr; d[$omega:ident] = [$($partial:expr),+];)?
        $(is $formula:expr;)?
        on [$($domain:expr),+]; value $ulp:literal; factor $factor:expr;
    )+) => {
        /// Carries out one instruction.
        unsafe fn step(cursor: &mut Cursor) {
            match cursor.word() {
                $($code => ops!(@each cursor $function ($($arg),+) [$($kernel)?]),)+
                opcode => step_other(opcode, cursor),
            }
        }
    };
    (@each $cursor:ident $function:ident ($($arg:ident),+) [$kernel:expr]) => {
        each!($cursor, (to) = ($($arg),+) kernels::$function($($arg),+))
    };
    // A composition is in no kernel.
    (@each $cursor:ident $function:ident ($($arg:ident),+) []) => {{}};
}
for_each_op!(ops);

macro_rules! pairs {
    ($($opcode:literal $first:ident $f:ident, $second:ident $g:ident;)+) => {
        unsafe fn step_other(opcode: u32, cursor: &mut Cursor) {
            match opcode {
                $($opcode => each!(cursor, (a, b) = (x) (kernels::$f(x), kernels::$g(x))),)+
                _ => each!(cursor, (to) = (x) x),
            }
        }
    };
}
for_each_pair!(pairs);
