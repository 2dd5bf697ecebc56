//! Makes the modules of the loops, each when it is first called.
//!
//! A program calls few of the loops, whose code is 56 KB in all. So every place in the core's table of functions has a
//! stub at first. The stub has the host instantiate the module of the loop, which takes the stub's place, and calls it
//! there. One function is the stub of all loops, because it finds the opcode in its [frame](Frame::opcode): a function
//! for each, made and compiled, takes a millisecond of the first call.

use super::expand::expand;
use super::instructions::Instructions;
use super::op_loop::{start_of, COUNTER, END, FRAME, FRAME_OPCODE, LOCALS, MAX_LOOPS};
use super::recordings;
use super::spec::{Location, Loop};
use crate::lanes::emit::{Code, Instruction};
use crate::wasm::{self, external, kind, name, opcode, section, Bytes};

/// The types of the functions: that of a loop, and that of the host's function that links one.
const LOOP: u32 = 0;
const LINK: u32 = 1;

/// The module of the stub, which it puts into all places of the table. It imports the function that links the loop of an
/// opcode, the memory, the table, and the index in it of the first place.
pub fn stubs() -> Vec<u8> {
    let mut code = Bytes::default();
    code.get(FRAME).byte(opcode::I32_LOAD).aligned(FRAME_OPCODE).byte(opcode::CALL).number(0).get(FRAME).get(END);
    code.byte(opcode::GLOBAL_GET).number(0).get(FRAME).byte(opcode::I32_LOAD).aligned(FRAME_OPCODE);
    code.byte(opcode::I32_ADD).byte(opcode::CALL_INDIRECT).number(LOOP).number(0).byte(opcode::END);
    let mut link = Bytes::default();
    link.import(name::LINK, external::FUNCTION).number(LINK);
    module(link, wasm::function(&[], &code), MAX_LOOPS)
}

/// The module of the loop of an opcode, or, for 0, of one that copies a tile. It imports the function for the fallback,
/// the memory, the table, and the index in it that the loop gets.
///
/// # Panics
/// If there is no such loop: a program in normal form has no op that is a composition.
pub fn loop_module(opcode: u32) -> Vec<u8> {
    let mut recording = recordings::of(opcode).instructions();
    if opcode == 0 {
        recording.push(Instruction::new(Code::Input(0), false, &[]));
    }
    assert!(!recording.is_empty());
    let mut fallback = Bytes::default();
    fallback.import(name::FALLBACK, external::FUNCTION).number(LOOP);
    module(fallback, op_loop(&recording), 1)
}

/// The module of a function that imports another one. It puts the function into so many places of the table.
fn module(function: Bytes, code: Bytes, places: usize) -> Vec<u8> {
    let mut types = [Bytes::default(), Bytes::default()];
    types[LOOP as usize].byte(kind::FUNCTION).sized(&[kind::I32; 2]).number(0);
    types[LINK as usize].byte(kind::FUNCTION).sized(&[kind::I32]).number(0);
    let mut imports = [function, Bytes::default(), Bytes::default(), Bytes::default()];
    imports[1].import(name::MEMORY, external::MEMORY).number(0).number(0);
    imports[2].import(name::TABLE, external::TABLE).byte(kind::FUNCREF).number(0).number(0);
    imports[3].import(name::FIRST, external::GLOBAL).byte(kind::I32).byte(0);
    let mut elements = Bytes::default();
    elements.number(0).byte(opcode::GLOBAL_GET).number(0).byte(opcode::END).number(places as u32);
    // Index 0 is the imported function.
    (0..places).for_each(|_| _ = elements.number(1));
    let mut module = Bytes::module();
    module.section(section::TYPE, &wasm::list(&types)).section(section::IMPORT, &wasm::list(&imports));
    module.section(section::FUNCTION, &wasm::list(&[Bytes(vec![LOOP as u8])]));
    module.section(section::ELEMENT, &wasm::list(&[elements])).section(section::CODE, &wasm::list(&[code]));
    module.0
}

/// The loop of a recorded function.
fn op_loop(recording: &[Instruction]) -> Bytes {
    let mut instructions = Instructions::default();
    let inputs = [instructions.input(0), instructions.input(1), instructions.input(2)];
    let mut args = 0;
    for instruction in recording {
        if let Code::Input(number) = instruction.code {
            args = args.max(number + 1);
        }
    }
    let result = expand(recording, &inputs, &mut instructions, None);
    let locations = [start_of(0), start_of(1), start_of(2), start_of(3)].map(Location::Tile);

    let mut prologue = Bytes::default();
    for word in 0..2 * (1 + args) {
        prologue.get(FRAME).byte(opcode::I32_LOAD).aligned(4 * word).set(start_of(0) + word);
    }
    Loop {
        instructions: &instructions,
        inputs: &locations[1..],
        outputs: &[(result, locations[0])],
        fallback_masks: &[],
        returns_flag: false,
        params: COUNTER,
        integers: LOCALS - COUNTER,
        counter: COUNTER,
        end: END,
        scratch: 0,
        scratch_base: 0,
        prologue,
    }
    .write()
}
