//! Runs kernels of the jit engine in Node.

use fluxion::engine::jit::Kernel;
use std::io::{ErrorKind, Write};
use std::process::{Command, Stdio};

const SCRIPT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/node/run.mjs");

/// A kernel, and how to call it.
pub struct Job {
    pub kernel: Kernel,
    /// Which inputs are batches; an input that is a number has the value of its first element.
    pub batch: Vec<bool>,
    pub outputs: usize,
}

/// The results of a kernel.
pub struct Run {
    pub outputs: Vec<Vec<f32>>,
    /// For each block, whether an element needs the fallback.
    pub needs_fallback: Vec<bool>,
}

/// Runs every kernel over the first of the inputs, arrays of one length, in blocks of `block` elements. A kernel whose
/// inputs are all numbers computes one element. Nothing if there is no Node.
pub fn run(jobs: &[Job], inputs: &[Vec<f32>], block: usize) -> Option<Vec<Run>> {
    let elements = inputs[0].len();
    assert_eq!((elements % block, block % 4), (0, 0));
    let mut message = Vec::new();
    let words = |words: &[usize]| words.iter().flat_map(|&n| (n as u32).to_le_bytes()).collect::<Vec<u8>>();
    message.extend(words(&[elements, block, inputs.len(), jobs.len()]));
    message.extend(inputs.iter().flatten().flat_map(|x| x.to_le_bytes()));
    for Job { kernel, batch, outputs } in jobs {
        wasmparser::validate(&kernel.module).expect("the module is valid");
        message.extend(words(&[batch.len(), *outputs, kernel.scratch as usize, kernel.module.len()]));
        message.extend(batch.iter().map(|&batch| u8::from(batch)));
        message.extend(&kernel.module);
    }

    let answer = ask(&message)?;
    let mut rest = answer.as_slice();
    let mut take = |n: usize| {
        let (taken, left) = rest.split_at(n);
        rest = left;
        taken
    };
    let floats = |bytes: &[u8]| bytes.chunks_exact(4).map(|x| f32::from_le_bytes(x.try_into().unwrap())).collect();
    let runs = jobs.iter().map(|job| {
        let outputs = (0..job.outputs).map(|_| floats(take(4 * elements))).collect();
        Run { outputs, needs_fallback: take(elements / block).iter().map(|&flag| flag != 0).collect() }
    });
    Some(runs.collect())
}

fn ask(message: &[u8]) -> Option<Vec<u8>> {
    let mut node = match Command::new("node").arg(SCRIPT).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn() {
        Ok(node) => node,
        Err(error) if error.kind() == ErrorKind::NotFound => {
            let is_ci = std::env::var_os("CI").is_some_and(|value| !value.is_empty());
            assert!(!is_ci, "node is missing: install Node 20 or newer, and put it in PATH");
            // Not by eprintln, whose output is not shown for a test that passes.
            std::io::stderr().write_all(b"skipped: there is no node in PATH to run kernels in\n").unwrap();
            return None;
        }
        Err(error) => panic!("node does not start: {error}"),
    };
    // It reads all before it writes, so neither waits for the other.
    node.stdin.take().unwrap().write_all(message).expect("node reads");
    let output = node.wait_with_output().unwrap();
    assert!(output.status.success(), "node failed");
    Some(output.stdout)
}
