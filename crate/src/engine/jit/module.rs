//! Writes the module of a kernel from its plan: a function for each chunk, and one that calls them tile by tile.

use super::accumulators::{self, LANES_BYTES};
use super::plan::Plan;
use super::sums::{Sum, MAX_CHUNKS, TOTAL_BYTES};
use crate::engine::loops::{expand, recordings, Instructions, Location, Loop};
use crate::engine::reduce::CHUNK;
use crate::engine::tile_size::tile_elements;
use crate::lists::{filled, Listed};
use crate::program::{Node, Value};
use crate::wasm::{self, external, kind, name, opcode, section, Bytes, VECTOR_BYTES};

/// The first parameters of every function; those of the inputs and outputs follow, if they are not in a table.
const START: u32 = 0;
const END: u32 = 1;
const SCRATCH: u32 = 2;
const FIRST_OPERAND: u32 = 3;

/// The most inputs and outputs that are parameters, if there may be a table: more would make every call of a chunk
/// slow.
const MAX_PARAMETER_OPERANDS: usize = 16;

/// The most chunks that are called over no elements, so that hosts come to know them: of more, it would take longer than
/// what it spares.
const MAX_CHUNKS_OVER_NOTHING: usize = 16;

/// In place of an index: the chunk does not have the value.
const NONE: u32 = u32::MAX;

/// A kernel as a module, which imports `core.memory` and exports `run`.
///
/// The parameters of `run` are two byte offsets, that of the first vector and that after the last (multiples of 16; where
/// they are equal, nothing is read or written); the address of the scratch memory; for each input the address of an array,
/// or a float32 if it is a number; for each output the address of an array, or of a vector if no input is a batch. No
/// output may overlap an input or another output. It returns 1 if an element needs the fallback, so that no output may be
/// used, and 0 otherwise.
///
/// Where there are more than [`MAX_PARAMETER_OPERANDS`] inputs and outputs, they are no parameters: a table at the
/// start of the scratch memory has a vector for each, with the address in its first lane, or the number in all of them.
///
/// A kernel that accumulates runs over whole chunks of elements, no more than [`MAX_CHUNKS`](super::MAX_CHUNKS). At the
/// end of the scratch memory it leaves the totals of all sums of the first chunk as float64, then those of the next. It
/// keeps nothing between calls, so that a block that needs the fallback was added nowhere.
#[derive(Debug)]
pub struct Kernel {
    /// The module.
    pub module: Vec<u8>,
    /// Bytes of scratch memory that it needs.
    pub scratch: u32,
}

/// The inputs and outputs, by their index: the inputs come first.
struct Operands {
    /// Their number.
    count: u32,
    /// Whether they are in a table, and no parameters.
    in_table: bool,
}

impl Operands {
    /// Where an array is read or written.
    fn array(&self, index: u32) -> Location {
        if self.in_table {
            Location::TableArray(VECTOR_BYTES * index)
        } else {
            Location::Array(FIRST_OPERAND + index)
        }
    }

    /// Where the result is written of a kernel whose inputs are all numbers.
    fn vector(&self, index: u32) -> Location {
        if self.in_table {
            Location::TableVector(VECTOR_BYTES * index)
        } else {
            Location::Vector(FIRST_OPERAND + index)
        }
    }

    /// Where a number is read.
    fn number(&self, index: u32) -> Location {
        if self.in_table {
            Location::ScratchVector(VECTOR_BYTES * index)
        } else {
            Location::Scalar(FIRST_OPERAND + index)
        }
    }

    /// The number of parameters of every function.
    fn parameters(&self) -> u32 {
        FIRST_OPERAND + if self.in_table { 0 } else { self.count }
    }

    fn table_bytes(&self) -> u32 {
        if self.in_table {
            VECTOR_BYTES * self.count
        } else {
            0
        }
    }
}

/// The kernel of a plan; `scratch` is whether it may use scratch memory.
pub fn encode(plan: &Plan, scratch: bool, sums: &[Sum]) -> Kernel {
    let count = plan.batch.len() + plan.outputs().len();
    let operands = Operands { count: count as u32, in_table: scratch && count > MAX_PARAMETER_OPERANDS };
    let spills = Spills::of(plan, &operands, sums);
    let mut indices = filled(NONE, plan.program.len());
    let mut written = (0..plan.members.len()).map(|_| Vec::new()).listed();
    for (number, value) in outputs(plan) {
        written[plan.writer(value)].push((number, value));
    }
    let mut code: Vec<Bytes> = written
        .iter()
        .enumerate()
        .map(|(chunk, written)| write_chunk(plan, &operands, &spills, chunk, written, &mut indices))
        .listed();
    let has_sums = !sums.is_empty();
    if code.len() > 1 || has_sums {
        code.push(driver(plan, &spills, &operands, sums));
    }

    let kinds: Vec<u8> = plan.batch.iter().map(|&batch| if batch { kind::I32 } else { kind::F32 }).listed();
    let module = module(if operands.in_table { &[] } else { &kinds }, operands.parameters(), &code, has_sums);
    Kernel { module, scratch: spills.scratch_bytes() }
}

/// The module of these functions, of which it exports the last one. Parameters after those of the inputs, whose kinds
/// are given, are addresses. If it has sums, the [accumulators] come before the last function.
fn module(inputs: &[u8], parameters: u32, code: &[Bytes], has_sums: bool) -> Vec<u8> {
    let mut kinds = filled(kind::I32, parameters as usize);
    kinds[FIRST_OPERAND as usize..][..inputs.len()].copy_from_slice(inputs);
    let mut signature = Bytes::default();
    signature.number(2).byte(kind::FUNCTION).sized(&kinds).number(1).byte(kind::I32);
    signature.byte(kind::FUNCTION).sized(&[kind::I32; accumulators::PARAMETERS]).number(0);
    let accumulators = if has_sums { accumulators::COUNT } else { 0 };
    let last = code.len() - 1 + accumulators;
    let (mut types, mut functions) = (Bytes::default(), Bytes::default());
    types.number(last as u32 + 1);
    functions.number(last as u32 + 1);
    for (i, function) in code.iter().enumerate() {
        if i == code.len() - 1 && has_sums {
            types.bytes(&[1; accumulators::COUNT]);
            functions.bytes(accumulators::stored());
        }
        types.byte(0);
        functions.bytes(&function.0);
    }
    let mut run = Bytes::default();
    run.number(1).sized(name::RUN.as_bytes()).byte(external::FUNCTION).number(last as u32);
    let mut module = Bytes::module();
    module.section(section::TYPE, &signature).section(section::IMPORT, &wasm::imports(&[wasm::MEMORY]));
    module.section(section::FUNCTION, &types).section(section::EXPORT, &run);
    module.section(section::CODE, &functions);
    module.0
}

/// The kernel of a recording over batches, for tests of the recording lanes. It must have no fallback.
#[cfg(not(target_arch = "wasm32"))]
pub fn of_recording(recording: &crate::lanes::emit::Recording, inputs: usize) -> Kernel {
    let operands = inputs + recording.outputs.len();
    let arrays: Vec<Location> = (FIRST_OPERAND..).take(operands).map(Location::Array).listed();
    let mut instructions = Instructions::default();
    let args: Vec<u32> = (0..inputs as u32).map(|number| instructions.input(number)).listed();
    let results: Vec<u32> = (recording.outputs.iter())
        .map(|&output| expand(&recording.instructions[..=output as usize], &args, &mut instructions, None))
        .listed();
    let outputs: Vec<(u32, Location)> = results.into_iter().zip(arrays[inputs..].iter().copied()).listed();
    let parameters = FIRST_OPERAND + operands as u32;
    let function = chunk_function(parameters, &instructions, &arrays, &outputs, &[]);
    Kernel { module: module(&[], parameters, &[function], false), scratch: 0 }
}

/// The function of a chunk.
fn chunk_function(
    parameters: u32,
    instructions: &Instructions,
    inputs: &[Location],
    outputs: &[(u32, Location)],
    fallback_masks: &[u32],
) -> Bytes {
    let chunk = Loop {
        instructions,
        inputs,
        outputs,
        fallback_masks,
        returns_flag: true,
        params: parameters,
        integers: 1,
        counter: START,
        end: END,
        scratch: SCRATCH,
        scratch_base: parameters,
        prologue: Bytes::default(),
    };
    chunk.write()
}

/// The values that pass from the chunk that computes them to later ones, and where each is kept in between.
struct Spills {
    /// By value.
    slots: Vec<Option<Slot>>,
    /// The numbers of tiles and of vectors in the scratch memory.
    tiles: u32,
    vectors: u32,
    /// Bytes of a tile.
    tile_bytes: u32,
    /// Bytes of the table of operands, which comes before the tiles.
    table_bytes: u32,
    /// The number of sums, whose lanes and totals come last.
    sums: u32,
}

/// Where a value is kept between chunks.
#[derive(Clone, Copy)]
enum Slot {
    /// In the array of an output, by its index among the operands.
    Output(u32),
    /// In a tile of the scratch memory, by its index.
    Tile(u32),
    /// In a vector of the scratch memory, by its index.
    Vector(u32),
}

impl Spills {
    fn of(plan: &Plan, operands: &Operands, sums: &[Sum]) -> Spills {
        let last_uses = last_uses(plan, sums);
        let (slots, table_bytes) = (output_slots(plan), operands.table_bytes());
        let mut spills = Spills { slots, tiles: 0, vectors: 0, tile_bytes: 0, table_bytes, sums: sums.len() as u32 };
        spills.allocate(plan, &last_uses);
        // One tile more, for the inputs and outputs, which pass through the cache as well.
        spills.tile_bytes = 4 * tile_elements(spills.tiles as usize + 1) as u32;
        spills
    }

    /// Gives a slot to every value that a later chunk needs, by linear scan over the chunks: a tile is free again after
    /// the last chunk that needs its value.
    fn allocate(&mut self, plan: &Plan, last_uses: &[usize]) {
        let mut free = Vec::new();
        let mut freed_after: Vec<Vec<u32>> = (0..plan.members.len()).map(|_| Vec::new()).listed();
        for (chunk, members) in plan.members.iter().enumerate() {
            for &value in members.iter().filter(|value| last_uses[value.index()] > 2 * chunk) {
                let slot = &mut self.slots[value.index()];
                if !plan.values.varies(value) {
                    *slot = Some(Slot::Vector(self.vectors));
                    self.vectors += 1;
                } else if slot.is_none() {
                    let tile = free.pop().unwrap_or_else(|| {
                        self.tiles += 1;
                        self.tiles - 1
                    });
                    *slot = Some(Slot::Tile(tile));
                    freed_after[last_uses[value.index()] / 2].push(tile);
                }
            }
            free.append(&mut freed_after[chunk]);
        }
    }

    /// Where a value that varies is kept after its chunk.
    fn array(&self, plan: &Plan, value: Value, operands: &Operands) -> Location {
        match plan.node(value) {
            Some(_) => self.location(value, operands).expect("a value that is accumulated has a slot"),
            None => operands.array(value.0),
        }
    }

    /// Where a value is kept, if it has a slot: in the scratch memory, tiles come after the table, and vectors last.
    fn location(&self, value: Value, operands: &Operands) -> Option<Location> {
        self.slots[value.index()].map(|slot| match slot {
            Slot::Output(index) => operands.array(index),
            Slot::Tile(index) => Location::ScratchTile(self.table_bytes + self.tile_bytes * index),
            Slot::Vector(index) => Location::ScratchVector(self.vectors_start() + VECTOR_BYTES * index),
        })
    }

    fn vectors_start(&self) -> u32 {
        self.table_bytes + self.tile_bytes * self.tiles
    }

    fn lanes_start(&self) -> u32 {
        self.vectors_start() + VECTOR_BYTES * self.vectors
    }

    fn totals_start(&self) -> u32 {
        self.lanes_start() + LANES_BYTES * self.sums
    }

    fn scratch_bytes(&self) -> u32 {
        self.totals_start() + TOTAL_BYTES * MAX_CHUNKS * self.sums
    }
}

/// The outputs that are written: their numbers and their values.
fn outputs<'a>(plan: &'a Plan) -> impl Iterator<Item = (u32, Value)> + 'a {
    (0..).zip(plan.outputs()).map(|(number, &value)| (number, plan.values.representative(value)))
}

/// For every value twice the last chunk that needs it, as an argument or to write an output, and one more if it is
/// accumulated after that chunk.
fn last_uses(plan: &Plan, sums: &[Sum]) -> Vec<usize> {
    let mut last_uses = filled(0, plan.program.len());
    for (chunk, members) in plan.members.iter().enumerate() {
        for node in members.iter().filter_map(|&value| plan.node(value)) {
            node.args().iter().for_each(|&arg| last_uses[plan.values.representative(arg).index()] = 2 * chunk);
        }
    }
    let mut keep = |value: Value, time: usize| last_uses[value.index()] = time.max(last_uses[value.index()]);
    outputs(plan).for_each(|(_, value)| keep(value, 2 * plan.writer(value)));
    for sum in sums {
        sum.factors.iter().for_each(|&value| keep(value, 2 * sum.chunk + 1));
    }
    last_uses
}

/// The slots of varying values that are outputs: later chunks can read them there.
fn output_slots(plan: &Plan) -> Vec<Option<Slot>> {
    let mut slots = filled(None, plan.program.len());
    for (number, value) in outputs(plan).filter(|&(_, value)| plan.values.varies(value)) {
        slots[value.index()] = Some(Slot::Output(plan.batch.len() as u32 + number));
    }
    slots
}

/// The instructions of a chunk under construction.
struct ChunkBuilder<'a> {
    plan: &'a Plan<'a>,
    operands: &'a Operands,
    spills: &'a Spills,
    instructions: Instructions,
    /// By value, the index of its instruction, or [`NONE`]. One list serves all chunks in turn.
    indices: &'a mut [u32],
    /// The values that have an index.
    indexed: Vec<Value>,
    inputs: Vec<Location>,
}

impl ChunkBuilder<'_> {
    /// The index of the instruction that computes a value; one that the chunk does not compute is loaded.
    fn operand(&mut self, value: Value) -> u32 {
        let value = self.plan.values.representative(value);
        if self.indices[value.index()] == NONE {
            let index = self.load(value);
            self.set(value, index);
        }
        self.indices[value.index()]
    }

    fn set(&mut self, value: Value, index: u32) {
        self.indices[value.index()] = index;
        self.indexed.push(value);
    }

    fn load(&mut self, value: Value) -> u32 {
        let location = match self.plan.node(value) {
            Some(Node::Const(bits)) => return self.instructions.constant(bits.into(), false),
            Some(Node::Op(..)) => {
                self.spills.location(value, self.operands).expect("a value of an earlier chunk has a slot")
            }
            None if self.plan.batch[value.index()] => self.operands.array(value.0),
            None => self.operands.number(value.0),
        };
        self.inputs.push(location);
        self.instructions.input(self.inputs.len() as u32 - 1)
    }
}

/// Writes the function of a chunk, which writes the outputs of these numbers.
fn write_chunk(
    plan: &Plan,
    operands: &Operands,
    spills: &Spills,
    number: usize,
    written: &[(u32, Value)],
    indices: &mut [u32],
) -> Bytes {
    let is_uniform = number < plan.uniform_chunks || !plan.any_batch();
    let instructions = if is_uniform { Instructions::of_uniform() } else { Instructions::default() };
    let mut chunk =
        ChunkBuilder { plan, operands, spills, instructions, indices, indexed: Vec::new(), inputs: Vec::new() };
    let mut fallback_masks = Vec::new();
    let mut outputs = Vec::new();
    for &value in &plan.members[number] {
        let Some(node @ Node::Op(..)) = plan.node(value) else { continue };
        let args: Vec<u32> = node.args().iter().map(|&arg| chunk.operand(arg)).listed();
        let recording = recordings::of(plan.program.opcode(&node)).instructions();
        let index = expand(&recording, &args, &mut chunk.instructions, Some(&mut fallback_masks));
        chunk.set(value, index);
        if let Some(location @ (Location::ScratchTile(_) | Location::ScratchVector(_))) =
            spills.location(value, operands)
        {
            outputs.push((index, location));
        }
    }
    for &(number, value) in written {
        let index = plan.batch.len() as u32 + number;
        let location = if plan.any_batch() { operands.array(index) } else { operands.vector(index) };
        outputs.push((chunk.operand(value), location));
    }
    chunk.indexed.iter().for_each(|value| chunk.indices[value.index()] = NONE);
    chunk_function(operands.parameters(), &chunk.instructions, &chunk.inputs, &outputs, &fallback_masks)
}

/// The function that calls the chunks: the uniform ones once, and the others for every tile, or once where there are no
/// elements. It ORs their flags. Each sum is called for what the chunk before it has computed. (The plan's chunks are of
/// ops, those of sums of elements.)
fn driver(plan: &Plan, spills: &Spills, operands: &Operands, sums: &[Sum]) -> Bytes {
    let parameters = operands.parameters();
    let (tile_end, flag, totals) = (parameters, parameters + 1, parameters + 2);
    let mut code = Bytes::default();
    let is_short = plan.members.len() <= MAX_CHUNKS_OVER_NOTHING;
    if !is_short {
        code.block_unless_equal(START, END);
    }
    code.get(SCRATCH).set(totals);
    for chunk in 0..plan.members.len() {
        if chunk == plan.uniform_chunks {
            code.byte(opcode::LOOP).byte(kind::EMPTY);
            // tile_end = min(START + tile_bytes, END)
            code.get(START).integer(spills.tile_bytes).byte(opcode::I32_ADD).tee(tile_end).get(END);
            code.get(tile_end).get(END).byte(opcode::I32_LT_U).byte(opcode::SELECT).set(tile_end);
        }
        code.get(START).get(if chunk < plan.uniform_chunks { END } else { tile_end });
        for parameter in SCRATCH..parameters {
            code.get(parameter);
        }
        code.byte(opcode::CALL).number(chunk as u32).get(flag).byte(opcode::I32_OR).set(flag);
        for (number, sum) in (0..).zip(sums).filter(|(_, sum)| sum.chunk == chunk) {
            code.block_unless_equal(START, END);
            let [of, by] = sum.factors;
            for (value, offset) in [(of, START), (by, START), (of, tile_end)] {
                match spills.array(plan, value, operands) {
                    Location::Array(start) => code.get(start),
                    Location::TableArray(at) => code.get(SCRATCH).byte(opcode::I32_LOAD).aligned(at),
                    Location::ScratchTile(at) => {
                        code.get(SCRATCH).integer(at).byte(opcode::I32_ADD).get(START).byte(opcode::I32_SUB)
                    }
                    _ => unreachable!("what varies is in an array or a tile"),
                };
                code.get(offset).byte(opcode::I32_ADD);
            }
            code.get(totals).integer(spills.totals_start() + TOTAL_BYTES * number).byte(opcode::I32_ADD);
            code.get(SCRATCH).integer(spills.lanes_start() + LANES_BYTES * number).byte(opcode::I32_ADD).get(START);
            code.byte(opcode::CALL).number((plan.members.len() + usize::from(sum.is_product)) as u32).byte(opcode::END);
        }
    }
    if plan.members.len() > plan.uniform_chunks {
        if !sums.is_empty() {
            // Those of the next chunk of elements, if one begins.
            code.get(totals).get(totals).integer(TOTAL_BYTES * spills.sums).byte(opcode::I32_ADD);
            code.get(tile_end).integer(4 * CHUNK - 1).byte(opcode::I32_AND).byte(opcode::SELECT).set(totals);
        }
        code.get(tile_end).tee(START).get(END).byte(opcode::I32_LT_U).byte(opcode::BR_IF).number(0).byte(opcode::END);
    }
    if !is_short {
        code.byte(opcode::END);
    }
    code.get(flag).byte(opcode::END);
    wasm::function(&[(3, kind::I32)], &code)
}
