//! Makes the module of the loops: natively, when the core is built.

use super::expand::{expand, Expanded};
use super::op_loop::{start_of, COUNTER, END, FRAME, LOCALS};
use super::spec::{Location, Loop};
use crate::lanes::emit::{record, Emit};
use crate::op::{powers, Op, TABLE};
use crate::wasm::{self, external, kind, name, opcode, section, Bytes};

/// The module.
pub fn make() -> Vec<u8> {
    // For each opcode, the index of its function in the module. Index 0 is the imported function, index 1 copies a
    // tile: that is what opcode 0 does, and stands in for opcodes that are not in use.
    let mut functions = vec![1; powers::END as usize];
    let mut code = vec![op_loop(1, |args| args[0])];
    for row in TABLE.iter().filter(|row| !row.composed) {
        code.push(op_loop(row.args.len(), |args| row.op.eval(args)));
        functions[row.op as usize] = code.len() as u32;
    }
    functions[powers::opcode(1.0) as usize] = functions[Op::PowTerm as usize];
    for exponent in powers::all() {
        let opcode = powers::opcode(exponent + 1.0);
        code.push(op_loop(3, |args| powers::eval(opcode, args)));
        functions[opcode as usize] = code.len() as u32;
    }

    let mut signature = Bytes::default();
    signature.byte(kind::FUNCTION).number(2).byte(kind::I32).byte(kind::I32).number(0);
    let mut imports = [(); 4].map(|()| Bytes::default());
    imports[0].import(name::FALLBACK, external::FUNCTION).number(0);
    imports[1].import(name::TABLE, external::TABLE).byte(kind::FUNCREF).number(0).number(0);
    imports[2].import(name::MEMORY, external::MEMORY).number(0).number(0);
    imports[3].import(name::FIRST, external::GLOBAL).byte(kind::I32).byte(0);
    let signatures = vec![Bytes(vec![0]); code.len()];
    let mut elements = Bytes::default();
    elements.number(0).byte(opcode::GLOBAL_GET).number(0).byte(opcode::END).number(functions.len() as u32);
    for function in functions {
        elements.number(function);
    }
    let mut module = Bytes::module();
    module.section(section::TYPE, &wasm::list(&[signature])).section(section::IMPORT, &wasm::list(&imports));
    module.section(section::FUNCTION, &wasm::list(&signatures));
    module.section(section::ELEMENT, &wasm::list(&[elements])).section(section::CODE, &wasm::list(&code));
    module.0
}

/// The loop of a function of `args` arguments. The function gets three: those beyond `args` it must not use.
fn op_loop(args: usize, f: impl Fn([Emit; 3]) -> Emit) -> Bytes {
    let recording = record(|| vec![f([0, 1, 2].map(Emit::input))]);
    let Expanded { instructions, outputs, hints } = expand(&recording);
    let locations: Vec<Location> = (0..4).map(|operand| Location::Tile(start_of(operand))).collect();

    let mut prologue = Bytes::default();
    for word in 0..2 * (1 + args as u32) {
        prologue.get(FRAME).byte(opcode::I32_LOAD).aligned(4 * word).set(start_of(0) + word);
    }
    Loop {
        instructions: &instructions,
        inputs: &locations[1..],
        outputs: &[(outputs[0], locations[0])],
        fallback_masks: &[],
        returns_flag: false,
        params: COUNTER,
        integers: LOCALS - COUNTER,
        counter: COUNTER,
        end: END,
        scratch: 0,
        scratch_base: 0,
        hints: &hints,
        prologue,
    }
    .write()
}
