//! Engines: what runs a program over batches.

pub mod tiles;
