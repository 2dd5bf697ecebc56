//! Which op of a program goes into which chunk.
//!
//! A chunk is a loop over a tile. Functions whose arguments come from other functions are better apart from them: in
//! one long loop body each would wait for the one before, while in a loop of its own it overlaps with the next
//! vectors'. So a chunk has functions (some [`MOST_FUNCTIONS`] bytes of them) that do not depend on one another, with any
//! arithmetic; an arithmetic-only program is one chunk.

use crate::engine::loops::body;
use crate::op::Op;
use crate::program::{Node, Program, Value};

/// Code at least this long is a function; shorter is arithmetic. Of the loops, none is near.
const FUNCTION: usize = 350;
/// Code of functions of different arguments that a chunk has at most: two sines, or five exponentials. More would not
/// find room in the registers.
const MOST_FUNCTIONS: usize = 2000;
/// Code that a chunk has at most, about the bytes of it: engines take longer than in proportion to optimise long
/// functions.
const MOST_CODE: usize = 8000;
/// What a loop has in code beside that of its op.
const OVERHEAD: usize = 100;

/// A program divided.
pub struct Plan<'a> {
    /// The program.
    pub program: &'a Program,
    /// Which inputs are batches.
    pub batch: &'a [bool],
    /// For every value, the one that holds it: `stopGradient` is no instruction.
    pub roots: Vec<Value>,
    /// For every value, whether it differs between elements.
    pub varying: Vec<bool>,
    /// For every value that is an op's, its chunk.
    pub chunks: Vec<usize>,
    /// The number of chunks that compute what numbers decide. They come first, and run once a call.
    pub uniform: usize,
    /// The number of chunks.
    pub count: usize,
}

/// What a chunk has so far.
#[derive(Default)]
struct Chunk {
    code: usize,
    /// The arguments of its functions: functions of the same ones share much, and are not parted.
    functions: Vec<[Value; 3]>,
    /// The code of its functions.
    function_code: usize,
}

impl Chunk {
    fn takes(&self, code: usize, function: Option<[Value; 3]>) -> bool {
        let fits = self.code == 0 || self.code + code <= MOST_CODE;
        let has_room = self.function_code == 0 || self.function_code + code <= MOST_FUNCTIONS;
        fits && function.is_none_or(|args| has_room || self.functions.contains(&args))
    }

    fn add(&mut self, code: usize, function: Option<[Value; 3]>) {
        self.code += code;
        if let Some(args) = function {
            self.functions.push(args);
            self.function_code += code;
        }
    }
}

impl Plan<'_> {
    /// The plan for a simplified program. One that may use no scratch memory is one chunk, or nothing if that is too
    /// large.
    pub fn of<'a>(program: &'a Program, batch: &'a [bool], scratch: bool) -> Option<Plan<'a>> {
        let mut roots: Vec<Value> = (0..program.inputs()).map(Value).collect();
        let mut varying = batch.to_vec();
        let mut chunks = vec![0; roots.len()];
        // The first chunk that may have a function of the value.
        let mut after = vec![0; roots.len()];
        // Of what numbers decide, and of what varies.
        let mut made: [Vec<Chunk>; 2] = Default::default();
        for (value, node) in program.iter() {
            roots.push(match node {
                Node::Op(Op::StopGradient, [arg, ..]) => roots[arg.index()],
                _ => value,
            });
            let of = |arg: &Value| roots[arg.index()];
            let varies = node.args().iter().any(|arg| varying[of(arg).index()]);
            varying.push(varies);
            chunks.push(0);
            after.push(0);
            let Node::Op(op, all) = *node else { continue };
            if op == Op::StopGradient {
                continue;
            }
            let same = || node.args().iter().map(of).filter(|arg| varying[arg.index()] == varies);
            let length = body(op).len();
            let code = length.saturating_sub(OVERHEAD).max(8);
            let function = (varies && length >= FUNCTION).then(|| all.map(|arg| roots[arg.index()]));
            let earliest = match function {
                Some(_) => same().map(|arg| after[arg.index()].max(chunks[arg.index()])).max(),
                None => same().map(|arg| chunks[arg.index()]).max(),
            };
            let inherited = same().map(|arg| after[arg.index()]).max().unwrap_or(0);
            let made = &mut made[usize::from(varies)];
            let mut chunk = earliest.unwrap_or(0);
            if !scratch {
                chunk = 0;
            }
            while scratch && made.get(chunk).is_some_and(|made| !made.takes(code, function)) {
                chunk += 1;
            }
            while made.len() <= chunk {
                made.push(Chunk::default());
            }
            made[chunk].add(code, function);
            chunks[value.index()] = chunk;
            after[value.index()] = if function.is_some() { chunk + 1 } else { inherited };
        }

        let code: usize = made.iter().flatten().map(|chunk| chunk.code).sum();
        if !scratch && code > MOST_CODE {
            return None;
        }
        let any_batch = batch.contains(&true);
        let [uniform, looped] = made.map(|list| list.len());
        // A batch of results that are all the same is written by a loop too.
        let looped = if any_batch { looped.max(1) } else { 0 };
        // Before the one loop there is room for what numbers decide.
        let merged = looped == 1 && uniform <= 1 || looped == 0 && uniform == 0;
        let uniform = if merged { 0 } else { uniform };
        for (chunk, &varies) in chunks.iter_mut().zip(&varying) {
            if varies {
                *chunk += uniform;
            }
        }
        Some(Plan { program, batch, roots, varying, chunks, uniform, count: (uniform + looped).max(1) })
    }

    /// Whether any input is a batch.
    pub fn any_batch(&self) -> bool {
        self.batch.contains(&true)
    }

    /// The value that holds this one.
    pub fn root(&self, value: Value) -> Value {
        self.roots[value.index()]
    }

    /// The chunk that writes an output of this value: its own if it is computed there, or the first loop.
    pub fn writer(&self, value: Value) -> usize {
        let is_computed = matches!(self.node(value), Some(Node::Op(..)));
        match is_computed && (self.varying[value.index()] || !self.any_batch()) {
            true => self.chunks[value.index()],
            false if self.any_batch() => self.uniform,
            false => 0,
        }
    }

    /// The node of a value that is no input.
    pub fn node(&self, value: Value) -> Option<Node> {
        let index = value.index().checked_sub(self.program.inputs() as usize)?;
        self.program.nodes().get(index).copied()
    }
}
