//! From a program to a kernel's words: which instructions run once a call and which for every tile, in which order, and
//! the offset of each value.

use super::tile_code::{Head, Operand, TileCode, COUNTS, HEADER};
use crate::engine::tile_size::{power_of_two_below, tile_elements, MIN_TILE};
use crate::error::Error;
use crate::lists::filled;
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
    Ok(encode(program, batch, &code, &registers, &memory))
}

/// The offsets of all values, in the order of the memory: the words with their constants, other uniform values, tiles,
/// blocks.
struct Memory {
    /// For every value that has an offset.
    operands: Vec<Operand>,
    /// The offsets of the outputs' slots.
    outputs: Vec<u32>,
    /// Words of the instructions that run once a call.
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

        let [uniform_words, mut words] = code.words;
        words += 3 * registers.copies.len();
        let all_words = HEADER + batch.len() + program.outputs().len() + COUNTS + uniform_words + words;
        let mut bytes = (4 * all_words as u64).next_multiple_of(16);
        let mut allocate = |size: u64| {
            let offset = bytes;
            bytes += size;
            offset as u32
        };
        let [tile_bytes, block_bytes] = [4 * tile as u64, 4 * block as u64];
        let mut operands = filled(Operand(0), program.len());
        for (value, node) in program.iter() {
            if let Node::Const(_) = node {
                operands[value.index()] = Operand::uniform(allocate(16));
            }
        }
        for (input, &batch) in batch.iter().enumerate() {
            operands[input] =
                if batch { Operand::block(allocate(block_bytes)) } else { Operand::uniform(allocate(16)) };
        }
        for Instruction { result, .. } in &code.uniform {
            operands[result.index()] = Operand::uniform(allocate(16));
        }
        let tiles = allocate(registers.count as u64 * tile_bytes);
        let any_batch = batch.contains(&true);
        let mut outputs = Vec::with_capacity(program.outputs().len());
        for &output in program.outputs() {
            outputs.push(match any_batch {
                true => allocate(block_bytes),
                false => operands[code.representative(output).index()].0,
            });
        }
        for Instruction { result, .. } in &code.varying {
            operands[result.index()] = match registers.locations[result.index()] {
                Location::Register(register) => Operand::tile(tiles + register as u32 * tile_bytes as u32),
                Location::Output(output) => Operand::block(outputs[output]),
            };
        }
        Memory { operands, outputs, uniform_words, words, tile, block, bytes }
    }
}

/// The words of a kernel, as [`tile_code`](super::tile_code) describes them.
fn encode(program: &Program, batch: &[bool], code: &Code, registers: &Registers, memory: &Memory) -> TileCode {
    let Memory { operands, outputs, .. } = memory;
    let mut words = vec![memory.bytes as u32, memory.block as u32, batch.len() as u32, outputs.len() as u32];
    for input in &operands[..batch.len()] {
        words.push(input.offset_at(0) as u32);
    }
    words.extend_from_slice(outputs);
    words.extend_from_slice(&[memory.uniform_words as u32, memory.words as u32, 4 * memory.tile as u32]);
    for list in [&code.uniform, &code.varying] {
        for instruction in list {
            words.push(Head::new(instruction.opcode, 1 + instruction.arity).0);
            words.push(operands[instruction.result.index()].0);
            for arg in instruction.args() {
                words.push(operands[arg.index()].0);
            }
        }
    }
    for &(output, value) in &registers.copies {
        let copied = operands[value.index()].0;
        words.extend_from_slice(&[Head::new(Head::COPY, 2).0, Operand::block(outputs[output]).0, copied]);
    }
    while words.len() % 4 != 0 {
        words.push(0);
    }
    for node in program.nodes() {
        if let Node::Const(bits) = *node {
            words.extend_from_slice(&[bits; 4]);
        }
    }
    TileCode(words)
}

/// The instructions, in two lists.
struct Code {
    /// Those of uniform values, executed once a call.
    uniform: Vec<Instruction>,
    /// Those of varying values, executed for every tile.
    varying: Vec<Instruction>,
    /// The words of either: for each instruction its head, its result and its arguments.
    words: [usize; 2],
    values: Uniformity,
}

impl Code {
    fn of(program: &Program, batch: &[bool]) -> Code {
        let values = Uniformity::of(program, batch);
        let mut code = Code { uniform: Vec::new(), varying: Vec::new(), words: [0; 2], values };
        for (value, node) in program.iter() {
            let Node::Op(op, args) = *node else { continue };
            if op == Op::StopGradient {
                continue;
            }
            let opcode = program.opcode(node);
            let args = code.values.representatives(args);
            let instruction = Instruction { opcode, result: value, arity: op.arity(), args };
            let varies = code.values.varies(value);
            let list = if varies { &mut code.varying } else { &mut code.uniform };
            list.push(instruction);
            code.words[usize::from(varies)] += 2 + op.arity();
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
        let mut locations = filled(Location::Register(usize::MAX), program.len());
        let mut copies = Vec::new();
        let mut computed = filled(false, program.len());
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

        let mut last_use = filled(0, program.len());
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
