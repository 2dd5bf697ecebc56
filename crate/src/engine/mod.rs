//! Engines, which run programs over batches.

pub mod jit;
pub mod loops;
pub mod reduce;
mod tile_size;
pub mod tiles;
