//! Engines: what runs a program over batches.

pub mod jit;
pub mod loops;
mod tile_size;
pub mod tiles;
pub mod wasm;
