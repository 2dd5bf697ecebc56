//! Engines: what runs a program over batches.

pub mod jit;
pub mod loops;
pub mod tiles;
mod values;
pub mod wasm;
