//! From a program to a kernel's words: which instructions run once a call and which for every tile, in which order, and
//! the offset of each value.

use super::tile_code::{Head, Operand, TileCode, COUNTS, HEADER};
use crate::engine::tile_size::{power_of_two_below, tile_elements, MIN_TILE};
use crate::error::Error;
use crate::op::Op;
use crate::program::{Node, Program, Uniformity, Value};
use crate::steps::step;

/// Elements of a block, at most: as many as there are for a small number of batches.
const MAX_BLOCK: usize = 8192;
/// Elements of all blocks together: they fit the L2 cache.
const ALL_BLOCKS: usize = 8 * MAX_BLOCK;

/// Bytes of a kernel, at most: an operand holds an offset below it.
const MAX_KERNEL_BYTES: u64 = 1 << 31;

struct Instruction {
    opcode: u32,
    result: Value,
    arity: usize,
    /// Entries beyond the arity are not used.
    args: [Value; 3],
}

impl Instruction {
    fn args(&self) -> &[Value] {
        &self.args[..self.arity]
    }
}

/// The kernel of a simplified program.
///
/// # Errors
/// If it needs more memory than there can be.
pub fn lower(program: &Program, batch: &[bool]) -> Result<TileCode, Error> {
    let code = Code::of(program, batch);
    let registers = Registers::allocate(&code, program, batch.contains(&true));
    let memory = Memory::allocate(program, batch, &code, &registers);
    if memory.bytes > MAX_KERNEL_BYTES {
        return Err(Error::TooLarge { bytes: memory.bytes });
    }
    Ok(encode(batch, &code, &registers, &memory))
}

/// The offsets of all values, in the order of the memory: the words with their constants, other uniform values, tiles,
/// blocks.
struct Memory {
    /// For every value that has an offset.
    operands: Vec<Operand>,
    /// The offsets of the outputs' slots.
    outputs: Vec<u32>,
    /// The bits of the constants, in order.
    constants: Vec<u32>,
    /// Words of the instructions that run once a call: for each its head, its result and its arguments.
    uniform_words: usize,
    /// Words of the instructions that run for every tile, copies included.
    words: usize,
    /// Elements of a tile.
    tile: usize,
    /// Elements of a block.
    block: usize,
    /// Bytes of all. In 64 bits: an offset beyond memory must be noticed, not wrapped around.
    bytes: u64,
}

impl Memory {
    fn allocate(program: &Program, batch: &[bool], code: &Code, registers: &Registers) -> Memory {
        let blocks = batch.iter().filter(|&&batch| batch).count() + program.outputs().len();
        let tile = tile_elements(registers.count);
        let block = power_of_two_below(ALL_BLOCKS / blocks.max(1)).clamp(MIN_TILE, MAX_BLOCK);

        let words_of = |list: &[Instruction]| list.iter().map(|i| 2 + i.args().len()).sum::<usize>();
        let uniform_words = words_of(&code.uniform);
        let words = words_of(&code.varying) + 3 * registers.copies.len();
        let all_words = HEADER + batch.len() + program.outputs().len() + COUNTS + uniform_words + words;
        let mut bytes = (4 * all_words as u64).next_multiple_of(16);
        let mut allocate = |size: usize| {
            let offset = bytes;
            bytes += size as u64;
            offset as u32
        };
        let mut operands = vec![Operand(0); program.len()];
        let mut constants = Vec::new();
        for (value, node) in program.iter() {
            if let Node::Const(bits) = *node {
                operands[value.index()] = Operand::uniform(allocate(16));
                constants.push(bits);
            }
        }
        for (input, &batch) in batch.iter().enumerate() {
            operands[input] = if batch { Operand::block(allocate(4 * block)) } else { Operand::uniform(allocate(16)) };
        }
        for Instruction { result, .. } in &code.uniform {
            operands[result.index()] = Operand::uniform(allocate(16));
        }
        let tiles: Vec<u32> = (0..registers.count).map(|_| allocate(4 * tile)).collect();
        let outputs: Vec<u32> = match batch.contains(&true) {
            true => program.outputs().iter().map(|_| allocate(4 * block)).collect(),
            false => program.outputs().iter().map(|&output| operands[code.representative(output).index()].0).collect(),
        };
        for Instruction { result, .. } in &code.varying {
            operands[result.index()] = match registers.locations[result.index()] {
                Location::Register(register) => Operand::tile(tiles[register]),
                Location::Output(output) => Operand::block(outputs[output]),
            };
        }
        Memory { operands, outputs, constants, uniform_words, words, tile, block, bytes }
    }
}

/// The words of a kernel, as [`tile_code`](super::tile_code) describes them.
fn encode(batch: &[bool], code: &Code, registers: &Registers, memory: &Memory) -> TileCode {
    let Memory { operands, outputs, .. } = memory;
    let mut words = vec![memory.bytes as u32, memory.block as u32, batch.len() as u32, outputs.len() as u32];
    words.extend(operands[..batch.len()].iter().map(|input| input.offset_at(0) as u32));
    words.extend(outputs);
    words.extend([memory.uniform_words as u32, memory.words as u32, 4 * memory.tile as u32]);
    for instruction in code.uniform.iter().chain(&code.varying) {
        words.push(Head::new(instruction.opcode, 1 + instruction.args().len()).0);
        words.push(operands[instruction.result.index()].0);
        words.extend(instruction.args().iter().map(|arg| operands[arg.index()].0));
    }
    for &(output, value) in &registers.copies {
        words.extend([Head::new(Head::COPY, 2).0, Operand::block(outputs[output]).0, operands[value.index()].0]);
    }
    words.resize(words.len().next_multiple_of(4), 0);
    memory.constants.iter().for_each(|&bits| words.extend([bits; 4]));
    TileCode(words)
}

/// The instructions, in two lists.
struct Code {
    /// Those of uniform values, executed once a call.
    uniform: Vec<Instruction>,
    /// Those of varying values, executed for every tile.
    varying: Vec<Instruction>,
    values: Uniformity,
}

impl Code {
    fn of(program: &Program, batch: &[bool]) -> Code {
        let mut code = Code { uniform: Vec::new(), varying: Vec::new(), values: Uniformity::of(program, batch) };
        for (value, node) in program.iter() {
            let Node::Op(op, args) = *node else { continue };
            if op == Op::StopGradient {
                continue;
            }
            let opcode = program.opcode(op, node.args());
            let args = args.map(|arg| code.representative(arg));
            let instruction = Instruction { opcode, result: value, arity: op.arity(), args };
            let list = if code.values.varies(value) { &mut code.varying } else { &mut code.uniform };
            list.push(instruction);
        }
        code
    }

    fn representative(&self, value: Value) -> Value {
        self.values.representative(value)
    }
}

/// Where a varying result is kept.
#[derive(Clone, Copy, Debug)]
enum Location {
    /// In a tile, which is free for another value after the last use.
    Register(usize),
    /// In the block of an output, which instructions can read as well.
    Output(usize),
}

/// Tiles for the varying results.
struct Registers {
    locations: Vec<Location>,
    /// The number of tiles.
    count: usize,
    /// Outputs that need a copy at the end: of an input, of a uniform value, or of what another output holds.
    copies: Vec<(usize, Value)>,
}

impl Registers {
    fn allocate(code: &Code, program: &Program, any_batch: bool) -> Registers {
        let mut locations = vec![Location::Register(usize::MAX); program.len()];
        let mut copies = Vec::new();
        let mut computed = vec![false; program.len()];
        for Instruction { result, .. } in &code.varying {
            computed[result.index()] = true;
        }
        if any_batch {
            for (output, &value) in program.outputs().iter().enumerate() {
                let value = code.representative(value);
                if core::mem::take(&mut computed[value.index()]) {
                    locations[value.index()] = Location::Output(output);
                } else {
                    copies.push((output, value));
                }
            }
        }

        let mut last_use = vec![0; program.len()];
        for (i, instruction) in code.varying.iter().enumerate() {
            // The live range of a result without uses ends where it is written.
            last_use[instruction.result.index()] = i;
            instruction.args().iter().for_each(|value| last_use[value.index()] = i);
        }
        let mut registers = Registers { locations, count: 0, copies };
        let mut free = Vec::new();
        for (i, instruction) in code.varying.iter().enumerate() {
            // The arguments' tiles are freed before the result gets one: a loop reads an element before it writes it,
            // so that the result may take an argument's tile.
            registers.free(instruction.args(), &mut last_use, i, &mut free);
            if let Location::Register(register) = &mut registers.locations[instruction.result.index()] {
                *register = free.pop().unwrap_or_else(|| {
                    registers.count += 1;
                    registers.count - 1
                });
            }
            registers.free(&[instruction.result], &mut last_use, i, &mut free);
        }
        registers
    }

    /// Frees the tiles of the values whose live range ends at instruction `i`.
    fn free(&self, values: &[Value], last_use: &mut [usize], i: usize, free: &mut Vec<usize>) {
        for value in values {
            step();
            if last_use[value.index()] != i {
                continue;
            }
            // Once, also if the instruction has the value twice.
            last_use[value.index()] = usize::MAX;
            if let Location::Register(register @ 0..usize::MAX) = self.locations[value.index()] {
                free.push(register);
            }
        }
    }
}
