//! A fingerprint of every op's bits, as computed natively. `test/bits.test.ts` computes the same in the wasm that ships,
//! so that whatever is measured natively holds there too. `npm run generate` writes the file.

use fluxion::op::{Op, TABLE};
use std::fmt::Write;
use std::path::Path;

/// Arguments for each op.
const POINTS: u32 = 1 << 16;

/// Argument `k` of point `i`: at even points any bit pattern, at odd ones a number between -16 and 16.
fn argument(i: u32, k: u32) -> f32 {
    let word = (i + 1).wrapping_mul([0x9e37_79b1, 0x85eb_ca77, 0xc2b2_ae3d][k as usize]);
    if i.is_multiple_of(2) {
        f32::from_bits(word)
    } else {
        word as i32 as f32 / 134_217_728.0
    }
}

/// FNV-1a over the results' words; all NaNs count as one.
fn fingerprint(op: Op) -> u32 {
    (0..POINTS).fold(0x811c_9dc5, |hash, i| {
        let y: f32 = op.at([0, 1, 2].map(|k| argument(i, k)));
        let word = if y.is_nan() { 0x7fc0_0000 } else { y.to_bits() };
        (hash ^ word).wrapping_mul(0x0100_0193)
    })
}

#[test]
fn fingerprints_are_up_to_date() {
    let mut text = String::from("{\n");
    for (i, row) in TABLE.iter().enumerate() {
        let comma = if i + 1 < TABLE.len() { "," } else { "" };
        let _ = writeln!(text, "  \"{}\": {}{comma}", row.name, fingerprint(row.op));
    }
    text += "}\n";
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../test/bits.json");
    if std::env::var_os("FLUXION_GENERATE").is_some() {
        std::fs::write(&path, &text).expect("the file can be written");
    }
    let found = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(found == text, "test/bits.json is stale: run `npm run generate`, and say in the commit which bits changed");
}
