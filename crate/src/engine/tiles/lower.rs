//! From a program to a kernel's image: what is computed once and what for every element, in which order, and where
//! each value lies.

use super::image::{Head, Operand, TileCode, COUNTS, HEADER};
use crate::engine::tile_size::{power_of_two_below, tile_elements, MIN_TILE};
use crate::error::Error;
use crate::op::Op;
use crate::program::{Node, Program, Uniformity, Value};

/// Elements of a block, at most: as many as there are for a small number of batches.
const MAX_BLOCK: usize = 8192;
/// Elements of all blocks together: they fit the L2 cache.
const ALL_BLOCKS: usize = 8 * MAX_BLOCK;

/// Bytes of a kernel, at most: an operand holds an offset below it.
const MAX_KERNEL_BYTES: u64 = 1 << 31;

struct Instruction {
    opcode: u32,
    result: Value,
    args: Vec<Value>,
}

/// The kernel of a simplified program.
///
/// # Errors
/// If it needs more memory than there can be.
pub fn lower(program: &Program, batch: &[bool]) -> Result<TileCode, Error> {
    let code = Code::of(program, batch);
    let any_batch = batch.contains(&true);
    let registers = Registers::allocate(&code, program, any_batch);

    let blocks = batch.iter().filter(|&&batch| batch).count() + program.outputs().len();
    let tile = tile_elements(registers.count);
    let block = power_of_two_below(ALL_BLOCKS / blocks.max(1)).clamp(MIN_TILE, MAX_BLOCK);

    // Places, in the order of the memory: the image with its constants, other uniform values, tiles, blocks.
    let words_of = |list: &[Instruction]| list.iter().map(|i| 2 + i.args.len()).sum::<usize>();
    let (uniform_words, words) = (words_of(&code.uniform), words_of(&code.varying) + 3 * registers.copies.len());
    let head = HEADER + batch.len() + program.outputs().len() + COUNTS + uniform_words + words;
    // In 64 bits, for a place beyond memory must be noticed and not wrapped around.
    let mut end = (4 * head as u64).next_multiple_of(16);
    let mut place = |bytes: usize| {
        let start = end;
        end += bytes as u64;
        start as u32
    };

    let mut operands = vec![Operand(0); program.len()];
    let mut constants = Vec::new();
    for (value, node) in program.iter() {
        if let Node::Const(bits) = *node {
            operands[value.index()] = Operand::uniform(place(16));
            constants.push(bits);
        }
    }
    for (input, &batch) in batch.iter().enumerate() {
        operands[input] = if batch { Operand::block(place(4 * block)) } else { Operand::uniform(place(16)) };
    }
    for Instruction { result, .. } in &code.uniform {
        operands[result.index()] = Operand::uniform(place(16));
    }
    let tiles: Vec<u32> = (0..registers.count).map(|_| place(4 * tile)).collect();
    let outputs: Vec<u32> = match any_batch {
        true => program.outputs().iter().map(|_| place(4 * block)).collect(),
        false => program.outputs().iter().map(|&output| operands[code.representative(output).index()].0).collect(),
    };
    for Instruction { result, .. } in &code.varying {
        operands[result.index()] = match registers.homes[result.index()] {
            Home::Register(register) => Operand::tile(tiles[register]),
            Home::Output(output) => Operand::block(outputs[output]),
        };
    }

    if end > MAX_KERNEL_BYTES {
        return Err(Error::TooLarge { bytes: end });
    }
    let mut image = vec![end as u32, block as u32, batch.len() as u32, outputs.len() as u32];
    image.extend(operands[..batch.len()].iter().map(|input| input.place(0) as u32));
    image.extend(&outputs);
    image.extend([uniform_words as u32, words as u32, 4 * tile as u32]);
    for instruction in code.uniform.iter().chain(&code.varying) {
        image.push(Head::new(instruction.opcode, 1 + instruction.args.len()).0);
        image.push(operands[instruction.result.index()].0);
        image.extend(instruction.args.iter().map(|v| operands[v.index()].0));
    }
    for &(output, value) in &registers.copies {
        image.extend([Head::new(Head::COPY, 2).0, Operand::block(outputs[output]).0, operands[value.index()].0]);
    }
    image.resize(image.len().next_multiple_of(4), 0);
    constants.iter().for_each(|&bits| image.extend([bits; 4]));
    Ok(TileCode(image))
}

/// The instructions, in two lists.
struct Code {
    /// What numbers alone decide: carried out once a call.
    uniform: Vec<Instruction>,
    /// What differs between elements.
    varying: Vec<Instruction>,
    values: Uniformity,
}

impl Code {
    fn of(program: &Program, batch: &[bool]) -> Code {
        let mut code = Code { uniform: Vec::new(), varying: Vec::new(), values: Uniformity::of(program, batch) };
        for (value, node) in program.iter() {
            let Node::Op(op, _) = *node else { continue };
            if op == Op::StopGradient {
                continue;
            }
            let instruction = Instruction {
                opcode: op as u32,
                result: value,
                args: node.args().iter().map(|&arg| code.representative(arg)).collect(),
            };
            let list = if code.values.varies(value) { &mut code.varying } else { &mut code.uniform };
            list.push(instruction);
        }
        code
    }

    fn representative(&self, value: Value) -> Value {
        self.values.representative(value)
    }
}

/// Where a varying result lies.
#[derive(Clone, Copy, Debug)]
enum Home {
    /// In a tile that is reused when its value is no longer needed.
    Register(usize),
    /// In the block of an output, from which it can be read as well.
    Output(usize),
}

/// Tiles for the varying results.
struct Registers {
    homes: Vec<Home>,
    /// The number of tiles.
    count: usize,
    /// Outputs that need a copy at the end: of an input, of a uniform value, or of what another output holds.
    copies: Vec<(usize, Value)>,
}

impl Registers {
    fn allocate(code: &Code, program: &Program, any_batch: bool) -> Registers {
        let mut homes = vec![Home::Register(usize::MAX); program.len()];
        let mut copies = Vec::new();
        let mut computed = vec![false; program.len()];
        for Instruction { result, .. } in &code.varying {
            computed[result.index()] = true;
        }
        if any_batch {
            for (output, &value) in program.outputs().iter().enumerate() {
                let value = code.representative(value);
                if core::mem::take(&mut computed[value.index()]) {
                    homes[value.index()] = Home::Output(output);
                } else {
                    copies.push((output, value));
                }
            }
        }

        let mut last_use = vec![0; program.len()];
        for (i, instruction) in code.varying.iter().enumerate() {
            // A result that nobody reads is needed until it is written.
            last_use[instruction.result.index()] = i;
            instruction.args.iter().for_each(|value| last_use[value.index()] = i);
        }
        let mut registers = Registers { homes, count: 0, copies };
        let mut free = Vec::new();
        for (i, instruction) in code.varying.iter().enumerate() {
            // First the arguments' tiles are freed, for a loop may write over what it reads, element by element.
            registers.free(&instruction.args, &last_use, i, &mut free);
            if let Home::Register(register) = &mut registers.homes[instruction.result.index()] {
                *register = free.pop().unwrap_or_else(|| {
                    registers.count += 1;
                    registers.count - 1
                });
            }
            registers.free(&[instruction.result], &last_use, i, &mut free);
        }
        registers
    }

    /// Frees the tiles of the values that instruction `i` is the last to use.
    fn free(&self, values: &[Value], last_use: &[usize], i: usize, free: &mut Vec<usize>) {
        for value in values.iter().filter(|value| last_use[value.index()] == i) {
            match self.homes[value.index()] {
                Home::Register(register) if register != usize::MAX && !free.contains(&register) => free.push(register),
                _ => {}
            }
        }
    }
}
