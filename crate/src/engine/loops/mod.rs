//! The loops: for each row of the op table a wasm function that evaluates the op over a tile.
//!
//! They are made natively when the core is built (`make`), from the math functions over the recording lanes, and are
//! data of the core: a wasm [`module`]. The facade instantiates it into the core's table of functions, through which
//! the tiles engine [calls](call()) them. The jit engine composes kernels of their bodies ([`splice`]).

mod call;
#[cfg(not(target_arch = "wasm32"))]
mod expand;
mod instructions;
#[cfg(not(target_arch = "wasm32"))]
mod make;
mod op_loop;
mod read;
mod spec;
mod uses;
mod write;

#[cfg(target_arch = "wasm32")]
pub use call::link;
pub use call::{at, call};
#[cfg(not(target_arch = "wasm32"))]
pub use expand::{expand, Expanded};
pub use instructions::Instructions;
#[cfg(not(target_arch = "wasm32"))]
pub use make::make;
pub use op_loop::Frame;
pub use read::splice;
pub use spec::{Hint, Location, Loop};

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

/// The code of the loop of an opcode, which is not that of a composition.
pub fn body(opcode: u32) -> &'static [u8] {
    read::body(module(), opcode)
}
