//! From a plan to a module.

use super::plan::Plan;
use crate::engine::loops::{body, splice, Loop, Place, Steps};
use crate::engine::tile_size::tile_elements;
use crate::engine::wasm::{self, kind, name, opcode, section, Bytes};
use crate::program::{Node, Value};

/// The parameters that every function has; those for inputs and outputs follow.
const START: u32 = 0;
const END: u32 = 1;
const SCRATCH: u32 = 2;
const OPERANDS: u32 = 3;

const NONE: u32 = u32::MAX;

/// A kernel as a module, which imports `core.memory` and exports `run`.
///
/// The parameters of `run` are two byte offsets, the first vector and the one after the last (multiples of 16), which
/// are different; the address of the scratch memory; for each input the address of an array, or a float32 if it is a
/// number; for each output the address of an array, or of a vector if no input is a batch. No output may overlap an
/// input or another output. It returns whether an element is rare, so that no output is to be used.
#[derive(Debug)]
pub struct Kernel {
    /// The module.
    pub module: Vec<u8>,
    /// Bytes of scratch memory that it needs.
    pub scratch: u32,
}

/// The kernel of a plan.
pub fn encode(plan: &Plan) -> Kernel {
    let homes = Homes::of(plan);
    let parameters = OPERANDS + (plan.batch.len() + plan.program.outputs().len()) as u32;
    let mut code: Vec<Bytes> =
        (0..plan.members.len()).map(|chunk| write_chunk(plan, &homes, chunk, parameters)).collect();
    if code.len() > 1 {
        code.push(driver(plan, homes.tile, parameters));
    }

    let module = module(plan.batch, plan.program.outputs().len(), &code);
    Kernel { module, scratch: homes.bytes }
}

/// The module of these functions, of which the last one is `run`.
fn module(batch: &[bool], outputs: usize, code: &[Bytes]) -> Vec<u8> {
    let mut parameters = vec![kind::I32; OPERANDS as usize];
    parameters.extend(batch.iter().map(|&batch| if batch { kind::I32 } else { kind::F32 }));
    parameters.resize(parameters.len() + outputs, kind::I32);
    let mut signature = Bytes::default();
    signature.byte(kind::FUNCTION).sized(&parameters).number(1).byte(kind::I32);
    let mut memory = Bytes::default();
    memory.import(name::MEMORY, 2).number(0).number(0);
    let functions = vec![Bytes(vec![0]); code.len()];
    let mut run = Bytes::default();
    run.sized(name::RUN.as_bytes()).byte(0).number(code.len() as u32 - 1);
    let mut module = Bytes::module();
    module.section(section::TYPE, &wasm::list(&[signature])).section(section::IMPORT, &wasm::list(&[memory]));
    module.section(section::FUNCTION, &wasm::list(&functions)).section(section::EXPORT, &wasm::list(&[run]));
    module.section(section::CODE, &wasm::list(code));
    module.0
}

/// The kernel of what was recorded over batches, for tests of the recording lanes. Nothing in it is rare.
#[cfg(not(target_arch = "wasm32"))]
pub fn of_recording(recording: &crate::lanes::emit::Recording, inputs: usize) -> Kernel {
    let crate::engine::loops::Expanded { steps, outputs, .. } = crate::engine::loops::expand(recording);
    let operands = inputs + outputs.len();
    let places: Vec<Place> = (OPERANDS..).take(operands).map(Place::Array).collect();
    let outputs: Vec<(u32, Place)> = outputs.into_iter().zip(places[inputs..].iter().copied()).collect();
    let function = chunk_function(OPERANDS + operands as u32, &steps, &places, &outputs, &[]);
    Kernel { module: module(&vec![true; inputs], outputs.len(), &[function]), scratch: 0 }
}

/// A function of a kernel.
fn chunk_function(parameters: u32, steps: &Steps, inputs: &[Place], outputs: &[(u32, Place)], rare: &[u32]) -> Bytes {
    let chunk = Loop {
        steps,
        inputs,
        outputs,
        rare,
        returns: true,
        params: parameters,
        integers: 1,
        counter: START,
        end: END,
        scratch: SCRATCH,
        distance: parameters,
        twins: &[],
        prologue: Bytes::default(),
    };
    chunk.write()
}

/// Where values are that one chunk computes and another one needs.
struct Homes {
    places: Vec<Option<Place>>,
    /// Bytes of a tile.
    tile: u32,
    /// Bytes of scratch memory.
    bytes: u32,
}

impl Homes {
    fn of(plan: &Plan) -> Homes {
        let program = plan.program;
        let mut last = vec![0; program.len()];
        for (chunk, members) in plan.members.iter().enumerate() {
            for node in members.iter().filter_map(|&value| plan.node(value)) {
                node.args().iter().for_each(|&arg| last[plan.values.representative(arg).index()] = chunk);
            }
        }
        let outputs =
            || (0..).zip(program.outputs()).map(|(number, &value)| (number, plan.values.representative(value)));
        for (_, value) in outputs() {
            last[value.index()] = plan.writer(value).max(last[value.index()]);
        }

        let mut places = vec![None; program.len()];
        for (number, value) in outputs().filter(|&(_, value)| plan.values.varies(value)) {
            places[value.index()] = Some(Place::Array(OPERANDS + plan.batch.len() as u32 + number));
        }
        // Tiles are taken chunk by chunk, and given back after the last chunk that needs them. Here their places are
        // their numbers.
        let mut given_back: Vec<Vec<u32>> = vec![Vec::new(); plan.members.len()];
        let (mut free, mut tiles, mut vectors) = (Vec::new(), 0, 0);
        for (chunk, members) in plan.members.iter().enumerate() {
            for &value in members.iter().filter(|value| last[value.index()] > chunk) {
                if !plan.values.varies(value) {
                    places[value.index()] = Some(Place::Uniform(vectors));
                    vectors += 1;
                } else if places[value.index()].is_none() {
                    let tile = free.pop().unwrap_or_else(|| {
                        tiles += 1;
                        tiles - 1
                    });
                    places[value.index()] = Some(Place::Scratch(tile));
                    given_back[last[value.index()]].push(tile);
                }
            }
            free.append(&mut given_back[chunk]);
        }

        // The inputs and outputs pass through the cache as well.
        let tile = 4 * tile_elements(tiles as usize + 1) as u32;
        for place in places.iter_mut().flatten() {
            match place {
                Place::Scratch(number) => *number *= tile,
                Place::Uniform(number) => *number = tiles * tile + 16 * *number,
                _ => {}
            }
        }
        Homes { places, tile, bytes: tiles * tile + 16 * vectors }
    }
}

/// The steps of a chunk under construction.
struct Chunk<'a> {
    plan: &'a Plan<'a>,
    homes: &'a Homes,
    steps: Steps,
    /// By value, its step, or [`NONE`].
    known: Vec<u32>,
    inputs: Vec<Place>,
}

impl Chunk<'_> {
    fn step(&mut self, value: Value) -> u32 {
        let value = self.plan.values.representative(value);
        let index = value.index();
        if self.known[index] == NONE {
            self.known[index] = match self.plan.node(value) {
                Some(Node::Const(bits)) => self.steps.splat(&bits.to_le_bytes()),
                node => {
                    let place = match node {
                        None if self.plan.batch[index] => Place::Array(OPERANDS + value.0),
                        None => Place::Number(OPERANDS + value.0),
                        _ => self.homes.places[index].unwrap_or(Place::Uniform(0)),
                    };
                    self.inputs.push(place);
                    self.steps.input(self.inputs.len() as u32 - 1)
                }
            };
        }
        self.known[index]
    }
}

/// The function of a chunk.
fn write_chunk(plan: &Plan, homes: &Homes, number: usize, parameters: u32) -> Bytes {
    let known = vec![NONE; plan.program.len()];
    let mut chunk = Chunk { plan, homes, steps: Steps::default(), known, inputs: Vec::new() };
    let mut rare = Vec::new();
    let mut outputs = Vec::new();
    for &value in &plan.members[number] {
        let Some(node @ Node::Op(op, _)) = plan.node(value) else { continue };
        let args: Vec<u32> = node.args().iter().map(|&arg| chunk.step(arg)).collect();
        let step = splice(body(op), &args, &mut chunk.steps, &mut rare);
        chunk.known[value.index()] = step;
        if let Some(place @ (Place::Scratch(_) | Place::Uniform(_))) = homes.places[value.index()] {
            outputs.push((step, place));
        }
    }
    let first_output = OPERANDS + plan.batch.len() as u32;
    for (parameter, &output) in (first_output..).zip(plan.program.outputs()) {
        if plan.writer(plan.values.representative(output)) == number {
            let place = if plan.any_batch() { Place::Array(parameter) } else { Place::Single(parameter) };
            outputs.push((chunk.step(output), place));
        }
    }
    chunk_function(parameters, &chunk.steps, &chunk.inputs, &outputs, &rare)
}

/// The function that calls the chunks: once those of what numbers decide, and for each tile the others.
fn driver(plan: &Plan, tile: u32, parameters: u32) -> Bytes {
    let (tile_end, rare) = (parameters, parameters + 1);
    let mut code = Bytes::default();
    for chunk in 0..plan.members.len() {
        if chunk == plan.uniform {
            code.byte(opcode::LOOP).byte(kind::EMPTY);
            // The end of the tile, or of all if that is nearer.
            code.get(START).integer(tile).byte(opcode::I32_ADD).tee(tile_end).get(END);
            code.get(tile_end).get(END).byte(opcode::I32_LT_U).byte(opcode::SELECT).set(tile_end);
        }
        code.get(START).get(if chunk < plan.uniform { END } else { tile_end });
        for parameter in SCRATCH..parameters {
            code.get(parameter);
        }
        code.byte(opcode::CALL).number(chunk as u32).get(rare).byte(opcode::I32_OR).set(rare);
    }
    if plan.members.len() > plan.uniform {
        code.get(tile_end).tee(START).get(END).byte(opcode::I32_LT_U).byte(opcode::BR_IF).number(0).byte(opcode::END);
    }
    code.get(rare).byte(opcode::END);
    wasm::function(&[(2, kind::I32)], &code)
}
