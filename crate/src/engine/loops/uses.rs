//! The analyses that a loop is written from: use counts, which values vary, which are evaluated inline, and the ends of
//! live ranges.

use super::instructions::{FALLBACK, INPUT};
use super::spec::Loop;
use crate::lists::filled;
use crate::wasm::simd;

/// The deepest nesting of inline operands. Beyond it an operand gets a local: the writer recurses over operands, and
/// this bounds its stack.
const MAX_INLINE_DEPTH: u8 = 32;

/// The facts about one value of a loop.
#[derive(Clone, Copy, Default)]
pub struct Use {
    /// The number of operands and outputs that the value is.
    pub count: u32,
    /// The index of the instruction that uses it, where only one does.
    pub only_user: u32,
    /// Whether the value differs between vectors of elements; a uniform one is computed before the loop.
    pub varying: bool,
    /// Whether the value is computed on the stack where it is used, and has no local.
    pub inline: bool,
    /// The index of the instruction that the value is computed with: its own, or for an inline value that of the
    /// expression it is part of.
    pub emitted_at: u32,
    /// The end of the live range: the largest `emitted_at` of its users, 0 without any.
    pub last_use: u32,
    /// The nesting depth of its inline operands.
    pub depth: u8,
    /// Whether it is stored in an output or collected in the fallback flag.
    pub is_output: bool,
    /// Whether it is collected in the fallback flag.
    pub is_fallback_mask: bool,
    /// 1 + the index of the first output that it is stored in, or 0; that of the next is in [`next_outputs`].
    pub first_output: u32,
}

/// The facts about every value of a loop.
pub fn uses(of: &Loop) -> Vec<Use> {
    let mut uses = filled(Use::default(), of.instructions.list().len());
    count_uses(of, &mut uses);
    find_varying(of, &mut uses);
    choose_inline(of, &mut uses);
    find_last_uses(of, &mut uses);
    uses
}

/// For each output, 1 + the index of the next one of the same value, or 0. Sets the first ones of the values.
pub fn next_outputs(of: &Loop, uses: &mut [Use]) -> Vec<u32> {
    let mut next = filled(0, of.outputs.len());
    for (i, &(index, _)) in of.outputs.iter().enumerate().rev() {
        next[i] = core::mem::replace(&mut uses[index as usize].first_output, i as u32 + 1);
    }
    next
}

/// Counts the uses by outputs and by instructions that are used themselves: dead code keeps a count of 0.
fn count_uses(of: &Loop, uses: &mut [Use]) {
    for &index in of.outputs.iter().map(|(index, _)| index).chain(of.fallback_masks) {
        uses[index as usize].count += 1;
        uses[index as usize].is_output = true;
    }
    of.fallback_masks.iter().for_each(|&mask| uses[mask as usize].is_fallback_mask = true);
    for (i, instruction) in of.instructions.list().iter().enumerate().rev() {
        if uses[i].count > 0 {
            for &arg in instruction.args() {
                // Two each for a fallback: the call stores all its operands, so each must be in a local.
                uses[arg as usize].count += if instruction.opcode == FALLBACK { 2 } else { 1 };
                uses[arg as usize].only_user = i as u32;
            }
        }
    }
}

/// A value varies if its input does, or any operand.
fn find_varying(of: &Loop, uses: &mut [Use]) {
    for (i, instruction) in of.instructions.list().iter().enumerate() {
        uses[i].varying = match instruction.opcode {
            INPUT => of.inputs[instruction.immediate as usize].is_varying(),
            _ => instruction.args().iter().any(|&arg| uses[arg as usize].varying),
        };
    }
}

/// A value is inline if one instruction uses it, on the same side of the start of the loop, and nothing else needs it
/// in a local.
fn choose_inline(of: &Loop, uses: &mut [Use]) {
    for (i, instruction) in of.instructions.list().iter().enumerate() {
        let inner = instruction.args().iter().map(|&arg| uses[arg as usize]).filter(|arg| arg.inline);
        let depth = 1 + inner.map(|arg| arg.depth).max().unwrap_or(0);
        let Use { count, only_user, varying, is_output, .. } = uses[i];
        let has_operands = !matches!(instruction.opcode, INPUT | simd::CONST | FALLBACK);
        uses[i].depth = depth;
        uses[i].inline = has_operands
            && !is_output
            && count == 1
            && varying == uses[only_user as usize].varying
            && depth < MAX_INLINE_DEPTH;
    }
}

/// Finds where each value is computed and where its live range ends, from the last instruction to the first.
fn find_last_uses(of: &Loop, uses: &mut [Use]) {
    for (i, instruction) in of.instructions.list().iter().enumerate().rev() {
        if uses[i].count == 0 {
            continue;
        }
        uses[i].emitted_at = if uses[i].inline { uses[uses[i].only_user as usize].emitted_at } else { i as u32 };
        for &arg in instruction.args() {
            uses[arg as usize].last_use = uses[arg as usize].last_use.max(uses[i].emitted_at);
        }
    }
}
