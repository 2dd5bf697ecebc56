//! Engines, which run programs over batches.

pub mod jit;
pub mod loops;
mod tile_size;
pub mod tiles;
