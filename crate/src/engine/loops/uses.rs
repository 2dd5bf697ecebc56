//! What is known of the steps of a loop before any code is written.

use super::steps::{INPUT, RARE};
use super::write::{Loop, Twin, OF_OPS};
use crate::engine::wasm::simd;

/// Deeper nesting of operands is cut by a local, so that the recursion here is bounded.
const DEEPEST: u8 = 32;

/// What is known of a step before anything is written.
#[derive(Clone, Copy, Default)]
pub struct Use {
    /// How many steps and outputs need it.
    pub count: u32,
    /// The one step that needs it, if there is one.
    pub by: u32,
    /// Whether it differs between elements.
    pub varying: bool,
    /// Whether it has no local, and stands where it is used.
    pub inline: bool,
    /// The step with which it is evaluated: itself, unless it is inline.
    pub at: u32,
    /// The step with which it is needed for the last time, or 0.
    pub last: u32,
    /// How deep its operands are nested.
    pub depth: u8,
    /// Whether it goes to a place, or is rare.
    pub root: bool,
}

/// The use of every step of a loop.
pub fn uses(of: &Loop) -> Vec<Use> {
    let list = of.steps.list();
    let mut uses = vec![Use::default(); list.len()];
    for &step in of.outputs.iter().map(|(step, _)| step).chain(of.rare) {
        uses[step as usize].count += 1;
        uses[step as usize].root = true;
    }
    for (i, step) in list.iter().enumerate().rev() {
        if uses[i].count > 0 {
            for &arg in step.args() {
                // The function for rare lanes finds all its operands in locals.
                uses[arg as usize].count += if step.code == RARE { 2 } else { 1 };
                uses[arg as usize].by = i as u32;
            }
        }
    }
    for (i, step) in list.iter().enumerate() {
        uses[i].varying = match step.code {
            INPUT => of.inputs[step.immediate as usize].is_varying(),
            _ => step.args().iter().any(|&arg| uses[arg as usize].varying),
        };
    }
    for (i, step) in list.iter().enumerate() {
        let inner = step.args().iter().map(|&arg| uses[arg as usize]).filter(|arg| arg.inline);
        let depth = 1 + inner.map(|arg| arg.depth).max().unwrap_or(0);
        let Use { count, by, varying, root, .. } = uses[i];
        let has_operands = !matches!(step.code, INPUT | simd::CONST | RARE);
        uses[i].depth = depth;
        let is_kept = OF_OPS && matches!(of.twins.get(i), Some(Twin::Kept | Twin::KeptOf(_)));
        uses[i].inline =
            !is_kept && has_operands && count == 1 && !root && varying == uses[by as usize].varying && depth < DEEPEST;
    }
    for i in (0..list.len()).rev() {
        if uses[i].count == 0 {
            continue;
        }
        // What stands inline is evaluated with the step that it is inlined in.
        uses[i].at = if uses[i].inline { uses[uses[i].by as usize].at } else { i as u32 };
        for &arg in list[i].args() {
            uses[arg as usize].last = uses[arg as usize].last.max(uses[i].at);
        }
    }
    uses
}
