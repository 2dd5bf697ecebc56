//! Encodes a recording as a wasm module, in the plainest way: a local for every register of every value, nothing
//! reordered, nothing reused.
//!
//! The module imports its memory, where the inputs and then the outputs lie as arrays of one length. Its function
//! `run(start, end)` computes the elements between two byte offsets (different multiples of 16) and returns whether
//! one of them is rare, so that its outputs are not to be used.

pub mod node;

use fluxion::lanes::emit::{Code, Recording, Step};
use wasm_encoder::{
    BlockType, CodeSection, Encode, EntityType, ExportKind, ExportSection, Function, FunctionSection, ImportSection,
    Lane, MemArg, MemArgTarget, MemoryType, Module, TypeSection, ValType,
};

const OFFSET: u32 = 0;
const END: u32 = 1;
const RARE: u32 = 2;

/// The local of a step's value: of lanes 0 and 1, and of lanes 2 and 3, if it is wide.
fn local(step: u32, half: u32) -> u32 {
    RARE + 1 + 2 * step + half
}

/// The module, for so many inputs and elements.
pub fn encode(recording: &Recording, inputs: usize, elements: usize) -> Vec<u8> {
    let mut types = TypeSection::new();
    types.ty().function([ValType::I32; 2], [ValType::I32]);
    let mut imports = ImportSection::new();
    let memory = MemoryType { minimum: 0, maximum: None, memory64: false, shared: false, page_size_log2: None };
    imports.import("env", "memory", EntityType::Memory(memory));
    let mut functions = FunctionSection::new();
    functions.function(0);
    let mut exports = ExportSection::new();
    exports.export("run", ExportKind::Func, 0);
    let mut code = CodeSection::new();
    code.function(&run(recording, inputs, elements));

    let mut module = Module::new();
    module.section(&types).section(&imports).section(&functions).section(&exports).section(&code);
    module.finish()
}

fn run(recording: &Recording, inputs: usize, elements: usize) -> Function {
    let array = |number: usize| MemArg {
        offset: (4 * elements * number) as u64,
        align: 4,
        target: MemArgTarget::default(),
        ordering: None,
    };
    let steps = || (0..).zip(&recording.steps);
    let mut run = Function::new([(local(recording.steps.len() as u32, 0), ValType::V128)]);

    // V8 would load a constant each time that it is used.
    for (i, step) in steps() {
        if let Code::Constant(bits) = step.code {
            let splat = if step.wide { [bits; 2] } else { [bits | bits << 32; 2] };
            let splat = u128::from(splat[0]) | u128::from(splat[1]) << 64;
            run.instructions().v128_const(splat as i128).local_tee(local(i, 0)).local_set(local(i, 1));
        }
    }
    run.instructions().loop_(BlockType::Empty);
    for (i, step) in steps() {
        for half in 0..=u32::from(step.wide) {
            match step.code {
                Code::Constant(_) => continue,
                Code::Input(number) => {
                    run.instructions().local_get(OFFSET).v128_load(array(number as usize));
                }
                _ => instruction(&mut run, step, half),
            }
            run.instructions().local_set(local(i, half));
        }
    }
    for (number, &output) in recording.outputs.iter().enumerate() {
        run.instructions().local_get(OFFSET).local_get(local(output, 0)).v128_store(array(inputs + number));
    }
    run.instructions().local_get(OFFSET).i32_const(16).i32_add().local_tee(OFFSET).local_get(END).i32_lt_u().br_if(0);
    run.instructions().end().local_get(RARE).v128_any_true().end();
    run
}

/// Leaves one register of the step's value on the stack.
fn instruction(run: &mut Function, step: &Step, half: u32) {
    const UPPER_HALF: [Lane; 16] = [8, 9, 10, 11, 12, 13, 14, 15, 8, 9, 10, 11, 12, 13, 14, 15];
    const LOWER_HALVES: [Lane; 16] = [0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23];

    let args: Vec<u32> = step.args().collect();
    match step.code {
        Code::Input(_) | Code::Constant(_) => unreachable!("they have no operands"),
        Code::Simd(number) => {
            args.iter().for_each(|&arg| _ = run.instructions().local_get(local(arg, half)));
            simd(run, number);
        }
        Code::Shift(number, n) => {
            run.instructions().local_get(local(args[0], half)).i32_const(n as i32);
            simd(run, number);
        }
        Code::Promote => {
            let x = local(args[0], 0);
            run.instructions().local_get(x);
            if half == 1 {
                run.instructions().local_get(x).i8x16_shuffle(UPPER_HALF);
            }
            run.instructions().f64x2_promote_low_f32x4();
        }
        Code::Demote => {
            run.instructions().local_get(local(args[0], 0)).f32x4_demote_f64x2_zero();
            run.instructions().local_get(local(args[0], 1)).f32x4_demote_f64x2_zero().i8x16_shuffle(LOWER_HALVES);
        }
        Code::Widen => {
            run.instructions().local_get(local(args[0], 0));
            match half {
                0 => run.instructions().i64x2_extend_low_i32x4_s(),
                _ => run.instructions().i64x2_extend_high_i32x4_s(),
            };
        }
        Code::Rare(_) => {
            let (fast, mask) = (local(args[0], 0), local(args[1], 0));
            run.instructions().local_get(RARE).local_get(mask).v128_or().local_set(RARE).local_get(fast);
        }
    }
}

fn simd(run: &mut Function, number: u16) {
    let mut bytes = vec![0xfd];
    u32::from(number).encode(&mut bytes);
    run.raw(bytes);
}
