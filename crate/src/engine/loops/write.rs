//! Writes a loop over vectors as a wasm function.
//!
//! Uniform values are hoisted: they are computed before the loop, constants first (V8 materialises a constant at each
//! use, unless a local holds it). In the loop, a value with one use is computed on the stack where it is used; the
//! others get locals, which are allocated by linear scan over their live ranges.

use super::instructions::{Instruction, FALLBACK, INPUT, SHUFFLES};
use super::op_loop::FRAME_VECTORS;
use super::spec::{Location, Loop};
use super::uses::{next_outputs, uses, Use};
use crate::lists::filled;
use crate::wasm::{self, kind, opcode, simd, Bytes};

/// The state while a function is written.
struct Writer<'a> {
    spec: &'a Loop<'a>,
    uses: Vec<Use>,
    /// See [`next_outputs`].
    next_outputs: Vec<u32>,
    code: Bytes,
    /// For each instruction, the local of its value; 0 before it has one.
    locals: Vec<u32>,
    /// Vector locals whose value is dead.
    free: Vec<u32>,
    /// The number of vector locals allocated so far.
    vector_locals: u32,
    /// The local that collects the fallback masks, or 0.
    flag: u32,
}

impl Loop<'_> {
    /// The function.
    pub fn write(&self) -> Bytes {
        let mut uses = uses(self);
        let mut writer = Writer {
            spec: self,
            next_outputs: next_outputs(self, &mut uses),
            uses,
            code: self.prologue.clone(),
            locals: filled(0, self.instructions.list().len()),
            free: Vec::new(),
            vector_locals: 0,
            flag: 0,
        };
        writer.write();
        wasm::function(&[(self.integers, kind::I32), (writer.vector_locals, kind::V128)], &writer.code)
    }
}

impl Writer<'_> {
    fn write(&mut self) {
        let Loop { counter, end, scratch, scratch_base, .. } = *self.spec;
        if !self.spec.fallback_masks.is_empty() {
            self.flag = self.new_local();
        }
        let locations = || self.spec.inputs.iter().chain(self.spec.outputs.iter().map(|(_, location)| location));
        if locations().any(|location| matches!(location, Location::ScratchTile(_))) {
            self.code.get(scratch).get(counter).byte(opcode::I32_SUB).set(scratch_base);
        }
        if self.spec.returns_flag {
            self.code.block_unless_equal(counter, end);
        }
        self.evaluate(false);
        let has_loop = self.spec.outputs.iter().any(|(_, location)| location.is_varying())
            || self.uses.iter().any(|value| value.varying && value.count > 0);
        if has_loop {
            self.code.byte(opcode::LOOP).byte(kind::EMPTY);
            self.evaluate(true);
            self.code.get(counter).integer(16).byte(opcode::I32_ADD).tee(counter);
            self.code.get(end).byte(opcode::I32_LT_U).byte(opcode::BR_IF).number(0).byte(opcode::END);
        }
        if self.spec.returns_flag {
            self.code.byte(opcode::END);
            match self.flag {
                0 => self.code.integer(0),
                flag => self.code.get(flag).simd(simd::ANY_TRUE),
            };
        }
        self.code.byte(opcode::END);
    }

    /// Writes the part before the loop (`varying` false) or in it: computes the values that belong there, and stores
    /// the outputs that do. In the loop, that includes outputs of uniform values to varying locations.
    fn evaluate(&mut self, varying: bool) {
        for i in 0..self.uses.len() as u32 {
            let Use { count, inline, varying: is_varying, is_output, last_use, .. } = self.uses[i as usize];
            if count == 0 || inline || is_varying && !varying {
                continue;
            }
            if is_varying == varying {
                if self.is_only_stored(i) {
                    self.store(i, varying);
                    self.free_operands(i);
                    continue;
                }
                self.compute(i);
            }
            if is_output {
                self.store(i, varying);
                if is_varying && last_use <= i {
                    self.free.push(self.locals[i as usize]);
                }
            }
        }
    }

    /// Computes a value into a local.
    fn compute(&mut self, i: u32) {
        self.push_value(i);
        let is_fallback = self.spec.instructions.list()[i as usize].opcode == FALLBACK;
        // The call reads its operands after the local is set: only then may they be freed.
        if !is_fallback {
            self.free_operands(i);
        }
        let local = self.free.pop().unwrap_or_else(|| self.new_local());
        self.locals[i as usize] = local;
        self.code.set(local);
        if is_fallback {
            self.call_fallback(i);
            self.free_operands(i);
        }
    }

    /// Whether the only use of a value is a store on its own side of the start of the loop: it needs no local.
    fn is_only_stored(&self, i: u32) -> bool {
        let instruction = self.spec.instructions.list()[i as usize];
        let Use { count, varying, first_output, .. } = self.uses[i as usize];
        first_output != 0
            && count == 1
            && self.spec.outputs[first_output as usize - 1].1.is_varying() == varying
            && !matches!(instruction.opcode, INPUT | simd::CONST | FALLBACK)
    }

    /// Stores a value in its outputs: before the loop in those that are uniform, in the loop in those that vary. ORs a
    /// fallback mask into the flag.
    fn store(&mut self, i: u32, varying: bool) {
        let Use { varying: is_varying, is_fallback_mask, first_output, .. } = self.uses[i as usize];
        let mut number = first_output;
        while number != 0 {
            let output = number as usize - 1;
            let (_, location) = self.spec.outputs[output];
            if location.is_varying() == varying {
                let offset = self.push_address(location);
                self.push_operand(i);
                self.code.memory(simd::STORE, offset);
            }
            number = self.next_outputs[output];
        }
        if is_varying == varying && is_fallback_mask {
            let flag = self.flag;
            self.code.get(flag);
            self.push_operand(i);
            self.code.simd(simd::OR).set(flag);
        }
    }

    fn new_local(&mut self) -> u32 {
        self.vector_locals += 1;
        self.spec.params + self.spec.integers + self.vector_locals - 1
    }

    /// Frees the locals whose live range ends with instruction `i`, inline operands included. Locals from before the
    /// loop are live in every iteration.
    fn free_operands(&mut self, i: u32) {
        if !self.uses[i as usize].varying {
            return;
        }
        let mut args = self.spec.instructions.list()[i as usize].args().to_vec();
        while let Some(arg) = args.pop() {
            let Use { inline, varying, last_use, .. } = self.uses[arg as usize];
            if inline {
                args.extend(self.spec.instructions.list()[arg as usize].args());
            } else if varying && last_use == i {
                // Once, also if the instruction has the value twice.
                self.uses[arg as usize].last_use = u32::MAX;
                self.free.push(self.locals[arg as usize]);
            }
        }
    }

    /// Pushes a value on the stack: from its local, or computed if it has none.
    fn push_operand(&mut self, i: u32) {
        match self.locals[i as usize] {
            0 => self.push_value(i),
            local => _ = self.code.get(local),
        }
    }

    /// Computes a value on the stack.
    fn push_value(&mut self, i: u32) {
        let instruction: Instruction = self.spec.instructions.list()[i as usize];
        if instruction.opcode == INPUT {
            return self.push_input(self.spec.inputs[instruction.immediate as usize]);
        }
        if instruction.opcode == FALLBACK {
            return self.push_operand(instruction.args()[0]);
        }
        if instruction.opcode == simd::CONST {
            return self.push_constant(instruction.immediate);
        }
        instruction.args().iter().for_each(|&arg| self.push_operand(arg));
        if simd::is_shift(instruction.opcode) {
            self.code.integer(instruction.immediate as u32);
        }
        self.code.simd(instruction.opcode);
        if instruction.opcode == simd::SHUFFLE {
            self.code.bytes(&SHUFFLES[instruction.immediate as usize]);
        }
    }

    /// The vector that repeats these bits. Equal lanes are written as one lane and a splat, which is shorter; but not NaN,
    /// whose payload an engine may change as a scalar.
    fn push_constant(&mut self, bits: u64) {
        let wide = bits.to_le_bytes();
        let (narrow, upper) = wide.split_at(4);
        if narrow == upper && !f32::from_bits(bits as u32).is_nan() {
            self.code.byte(opcode::F32_CONST).bytes(narrow).simd(simd::F32X4_SPLAT);
        } else if !f64::from_bits(bits).is_nan() {
            self.code.byte(opcode::F64_CONST).bytes(&wide).simd(simd::F64X2_SPLAT);
        } else {
            self.code.simd(simd::CONST).bytes(&wide).bytes(&wide);
        }
    }

    fn push_input(&mut self, location: Location) {
        match location {
            Location::Scalar(local) => _ = self.code.get(local).simd(simd::F32X4_SPLAT),
            _ => {
                let offset = self.push_address(location);
                self.code.memory(simd::LOAD, offset);
            }
        }
    }

    /// Pushes an address, and returns the offset that the access itself adds.
    fn push_address(&mut self, location: Location) -> u32 {
        let Loop { counter, scratch, scratch_base, .. } = *self.spec;
        let code = &mut self.code;
        match location {
            Location::Tile(start) => {
                code.get(start).get(counter).get(start + 1).byte(opcode::I32_AND).byte(opcode::I32_ADD);
                0
            }
            Location::Array(start) => {
                code.get(start).get(counter).byte(opcode::I32_ADD);
                0
            }
            Location::ScratchTile(offset) => {
                code.get(scratch_base).get(counter).byte(opcode::I32_ADD);
                offset
            }
            Location::ScratchVector(offset) => {
                code.get(scratch);
                offset
            }
            Location::Vector(start) => {
                code.get(start);
                0
            }
            Location::TableArray(offset) => {
                code.get(scratch).byte(opcode::I32_LOAD).aligned(offset).get(counter).byte(opcode::I32_ADD);
                0
            }
            Location::TableVector(offset) => {
                code.get(scratch).byte(opcode::I32_LOAD).aligned(offset);
                0
            }
            Location::Scalar(_) => unreachable!("a scalar is in no memory"),
        }
    }

    /// Calls the imported function if the mask has a lane set: it replaces the result in those lanes.
    ///
    /// The operands are passed in the [frame](super::Frame), whose address is the first parameter, and so is the
    /// result.
    fn call_fallback(&mut self, i: u32) {
        let instruction = self.spec.instructions.list()[i as usize];
        let local = self.locals[i as usize];
        self.push_operand(instruction.args()[1]);
        self.code.simd(simd::ANY_TRUE).byte(opcode::IF).byte(kind::EMPTY);
        for (k, &arg) in (0..).zip(instruction.args()) {
            self.code.get(0);
            self.push_operand(arg);
            self.code.memory(simd::STORE, FRAME_VECTORS + 16 * k);
        }
        self.code.integer(instruction.immediate as u32).get(0).byte(opcode::CALL).number(0);
        self.code.get(0).memory(simd::LOAD, FRAME_VECTORS).set(local).byte(opcode::END);
    }
}
