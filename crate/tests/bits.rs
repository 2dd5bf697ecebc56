//! A fingerprint of the bits of every op of one element, as computed natively. `test/bits.test.ts` computes the same in the wasm that
//! ships, so that whatever is measured natively holds there too. `npm run generate` writes the file.

mod programs;
mod support;

use fluxion::op::TABLE;
use std::fmt::Write;
use std::path::Path;
use support::fingerprint;

#[test]
fn fingerprints_are_up_to_date() {
    let mut text = String::from("{\n");
    let rows: Vec<_> = TABLE.iter().filter(|row| row.properties.is_elementwise()).collect();
    for (i, row) in rows.iter().enumerate() {
        let comma = if i + 1 < rows.len() { "," } else { "" };
        let _ = writeln!(text, "  \"{}\": {}{comma}", row.name, fingerprint::of(row.op));
    }
    text += "}\n";
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../test/bits.json");
    if std::env::var_os("FLUXION_GENERATE").is_some() {
        std::fs::write(&path, &text).expect("the file can be written");
    }
    let found = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(found == text, "test/bits.json is stale: run `npm run generate`, and say in the commit which bits changed");
}
