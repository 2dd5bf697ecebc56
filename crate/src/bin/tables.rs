//! Writes what the core includes and is made natively: the loops and the rules. A step of the build, before the core is
//! compiled to wasm.

use fluxion::engine::loops;
use fluxion::op::rules;
use std::path::PathBuf;

fn main() -> std::io::Result<()> {
    let folder = PathBuf::from(std::env::args().nth(1).expect("the folder to write to"));
    std::fs::write(folder.join("loops.wasm"), loops::make())?;
    std::fs::write(folder.join("rules.bin"), rules::make())
}
