//! Writes what the core includes and is made natively: recordings, rules and accumulators. A step of the build, before the
//! core is compiled to wasm.

use fluxion::engine::jit::accumulators;
use fluxion::engine::loops::recordings;
use fluxion::op::rules;
use std::path::PathBuf;

fn main() -> std::io::Result<()> {
    let folder = PathBuf::from(std::env::args().nth(1).expect("the folder to write to"));
    std::fs::write(folder.join("recordings.bin"), recordings::make())?;
    std::fs::write(folder.join("rules.bin"), rules::make())?;
    std::fs::write(folder.join("accumulators.bin"), accumulators::make())
}
