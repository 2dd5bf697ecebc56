//! Writes a loop over vectors as wasm code.
//!
//! What no element changes is computed before the loop, constants first of all (V8 loads a constant each time that it
//! is used, unless a local holds it). In the loop a step that is used once stands where it is used; the others have
//! locals, which are used again when they are free.

use super::steps::{Step, Steps, INPUT, RARE};
use super::uses::{uses, Use};
use crate::engine::wasm::{self, kind, opcode, simd, Bytes};

/// Where an input comes from, or an output goes to. Locals are those of the function.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Place {
    /// A tile, or a single vector, of which this local has the address; the next one has the mask of the offset.
    Tile(u32),
    /// An array of which the element at the count 0 lies at the address in the local.
    Array(u32),
    /// A tile in the scratch memory, at this offset.
    Scratch(u32),
    /// A vector in the scratch memory, the same for all elements, at this offset.
    Uniform(u32),
    /// A float32 in a local, in every lane.
    Number(u32),
    /// A vector at the address in the local.
    Single(u32),
}

impl Place {
    /// Whether it is another one for each vector of elements.
    pub fn is_varying(self) -> bool {
        matches!(self, Place::Tile(_) | Place::Array(_) | Place::Scratch(_))
    }
}

/// A function that loops over vectors: as long as the byte offset in `counter` is less than `end`, at least once.
pub struct Loop<'a> {
    /// What is computed.
    pub steps: &'a Steps,
    /// Where the inputs come from.
    pub inputs: &'a [Place],
    /// Steps, and where their values go.
    pub outputs: &'a [(u32, Place)],
    /// Masks of lanes that need another way of evaluation: if there are any at all, the function returns whether one is
    /// set.
    pub rare: &'a [u32],
    /// Whether the function returns that.
    pub returns: bool,
    /// The function's parameters and its locals of type i32, which come next: their numbers.
    pub params: u32,
    /// See `params`.
    pub integers: u32,
    /// The local with the offset.
    pub counter: u32,
    /// The local with the first offset that is too large.
    pub end: u32,
    /// The local with the address of the scratch memory.
    pub scratch: u32,
    /// A local that is free for the distance from the counter to the current vector of tiles in the scratch memory.
    pub distance: u32,
    /// For each step, if given, what local it had better take.
    pub twins: &'a [Twin],
    /// What the function does first.
    pub prologue: Bytes,
}

/// Which local a step had better take, so that the code for the upper halves of values is that for the lower halves:
/// what is there twice packs well.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Twin {
    /// Any.
    None,
    /// That of this step, which is its lower half.
    Of(u32),
    /// One that nothing else has: both halves are needed at last.
    Kept,
    /// Likewise, and this step is its lower half.
    KeptOf(u32),
}

impl Twin {
    /// Whether the step computes the upper half of a value.
    pub fn is_upper(self) -> bool {
        matches!(self, Twin::Of(_) | Twin::KeptOf(_))
    }

    /// The same with another number for the other step.
    pub fn renamed(self, new: impl Fn(u32) -> u32) -> Twin {
        match self {
            Twin::Of(lower) => Twin::Of(new(lower)),
            Twin::KeptOf(lower) => Twin::KeptOf(new(lower)),
            other => other,
        }
    }
}

/// Whether loops of single ops are written: only natively, when the core is built.
pub const OF_OPS: bool = cfg!(not(target_arch = "wasm32"));

/// What is known while the code is written.
struct Writer<'a> {
    of: &'a Loop<'a>,
    uses: Vec<Use>,
    code: Bytes,
    /// The local of each step that has one.
    locals: Vec<u32>,
    free: Vec<u32>,
    /// Vector locals so far.
    vectors: u32,
    /// The local that gathers what is rare.
    flag: u32,
}

impl Loop<'_> {
    /// The function.
    pub fn write(&self) -> Bytes {
        let mut writer = Writer {
            of: self,
            uses: uses(self),
            code: self.prologue.clone(),
            locals: vec![0; self.steps.list().len()],
            free: Vec::new(),
            vectors: 0,
            flag: 0,
        };
        writer.write();
        wasm::function(&[(self.integers, kind::I32), (writer.vectors, kind::V128)], &writer.code)
    }
}

impl Writer<'_> {
    fn write(&mut self) {
        let Loop { counter, end, scratch, distance, .. } = *self.of;
        if !self.of.rare.is_empty() {
            self.flag = self.new_local(u32::MAX);
        }
        let places = || self.of.inputs.iter().chain(self.of.outputs.iter().map(|(_, place)| place));
        if places().any(|place| matches!(place, Place::Scratch(_))) {
            self.code.get(scratch).get(counter).byte(opcode::I32_SUB).set(distance);
        }
        self.steps(false);
        let loops = self.of.outputs.iter().any(|(_, place)| place.is_varying())
            || self.uses.iter().any(|step| step.varying && step.count > 0);
        if loops {
            self.code.byte(opcode::LOOP).byte(kind::EMPTY);
            self.steps(true);
            self.code.get(counter).integer(16).byte(opcode::I32_ADD).tee(counter);
            self.code.get(end).byte(opcode::I32_LT_U).byte(opcode::BR_IF).number(0).byte(opcode::END);
        }
        if self.of.returns {
            match self.flag {
                0 => self.code.integer(0),
                flag => self.code.get(flag).simd(simd::ANY_TRUE),
            };
        }
        self.code.byte(opcode::END);
    }

    /// The steps that are in the loop, or those that are not, and what becomes of their values there.
    fn steps(&mut self, varying: bool) {
        for i in 0..self.uses.len() as u32 {
            let Use { count, inline, varying: is_varying, root, last, .. } = self.uses[i as usize];
            if count == 0 || inline || is_varying && !varying {
                continue;
            }
            if is_varying == varying {
                if self.is_stored_only(i) {
                    self.store(i, varying);
                    self.release(i);
                    continue;
                }
                self.compute(i);
            }
            if root {
                self.store(i, varying);
                if is_varying && last <= i {
                    self.free.push(self.locals[i as usize]);
                }
            }
        }
    }

    /// Gives the step a local with its value.
    fn compute(&mut self, i: u32) {
        self.value(i);
        if OF_OPS && self.of.steps.list()[i as usize].code == RARE {
            let local = self.new_local(i);
            self.locals[i as usize] = local;
            self.code.set(local);
            self.call_rare(i);
            self.release(i);
        } else {
            self.release(i);
            let local = self.new_local(i);
            self.locals[i as usize] = local;
            self.code.set(local);
        }
    }

    /// Whether one output is all that needs the step's value.
    fn is_stored_only(&self, i: u32) -> bool {
        let step = self.of.steps.list()[i as usize];
        let Use { count, varying, root, .. } = self.uses[i as usize];
        let mut places = self.of.outputs.iter().filter(|&&(output, _)| output == i);
        let in_loop = places.next().is_some_and(|(_, place)| place.is_varying());
        root && count == 1
            && in_loop == varying
            && !matches!(step.code, INPUT | simd::CONST | RARE)
            && !self.of.rare.contains(&i)
    }

    /// Writes the value to the places that want it now: those of vectors before the loop, those of tiles in it.
    fn store(&mut self, i: u32, varying: bool) {
        let is_varying = self.uses[i as usize].varying;
        for &(step, place) in self.of.outputs {
            if step == i && place.is_varying() == varying {
                let offset = self.address(place);
                self.operand(i);
                self.code.memory(simd::STORE, offset);
            }
        }
        if is_varying == varying && self.of.rare.contains(&i) {
            let flag = self.flag;
            self.code.get(flag);
            self.operand(i);
            self.code.simd(simd::OR).set(flag);
        }
    }

    fn new_local(&mut self, i: u32) -> u32 {
        let free = match self.of.twins.get(i as usize).filter(|_| OF_OPS) {
            Some(Twin::Kept | Twin::KeptOf(_)) => None,
            Some(&Twin::Of(lower)) => {
                let found = self.free.iter().position(|&local| local == self.locals[lower as usize]);
                found.map(|found| self.free.remove(found)).or_else(|| self.free.pop())
            }
            _ => self.free.pop(),
        };
        free.unwrap_or_else(|| {
            self.vectors += 1;
            self.of.params + self.of.integers + self.vectors - 1
        })
    }

    /// Frees the locals that nothing needs after step `i`. Those of before the loop stay.
    fn release(&mut self, i: u32) {
        if !self.uses[i as usize].varying {
            return;
        }
        let step = self.of.steps.list()[i as usize];
        let mut args = step.args().to_vec();
        while let Some(arg) = args.pop() {
            let Use { inline, varying, last, .. } = self.uses[arg as usize];
            if inline {
                args.extend(self.of.steps.list()[arg as usize].args());
            } else if varying && last == i && !self.free.contains(&self.locals[arg as usize]) {
                self.free.push(self.locals[arg as usize]);
            }
        }
    }

    /// Leaves the value of a step on the stack: from its local, or computed.
    fn operand(&mut self, i: u32) {
        match self.locals[i as usize] {
            0 => self.value(i),
            local => _ = self.code.get(local),
        }
    }

    /// Computes a step.
    fn value(&mut self, i: u32) {
        let step: Step = self.of.steps.list()[i as usize];
        if step.code == INPUT {
            return self.load(self.of.inputs[step.immediate as usize]);
        }
        if OF_OPS && step.code == RARE {
            return self.operand(step.args()[0]);
        }
        if step.code == simd::CONST {
            return self.constant(*self.of.steps.vector(step.immediate));
        }
        step.args().iter().for_each(|&arg| self.operand(arg));
        if is_shift(step.code) {
            self.code.integer(step.immediate);
        }
        self.code.simd(step.code);
        if step.code == simd::SHUFFLE {
            let vector = self.of.steps.vector(step.immediate);
            self.code.bytes(vector);
        }
    }

    /// A vector of equal lanes is written shorter as one of them. But for NaN, whose bits an engine may change then.
    fn constant(&mut self, vector: [u8; 16]) {
        let (narrow, wide) = (&vector[..4], &vector[..8]);
        let float = f32::from_le_bytes([0, 1, 2, 3].map(|i| vector[i]));
        let double = f64::from_le_bytes([0, 1, 2, 3, 4, 5, 6, 7].map(|i| vector[i]));
        if vector == core::array::from_fn(|i| narrow[i % 4]) && !float.is_nan() {
            self.code.byte(opcode::F32_CONST).bytes(narrow).simd(simd::F32X4_SPLAT);
        } else if vector == core::array::from_fn(|i| wide[i % 8]) && !double.is_nan() {
            self.code.byte(opcode::F64_CONST).bytes(wide).simd(simd::F64X2_SPLAT);
        } else {
            self.code.simd(simd::CONST).bytes(&vector);
        }
    }

    fn load(&mut self, place: Place) {
        match place {
            Place::Number(local) => _ = self.code.get(local).simd(simd::F32X4_SPLAT),
            _ => {
                let offset = self.address(place);
                self.code.memory(simd::LOAD, offset);
            }
        }
    }

    /// Leaves the address of the place on the stack, but for the offset that is returned.
    fn address(&mut self, place: Place) -> u32 {
        let Loop { counter, scratch, distance, .. } = *self.of;
        let code = &mut self.code;
        match place {
            Place::Tile(start) => {
                let offset = code.get(start).get(counter).get(start + 1).byte(opcode::I32_AND);
                offset.byte(opcode::I32_ADD);
                0
            }
            Place::Array(start) => {
                code.get(start).get(counter).byte(opcode::I32_ADD);
                0
            }
            Place::Scratch(offset) => {
                code.get(distance).get(counter).byte(opcode::I32_ADD);
                offset
            }
            Place::Uniform(offset) => {
                code.get(scratch);
                offset
            }
            Place::Single(start) => {
                code.get(start);
                0
            }
            Place::Number(_) => unreachable!("a number is in no memory"),
        }
    }

    /// If a lane is masked, lets the function that this one imports put the values of those lanes right.
    ///
    /// Its arguments and its result lie in the frame, whose address is the first parameter.
    fn call_rare(&mut self, i: u32) {
        let step = self.of.steps.list()[i as usize];
        let local = self.locals[i as usize];
        self.operand(step.args()[1]);
        self.code.simd(simd::ANY_TRUE).byte(opcode::IF).byte(kind::EMPTY);
        for (k, &arg) in (0..).zip(step.args()) {
            self.code.get(0);
            self.operand(arg);
            self.code.memory(simd::STORE, FRAME_VECTORS + 16 * k);
        }
        self.code.integer(step.immediate).get(0).byte(opcode::CALL).number(0);
        self.code.get(0).memory(simd::LOAD, FRAME_VECTORS).set(local).byte(opcode::END);
    }
}

/// Where the vectors of a call for rare lanes begin in the frame.
pub const FRAME_VECTORS: u32 = 32;

/// Whether the instruction's last operand is a number of bits.
pub fn is_shift(code: u16) -> bool {
    matches!(code, 0xab | 0xad | 0xcb | 0xcd)
}

/// The number of vectors that an instruction takes.
pub fn operands(code: u16) -> usize {
    match code {
        // not, demote, promote, floor (twice); extend (twice); abs, neg, sqrt (twice); shifts.
        0x4d | 0x5e | 0x5f | 0x68 | 0x75 | 0xc7 | 0xc8 | 0xe0 | 0xe1 | 0xe3 | 0xec | 0xed | 0xef => 1,
        0x52 => 3,
        code if is_shift(code) => 1,
        _ => 2,
    }
}
