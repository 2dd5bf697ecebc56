//! The loops: for each row of the op table one over a tile, as wasm code.
//!
//! They are made natively when the core is built ([`make`](make())), from the same math functions over the recording
//! lanes, and are data of the core. The tiles engine calls them, through a table of functions that the facade fills
//! with an instance of [`module`]; the jit engine puts their insides together ([`splice`]).

mod call;
#[cfg(not(target_arch = "wasm32"))]
mod expand;
#[cfg(not(target_arch = "wasm32"))]
mod make;
mod op_loop;
mod read;
mod steps;
mod uses;
mod write;

#[cfg(target_arch = "wasm32")]
pub use call::link;
pub use call::{at, call};
#[cfg(not(target_arch = "wasm32"))]
pub use expand::{expand, Expanded};
#[cfg(not(target_arch = "wasm32"))]
pub use make::make;
pub use op_loop::Frame;
pub use read::splice;
pub use steps::Steps;
pub use write::{Loop, Place, Twin};

use crate::op::Op;

/// The module of the loops.
#[cfg(target_arch = "wasm32")]
pub fn module() -> &'static [u8] {
    include_bytes!(concat!(env!("CARGO_MANIFEST_DIR"), "/../build/loops.wasm"))
}

/// The module of the loops.
#[cfg(not(target_arch = "wasm32"))]
pub fn module() -> &'static [u8] {
    static MODULE: std::sync::LazyLock<Vec<u8>> = std::sync::LazyLock::new(make);
    &MODULE
}

/// The code of the loop of an op that is no composition.
pub fn body(op: Op) -> &'static [u8] {
    read::body(module(), op as u32)
}
