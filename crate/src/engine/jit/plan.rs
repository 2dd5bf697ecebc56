//! The assignment of a program's ops to chunks.
//!
//! A chunk is a loop over a tile. In one long loop body, a function of another function's result waits for it; in a
//! loop of its own it overlaps with those of the next vectors. So functions that depend on one another go into
//! different chunks, each with the arithmetic that leads to them, up to [`MAX_FUNCTION_COST`] a chunk. The arithmetic
//! that follows all functions gets chunks of its own, if it has more than [`MAX_TAIL_OPS`] ops: loops with functions
//! leave few registers for it. A program without functions is one chunk, or more if it is longer than
//! [`MAX_CHUNK_COST`].

use crate::engine::loops::recordings;
use crate::program::{Node, Program, Uniformity, Value};

// A cost is a number of instructions on registers; see [`recordings::Entry`].

/// The lowest cost of an op that counts as a function; others are arithmetic. That of exp is 33, that of hypot 21.
const MIN_FUNCTION_COST: usize = 28;
/// The highest cost of functions of different arguments in a chunk: two sines, or five exponentials. More would not fit
/// into the registers.
const MAX_FUNCTION_COST: usize = 170;
/// The most ops after all functions that stay in the chunks of the functions.
const MAX_TAIL_OPS: usize = 12;
/// The highest cost of a chunk: the time that engines take to optimise a function grows faster than its length.
const MAX_CHUNK_COST: usize = 900;

/// A program divided into chunks.
pub struct Plan<'a> {
    /// The program.
    pub program: &'a Program,
    /// Which inputs are batches.
    pub batch: &'a [bool],
    /// Which values vary.
    pub values: Uniformity,
    /// For every value that an op computes, the index of its chunk.
    pub chunk_of: Vec<usize>,
    /// For every chunk the values that it computes, in order.
    pub members: Vec<Vec<Value>>,
    /// The number of uniform chunks, which run once a call. They come first; the others run for every tile.
    pub uniform_chunks: usize,
}

impl Plan<'_> {
    /// The plan for a simplified program. Without scratch memory it is one chunk, or nothing if that would be longer
    /// than [`MAX_CHUNK_COST`].
    pub fn of<'a>(program: &'a Program, batch: &'a [bool], scratch: bool) -> Option<Plan<'a>> {
        let values = Uniformity::of(program, batch);
        let Partition { mut chunk_of, chunks, .. } = Partition::of(program, &values, scratch);
        let cost: usize = chunks.iter().flatten().map(|chunk| chunk.cost).sum();
        if !scratch && cost > MAX_CHUNK_COST {
            return None;
        }
        let [uniform_chunks, varying_chunks] = functions(chunks.map(|list| list.len()), batch.contains(&true));
        let mut members = vec![Vec::new(); (uniform_chunks + varying_chunks).max(1)];
        for (value, _) in computed(program, &values) {
            if values.varies(value) {
                chunk_of[value.index()] += uniform_chunks;
            }
            members[chunk_of[value.index()]].push(value);
        }
        Some(Plan { program, batch, values, chunk_of, members, uniform_chunks })
    }

    /// Whether any input is a batch.
    pub fn any_batch(&self) -> bool {
        self.batch.contains(&true)
    }

    /// The chunk that writes an output of this value: the one that computes it, or the first loop.
    pub fn writer(&self, value: Value) -> usize {
        let is_computed = matches!(self.node(value), Some(Node::Op(..)));
        match is_computed && (self.values.varies(value) || !self.any_batch()) {
            true => self.chunk_of[value.index()],
            false if self.any_batch() => self.uniform_chunks,
            false => 0,
        }
    }

    /// The node of a value, or nothing for an input.
    pub fn node(&self, value: Value) -> Option<Node> {
        let index = value.index().checked_sub(self.program.inputs() as usize)?;
        self.program.nodes().get(index).copied()
    }
}

/// The values that need code, each with its node: those of ops but `stopGradient`.
fn computed<'a>(program: &'a Program, values: &'a Uniformity) -> impl Iterator<Item = (Value, &'a Node)> {
    program.iter().filter(|&(value, node)| matches!(node, Node::Op(..)) && values.representative(value) == value)
}

/// The number of functions for the uniform and for the varying chunks.
fn functions([uniform, varying]: [usize; 2], any_batch: bool) -> [usize; 2] {
    // A loop also writes the elements of an output that is uniform, if there is any batch.
    let varying = if any_batch { varying.max(1) } else { 0 };
    // A single uniform chunk shares the function of a single loop: its code stands before the loop.
    let uniform = if (uniform, varying) == (1, 1) { 0 } else { uniform };
    [uniform, varying]
}

/// For every value, whether a function computes it or depends on it.
fn lead_to_functions(program: &Program, values: &Uniformity) -> Vec<bool> {
    let mut leads = vec![false; program.len()];
    for (value, node) in program.iter().rev() {
        leads[value.index()] |= matches!(*node, Node::Op(op, _) if is_function(program.opcode(op, node.args())));
        if leads[value.index()] {
            node.args().iter().for_each(|&arg| leads[values.representative(arg).index()] = true);
        }
    }
    leads
}

fn is_function(opcode: u32) -> bool {
    recordings::of(opcode).cost >= MIN_FUNCTION_COST
}

/// The contents of a chunk while ops are assigned to it.
#[derive(Default)]
struct Chunk {
    /// The cost of all ops.
    cost: usize,
    /// The arguments of its functions.
    functions: Vec<[Value; 3]>,
    /// The cost of its functions.
    function_cost: usize,
}

impl Chunk {
    /// Whether an op fits, which is a function of these arguments or arithmetic. Functions of the same arguments as
    /// others share most of their code, and fit in any case.
    fn has_room(&self, cost: usize, function: Option<[Value; 3]>) -> bool {
        let fits = self.cost == 0 || self.cost + cost <= MAX_CHUNK_COST;
        let function_fits = self.function_cost == 0 || self.function_cost + cost <= MAX_FUNCTION_COST;
        fits && function.is_none_or(|args| function_fits || self.functions.contains(&args))
    }

    fn add(&mut self, cost: usize, function: Option<[Value; 3]>) {
        self.cost += cost;
        if let Some(args) = function {
            self.functions.push(args);
            self.function_cost += cost;
        }
    }
}

/// The assignment of ops to chunks under construction.
struct Partition<'a> {
    program: &'a Program,
    values: &'a Uniformity,
    /// Whether there may be more than one chunk: values pass from one to another through scratch memory.
    scratch: bool,
    /// For every value, the index of its chunk, among the uniform or among the varying ones.
    chunk_of: Vec<usize>,
    /// For every value, the index of the first chunk that may hold a function that depends on it.
    first_function_chunk: Vec<usize>,
    /// The uniform and the varying chunks.
    chunks: [Vec<Chunk>; 2],
}

impl<'a> Partition<'a> {
    /// Assigns uniform values and those that lead to functions first, then the varying tail that follows all functions.
    fn of(program: &'a Program, values: &'a Uniformity, scratch: bool) -> Partition<'a> {
        let none = vec![0; program.len()];
        let chunks = Default::default();
        let mut partition =
            Partition { program, values, scratch, chunk_of: none.clone(), first_function_chunk: none, chunks };
        let leads = lead_to_functions(program, values);
        let (tail, others): (Vec<_>, Vec<_>) =
            computed(program, values).partition(|(value, _)| values.varies(*value) && !leads[value.index()]);
        others.into_iter().for_each(|(value, node)| partition.assign(value, node, 0));
        let [_, varying] = &partition.chunks;
        let first = if tail.len() > MAX_TAIL_OPS && varying.len() > 1 { varying.len() } else { 0 };
        tail.into_iter().for_each(|(value, node)| partition.assign(value, node, first));
        partition
    }

    /// Assigns the value of a node to a chunk, from the index `first` on.
    fn assign(&mut self, value: Value, node: &Node, first: usize) {
        let Node::Op(op, args) = *node else { return };
        let opcode = self.program.opcode(op, node.args());
        let varies = self.values.varies(value);
        let function = (varies && is_function(opcode)).then(|| args.map(|arg| self.values.representative(arg)));
        let (mut earliest, mut after_functions) = (first, 0);
        for arg in node.args().iter().map(|&arg| self.values.representative(arg)) {
            if self.values.varies(arg) == varies {
                earliest = earliest.max(self.chunk_of[arg.index()]);
                after_functions = after_functions.max(self.first_function_chunk[arg.index()]);
            }
        }
        if function.is_some() {
            earliest = earliest.max(after_functions);
        }
        let cost = recordings::of(opcode).cost;
        let chunks = &mut self.chunks[usize::from(varies)];
        let chunk = if self.scratch { choose(chunks, earliest, cost, function) } else { 0 };
        while chunks.len() <= chunk {
            chunks.push(Chunk::default());
        }
        chunks[chunk].add(cost, function);
        self.chunk_of[value.index()] = chunk;
        self.first_function_chunk[value.index()] = if function.is_some() { chunk + 1 } else { after_functions };
    }
}

/// The index of the chunk for an op, from `earliest` on: one that has a function of the same arguments, else the first
/// one with room, else a new one.
fn choose(chunks: &[Chunk], earliest: usize, cost: usize, function: Option<[Value; 3]>) -> usize {
    let with_room =
        || (earliest..).zip(chunks.iter().skip(earliest)).filter(|(_, chunk)| chunk.has_room(cost, function));
    let shares = |chunk: &Chunk| function.is_some_and(|args| chunk.functions.contains(&args));
    let found = with_room().find(|(_, chunk)| shares(chunk)).or_else(|| with_room().next());
    found.map_or(earliest.max(chunks.len()), |(index, _)| index)
}
