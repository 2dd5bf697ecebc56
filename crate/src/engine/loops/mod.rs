//! The loops: for each row of the op table a wasm function that evaluates the op over a tile.
//!
//! When the core is built, the math functions are recorded, and the [recordings] are data of the core. The tiles engine
//! [calls](call()) loops through the core's table of functions, which the facade fills: at first with [`stubs`], then
//! with the [loop](loop_module()) of each op that is called. The jit engine makes kernels of the same recordings.

mod call;
mod expand;
mod instructions;
mod make;
mod op_loop;
pub mod recordings;
mod spec;
mod uses;
mod write;

#[cfg(target_arch = "wasm32")]
pub use call::link;
pub use call::{at, call};
pub use expand::expand;
pub use instructions::Instructions;
pub use make::{loop_module, stubs};
pub use op_loop::{Frame, MAX_LOOPS};
pub use spec::{Location, Loop};
