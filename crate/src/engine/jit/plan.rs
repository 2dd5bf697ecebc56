//! Which op of a program goes into which chunk.
//!
//! A chunk is a loop over a tile. Functions whose arguments come from other functions are better apart from them: in
//! one long loop body each would wait for the one before, while in a loop of its own it overlaps with the next
//! vectors'. So a chunk has functions (some [`MOST_FUNCTIONS`] bytes of them) that do not depend on one another, with
//! any arithmetic; an arithmetic-only program is one chunk.

use crate::engine::loops::body;
use crate::engine::values::Values;
use crate::program::{Node, Program, Value};

/// Code at least this long is a function; shorter is arithmetic: exp is above it, hypot below.
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
    /// What is known of the values.
    pub values: Values,
    /// For every value that is an op's, its chunk.
    pub chunks: Vec<usize>,
    /// For every chunk the values that it computes, in order.
    pub members: Vec<Vec<Value>>,
    /// The number of chunks that compute what numbers decide. They come first, and run once a call.
    pub uniform: usize,
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
        let values = Values::of(program, batch);
        let mut chunks = vec![0; program.len()];
        // The first chunk that may have a function of the value.
        let mut after = vec![0; program.len()];
        // Of what numbers decide, and of what varies.
        let mut made: [Vec<Chunk>; 2] = Default::default();
        let computed =
            || program.iter().filter(|&(value, node)| matches!(node, Node::Op(..)) && values.root(value) == value);
        for (value, node) in computed() {
            let Node::Op(op, all) = *node else { continue };
            let varies = values.varies(value);
            let args = node.args().iter().map(|&arg| values.root(arg));
            let same = || args.clone().filter(|&arg| values.varies(arg) == varies);
            let length = body(op).len();
            let code = length.saturating_sub(OVERHEAD).max(8);
            let function = (varies && length >= FUNCTION).then(|| all.map(|arg| values.root(arg)));
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
        let mut members = vec![Vec::new(); (uniform + looped).max(1)];
        for (value, _) in computed() {
            if values.varies(value) {
                chunks[value.index()] += uniform;
            }
            members[chunks[value.index()]].push(value);
        }
        Some(Plan { program, batch, values, chunks, members, uniform })
    }

    /// Whether any input is a batch.
    pub fn any_batch(&self) -> bool {
        self.batch.contains(&true)
    }

    /// The chunk that writes an output of this value: its own if it is computed there, or the first loop.
    pub fn writer(&self, value: Value) -> usize {
        let is_computed = matches!(self.node(value), Some(Node::Op(..)));
        match is_computed && (self.values.varies(value) || !self.any_batch()) {
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
