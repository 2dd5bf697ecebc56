//! The assignment of a program's ops to chunks.
//!
//! A chunk is a loop over a tile. In one long loop body, a function of another function's result waits for it; in a
//! loop of its own it overlaps with those of the next vectors. So functions that depend on one another go into
//! different chunks, each with the arithmetic that leads to them, up to [`MAX_FUNCTION_COST`] a chunk. The arithmetic
//! that follows all functions gets chunks of its own, if it has more than [`MAX_TAIL_OPS`] ops: loops with functions
//! leave few registers for it. A program without functions is one chunk, or more if it is longer than
//! [`MAX_CHUNK_COST`].

use crate::engine::loops::recordings;
use crate::interned::Interned;
use crate::lists::{filled, Listed};
use crate::op::Op;
use crate::program::{Node, Program, Uniformity, Value};
use crate::steps::step;

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

/// How many ops may have found no room in a chunk until it counts as full.
const MAX_REFUSED: usize = 16;

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
    /// How many of the outputs, the first ones, are not written.
    pub terms: usize,
}

impl Plan<'_> {
    /// The plan for a simplified program. Without scratch memory it is one chunk, or nothing if that would be longer
    /// than [`MAX_CHUNK_COST`].
    pub fn of<'a>(program: &'a Program, batch: &'a [bool], scratch: bool) -> Option<Plan<'a>> {
        let values = Uniformity::of(program, batch);
        let Partition { mut chunk_of, chunks, .. } = Partition::of(program, &values, scratch);
        // Without scratch memory there is one chunk of either kind.
        let cost = |list: &[Chunk]| list.first().map_or(0, |chunk| chunk.cost);
        if !scratch && cost(&chunks[0]) + cost(&chunks[1]) > MAX_CHUNK_COST {
            return None;
        }
        let [uniform_chunks, varying_chunks] = functions([chunks[0].len(), chunks[1].len()], batch.contains(&true));
        let mut members = (0..(uniform_chunks + varying_chunks).max(1)).map(|_| Vec::new()).listed();
        for (value, _) in computed(program, &values) {
            if values.varies(value) {
                chunk_of[value.index()] += uniform_chunks;
            }
            members[chunk_of[value.index()]].push(value);
        }
        Some(Plan { program, batch, values, chunk_of, members, uniform_chunks, terms: 0 })
    }

    /// The outputs that are written.
    pub fn outputs(&self) -> &[Value] {
        &self.program.outputs()[self.terms..]
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
    let mut leads = filled(false, program.len());
    for (value, node) in program.iter().rev() {
        leads[value.index()] |= is_function(program.opcode(node));
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
    /// The cost of its functions.
    function_cost: usize,
    /// For arithmetic and for functions, how many had no room.
    refused: [usize; 2],
    /// For arithmetic and for functions, the next chunk to try after [`MAX_REFUSED`].
    next: [usize; 2],
}

impl Chunk {
    /// Whether an op has room besides the others.
    fn fits(&self, cost: usize) -> bool {
        self.cost == 0 || self.cost + cost <= MAX_CHUNK_COST
    }

    /// Whether a function has room besides functions of other arguments.
    fn function_fits(&self, cost: usize) -> bool {
        self.function_cost == 0 || self.function_cost + cost <= MAX_FUNCTION_COST
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
    /// The arguments of functions, as nodes of one op.
    arguments: Interned<Node>,
    /// For each of them, the index of the last chunk that has a function of it.
    sharing: Vec<usize>,
}

impl<'a> Partition<'a> {
    /// Assigns uniform values and those that lead to functions first, then the varying tail that follows all functions.
    fn of(program: &'a Program, values: &'a Uniformity, scratch: bool) -> Partition<'a> {
        let mut partition = Partition {
            program,
            values,
            scratch,
            chunk_of: filled(0, program.len()),
            first_function_chunk: filled(0, program.len()),
            chunks: Default::default(),
            arguments: Interned::default(),
            sharing: Vec::new(),
        };
        let leads = lead_to_functions(program, values);
        let mut tail = Vec::new();
        for (value, node) in computed(program, values) {
            if values.varies(value) && !leads[value.index()] {
                tail.push((value, node));
            } else {
                partition.assign(value, node, 0);
            }
        }
        let [_, varying] = &partition.chunks;
        let first = if tail.len() > MAX_TAIL_OPS && varying.len() > 1 { varying.len() } else { 0 };
        for &(value, node) in &tail {
            partition.assign(value, node, first);
        }
        partition
    }

    /// Assigns the value of a node to a chunk, from the index `first` on.
    fn assign(&mut self, value: Value, node: &Node, first: usize) {
        let Node::Op(_, args) = *node else { return };
        let opcode = self.program.opcode(node);
        let varies = self.values.varies(value);
        let is_function = varies && is_function(opcode);
        let (mut earliest, mut after_functions) = (first, 0);
        for arg in node.args().iter().map(|&arg| self.values.representative(arg)) {
            if self.values.varies(arg) == varies {
                earliest = earliest.max(self.chunk_of[arg.index()]);
                after_functions = after_functions.max(self.first_function_chunk[arg.index()]);
            }
        }
        if is_function {
            earliest = earliest.max(after_functions);
        }
        let cost = recordings::of(opcode).cost;
        let chunks = &mut self.chunks[usize::from(varies)];
        let arguments = Node::Op(Op::Where, self.values.representatives(args));
        let arguments = is_function.then(|| self.arguments.push(arguments) as usize);
        // Functions of the same arguments share most of their code, and go into one chunk, as long as it is not full.
        let sharing = arguments.and_then(|index| self.sharing.get(index).copied());
        let chunk = match sharing.filter(|&sharing| chunks[sharing].fits(cost)) {
            Some(sharing) => sharing,
            None if self.scratch => choose(chunks, earliest, cost, is_function),
            None => 0,
        };
        while chunks.len() <= chunk {
            chunks.push(Chunk::default());
        }
        if let Some(index) = arguments {
            if index == self.sharing.len() {
                self.sharing.push(0);
            }
            self.sharing[index] = chunk;
        }
        chunks[chunk].cost += cost;
        if is_function {
            chunks[chunk].function_cost += cost;
        }
        self.chunk_of[value.index()] = chunk;
        self.first_function_chunk[value.index()] = if is_function { chunk + 1 } else { after_functions };
    }
}

/// The index of the chunk for an op, from `earliest` on: the first one with room, or a new one.
///
/// A chunk that had no room for many is not tried again, so that all searches together take a time in proportion to the
/// chunks and the ops.
fn choose(chunks: &mut [Chunk], earliest: usize, cost: usize, is_function: bool) -> usize {
    let kind = usize::from(is_function);
    let mut index = earliest;
    while index < chunks.len() {
        step();
        let Chunk { refused, next, .. } = chunks[index];
        if refused[kind] < MAX_REFUSED {
            let chunk = &mut chunks[index];
            if chunk.fits(cost) && (!is_function || chunk.function_fits(cost)) {
                break;
            }
            chunk.refused[kind] += 1;
            chunk.next[kind] = index + 1;
            index += 1;
        } else {
            // Past those after it that are not tried either, more of them every time.
            let after = chunks.get(next[kind]).filter(|chunk| chunk.refused[kind] == MAX_REFUSED);
            let skipped = after.map_or(next[kind], |chunk| chunk.next[kind]);
            chunks[index].next[kind] = skipped;
            index = skipped;
        }
    }
    index
}
