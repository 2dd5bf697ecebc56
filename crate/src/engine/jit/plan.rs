//! Which op of a program goes into which chunk.
//!
//! A chunk is a loop over a tile. Functions whose arguments come from other functions are better apart from them: in
//! one long loop body each would wait for the one before, while in a loop of its own it overlaps with the next
//! vectors'. So a chunk has functions (some [`MOST_FUNCTIONS`] bytes of them) that do not depend on one another, with
//! the arithmetic that leads to functions. What follows the functions, if it is more than a [`LITTLE`], has a chunk of
//! its own, for loops with functions are short of registers. An arithmetic-only program is one chunk.

use crate::engine::loops::body;
use crate::op::Op;
use crate::program::{Node, Program, Uniformity, Value};

/// Code at least this long is a function; shorter is arithmetic: exp is above it, hypot below.
const FUNCTION: usize = 350;
/// Code of functions of different arguments that a chunk has at most: two sines, or four exponentials. More would not
/// find room in the registers.
const MOST_FUNCTIONS: usize = 1500;
/// So many ops that follow the functions stay with them.
const LITTLE: usize = 12;
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
    pub values: Uniformity,
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

/// A division under construction.
struct Division<'a> {
    values: &'a Uniformity,
    /// Whether there may be more than one chunk.
    scratch: bool,
    /// For every value, its chunk.
    chunks: Vec<usize>,
    /// For every value, the first chunk that may have a function of it.
    after: Vec<usize>,
    /// The chunks of what numbers decide, and of what varies.
    made: [Vec<Chunk>; 2],
}

impl Division<'_> {
    /// Puts the value of a node into a chunk, not before this one.
    fn place(&mut self, value: Value, node: &Node, first: usize) {
        let Node::Op(op, all) = *node else { return };
        let varies = self.values.varies(value);
        let function = (varies && is_function(op)).then(|| all.map(|arg| self.values.representative(arg)));
        let (mut earliest, mut after) = (first, 0);
        for arg in node.args().iter().map(|&arg| self.values.representative(arg)) {
            if self.values.varies(arg) == varies {
                earliest = earliest.max(self.chunks[arg.index()]);
                after = after.max(self.after[arg.index()]);
            }
        }
        if function.is_some() {
            earliest = earliest.max(after);
        }
        let code = body(op).len().saturating_sub(OVERHEAD).max(8);
        let made = &mut self.made[usize::from(varies)];
        let later = || (earliest..).zip(made.iter().skip(earliest)).filter(|(_, made)| made.takes(code, function));
        // Functions of the same arguments share much.
        let shares = |made: &Chunk| function.is_some_and(|args| made.functions.contains(&args));
        let found = later().find(|(_, made)| shares(made)).or_else(|| later().next());
        let chunk = match found {
            _ if !self.scratch => 0,
            Some((chunk, _)) => chunk,
            None => earliest.max(made.len()),
        };
        while made.len() <= chunk {
            made.push(Chunk::default());
        }
        made[chunk].add(code, function);
        self.chunks[value.index()] = chunk;
        self.after[value.index()] = if function.is_some() { chunk + 1 } else { after };
    }
}

fn is_function(op: Op) -> bool {
    body(op).len() >= FUNCTION
}

/// By value, whether it is a function's or a function needs it.
fn lead_to_functions(program: &Program, values: &Uniformity) -> Vec<bool> {
    let mut leads = vec![false; program.len()];
    for (value, node) in program.iter().rev() {
        leads[value.index()] |= matches!(*node, Node::Op(op, _) if is_function(op));
        if leads[value.index()] {
            node.args().iter().for_each(|&arg| leads[values.representative(arg).index()] = true);
        }
    }
    leads
}

impl Plan<'_> {
    /// The plan for a simplified program. One that may use no scratch memory is one chunk, or nothing if that is too
    /// large.
    pub fn of<'a>(program: &'a Program, batch: &'a [bool], scratch: bool) -> Option<Plan<'a>> {
        let values = Uniformity::of(program, batch);
        let computed = || {
            program
                .iter()
                .filter(|&(value, node)| matches!(node, Node::Op(..)) && values.representative(value) == value)
        };
        let none = vec![0; program.len()];
        let made = Default::default();
        let mut division = Division { values: &values, scratch, chunks: none.clone(), after: none, made };
        let leads = lead_to_functions(program, &values);
        let (follow, others): (Vec<_>, Vec<_>) =
            computed().partition(|(value, _)| values.varies(*value) && !leads[value.index()]);
        others.into_iter().for_each(|(value, node)| division.place(value, node, 0));
        let chunks = division.made[1].len();
        let first = if follow.len() > LITTLE && chunks > 1 { chunks } else { 0 };
        follow.into_iter().for_each(|(value, node)| division.place(value, node, first));
        let Division { mut chunks, made, .. } = division;

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
