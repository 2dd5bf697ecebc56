//! What a loop does to every vector: instructions on 128-bit registers, each there once.

use crate::engine::wasm::simd;
use crate::interned::{Interned, Item};

/// An instruction, and the steps that its operands come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Step {
    /// The number of the instruction, after the prefix of all SIMD instructions; [`INPUT`] for what comes from outside.
    pub code: u16,
    /// The number of the input, of the [vector](Steps::vector), or of bits to shift by.
    pub immediate: u32,
    args: [u32; 4],
}

/// `v128.load`: here, an input.
pub const INPUT: u16 = simd::LOAD;
/// No instruction: the first operand, but what a scalar function (the immediate says which) gives in the lanes that the
/// second masks, of arguments that are the third and fourth. Only the loops of single ops have it.
pub const RARE: u16 = u16::MAX;

/// In place of an operand that there is not.
const NONE: u32 = u32::MAX;

impl Step {
    /// The steps that compute the operands.
    pub fn args(&self) -> &[u32] {
        let count = self.args.iter().position(|&arg| arg == NONE).unwrap_or(self.args.len());
        &self.args[..count]
    }
}

impl Item for Step {
    fn words(self) -> [u32; 4] {
        let [a, b, c, _] = self.args;
        [u32::from(self.code) << 16 ^ self.immediate, a, b, c]
    }
}

/// Steps, each after those that it needs and none of them twice.
#[derive(Debug, Default)]
pub struct Steps {
    list: Interned<Step>,
    vectors: Vec<[u8; 16]>,
}

impl Steps {
    /// All steps.
    pub fn list(&self) -> &[Step] {
        self.list.list()
    }

    /// The vector that the immediate of a constant or a shuffle stands for.
    pub fn vector(&self, immediate: u32) -> &[u8; 16] {
        &self.vectors[immediate as usize]
    }

    /// The same steps in another order, that of their present numbers, where `new` gives the new number of each.
    #[cfg(not(target_arch = "wasm32"))]
    pub fn reordered(&self, order: &[usize], new: impl Fn(u32) -> u32) -> Steps {
        let mut steps = Steps { list: Interned::default(), vectors: self.vectors.clone() };
        for &i in order {
            let Step { code, immediate, .. } = self.list()[i];
            let args: Vec<u32> = self.list()[i].args().iter().map(|&arg| new(arg)).collect();
            steps.push(code, immediate, &args);
        }
        steps
    }

    /// Adds a step, if it is not there, and gives its number.
    pub fn push(&mut self, code: u16, immediate: u32, args: &[u32]) -> u32 {
        if let Some(simpler) = self.simplified(code, args) {
            return simpler;
        }
        let mut all = [NONE; 4];
        all[..args.len()].copy_from_slice(args);
        self.list.push(Step { code, immediate, args: all })
    }

    /// The same value in fewer instructions. Between ops a truth value is a number: these rules, which rely on a mask's
    /// lanes being all ones or all zeros, make a mask of it again, where one op's truth is the next one's condition.
    fn simplified(&mut self, code: u16, args: &[u32]) -> Option<u32> {
        match (code, args) {
            // not not x = x
            (simd::NOT, &[x]) => self.operands_of(simd::NOT, x).map(|args| args[0]),
            // (m ? 1 : 0) == 0 is not m
            (simd::F32X4_EQ, &[x, zero]) => {
                let [yes, no, mask] = self.operands_of(simd::BITSELECT, x)?[..] else { return None };
                let is_truth = self.is_splat(zero, 0.0) && self.is_splat(yes, 1.0) && self.is_splat(no, 0.0);
                is_truth.then(|| self.push(simd::NOT, 0, &[mask]))
            }
            // not m ? x : y = m ? y : x
            (simd::BITSELECT, &[yes, no, mask]) => {
                if let Some(&[mask]) = self.operands_of(simd::NOT, mask).as_deref() {
                    return Some(self.push(simd::BITSELECT, 0, &[no, yes, mask]));
                }
                // m ? x : 0 = x and m; m ? 0 : x = x and not m
                match (self.is_splat(yes, 0.0), self.is_splat(no, 0.0)) {
                    (false, true) if !self.is_splat(yes, 1.0) => Some(self.push(simd::AND, 0, &[yes, mask])),
                    (true, false) => Some(self.push(simd::ANDNOT, 0, &[no, mask])),
                    _ => None,
                }
            }
            _ => None,
        }
    }

    /// The operands of a step, if it is this instruction.
    fn operands_of(&self, code: u16, step: u32) -> Option<Vec<u32>> {
        let step = &self.list()[step as usize];
        (step.code == code).then(|| step.args().to_vec())
    }

    /// Whether a step is this number, to the bit, in every lane.
    fn is_splat(&self, step: u32, number: f32) -> bool {
        let Step { code, immediate, .. } = self.list()[step as usize];
        let lane = number.to_le_bytes();
        code == simd::CONST && *self.vector(immediate) == core::array::from_fn::<u8, 16, _>(|i| lane[i % 4])
    }

    /// The input of this number.
    pub fn input(&mut self, number: u32) -> u32 {
        self.push(INPUT, number, &[])
    }

    /// A vector of these bytes again and again.
    pub fn splat(&mut self, lane: &[u8]) -> u32 {
        let vector: [u8; 16] = core::array::from_fn(|i| lane[i % lane.len()]);
        self.push_vector(simd::CONST, &vector, &[])
    }

    /// A step with a vector in its code.
    pub fn push_vector(&mut self, code: u16, vector: &[u8], args: &[u32]) -> u32 {
        // A loop has few.
        let known = self.vectors.iter().position(|known| known == vector);
        let number = known.unwrap_or_else(|| {
            self.vectors.push(core::array::from_fn(|i| vector[i]));
            self.vectors.len() - 1
        });
        self.push(code, number as u32, args)
    }
}
