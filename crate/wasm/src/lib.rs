//! The core as wasm: what [`fluxion`] exports.

pub use fluxion::*;
