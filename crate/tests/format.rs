//! Bytes from outside give a program or an error, whatever they are.

mod programs;

use fluxion::engine::tiles;
use fluxion::error::Error;
use fluxion::op::Op;
use fluxion::program::{Node, Program, Value, HEADER};
use fluxion::term::Outputs;
use fluxion::transform::grad::grad;
use programs::{program, programs};
use proptest::prelude::*;

/// Whatever decodes can be used for everything.
fn use_all(bytes: &[u8]) {
    let Ok(program) = Program::decode(bytes) else { return };
    assert_eq!(program.encode(), bytes, "one program has one form in bytes");
    let argnums: Vec<u32> = (0..program.inputs().min(3)).collect();
    let _ = grad(&program, &argnums, true);
    let Ok(normal) = program.normalised(program.inputs(), Outputs::Stored) else { return };
    let is_elementwise = |node: &Node| !matches!(node, Node::Op(op, _) if !op.properties().is_elementwise());
    if program.inputs() < 100 && normal.nodes().iter().all(is_elementwise) {
        for batch in [true, false] {
            let image = tiles::prepare(&normal, &vec![batch; program.inputs() as usize]).expect("as many flags");
            assert!(image.bytes() >= 4 * image.0.len());
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 20_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        use_all(&bytes);
    }

    #[test]
    fn any_bytes_after_the_header(bytes in proptest::collection::vec(0u8..48, 0..60)) {
        use_all(&[HEADER.as_slice(), &bytes].concat());
    }

    /// A program of version 1 is read as the same one of version 2, whose header is longer; codes below 128 are a byte.
    #[test]
    fn any_bytes_of_version_1(bytes in proptest::collection::vec(0u8..48, 0..60)) {
        let versions = [b"flx\x01".as_slice(), &HEADER].map(|header| Program::decode(&[header, &bytes].concat()).ok());
        prop_assert_eq!(&versions[0], &versions[1]);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn damaged_programs(
        program in programs(3, 30, |_| true),
        damage in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..4),
        cut in proptest::option::of(any::<prop::sample::Index>()),
    ) {
        let mut bytes = program.encode();
        prop_assert_eq!(Program::decode(&bytes), Ok(program));
        for (at, byte) in damage {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        if let Some(cut) = cut {
            bytes.truncate(cut.index(bytes.len() + 1));
        }
        use_all(&bytes);
    }
}

/// Bytes of the version before reductions, of x y, sin x times a constant, and erf, whose code has eight bits.
#[test]
fn stored_programs_of_version_1() {
    let bytes = b"flx\x01\x02\x05\x12\x00\x01\x0a\x00\x00\x00\x00\x20\x40\x12\x03\x04\x96\x05\x02\x02\x06";
    let nodes = [
        Node::op(Op::Mul, &[Value(0), Value(1)]),
        Node::op(Op::Sin, &[Value(0)]),
        Node::constant(2.5),
        Node::op(Op::Mul, &[Value(3), Value(4)]),
        Node::op(Op::Erf, &[Value(5)]),
    ];
    assert_eq!(Program::decode(bytes), Ok(program(2, &nodes, &[Value(2), Value(6)])));
}

#[test]
fn what_is_wrong_is_said() {
    let cases: [(&[u8], &str); 9] = [
        (b"", "version"),
        (b"flx\x03\x00\x00\x01\x00\x00", "version"),
        (b"flx\x01\x80\x00\x00\x00", "ill-formed number"),
        (b"flx\x01\xff\xff\xff\xff\x7f\x00\x00", "ill-formed number"),
        (b"flx\x01\xff\xff\x7f\x00\x00", "too many inputs"),
        (b"flx\x01\x01\xff\xff\x7f", "end of bytes"),
        (b"flx\x01\x01\x01\xfe\x00\x00", "unknown op"),
        (b"flx\x01\x01\x01\x0a\x01\x01\x01", "before it is defined"),
        (b"flx\x01\x01\x01\x0a\x00\x01\x01\x00", "more bytes"),
    ];
    for (bytes, expected) in cases {
        match Program::decode(bytes) {
            Err(error @ Error::Malformed { .. }) => assert!(error.to_string().contains(expected), "{bytes:?}: {error}"),
            other => panic!("{bytes:?} gave {other:?}, not an error about {expected}"),
        }
    }
}
