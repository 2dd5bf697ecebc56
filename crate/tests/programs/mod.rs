//! Random programs for property tests, and ways to run one.
#![allow(dead_code)]

use fluxion::engine::tiles;
use fluxion::lanes::emit::{record, Emit, Recording};
use fluxion::op::{powers, Op, TABLE};
use fluxion::program::{Node, Program, Value, HEADER};
use proptest::prelude::*;

/// A program from its parts, through the flat format.
pub fn program(inputs: u32, nodes: &[Node], outputs: &[Value]) -> Program {
    Program::decode(&bytes(inputs, nodes, outputs)).expect("the parts make a program")
}

/// The bytes of these parts, whether or not they make a program.
pub fn bytes(inputs: u32, nodes: &[Node], outputs: &[Value]) -> Vec<u8> {
    let mut bytes = HEADER.to_vec();
    let varint = |bytes: &mut Vec<u8>, mut n: u32| {
        while n >= 0x80 {
            bytes.push(n as u8 | 0x80);
            n >>= 7;
        }
        bytes.push(n as u8);
    };
    varint(&mut bytes, inputs);
    varint(&mut bytes, nodes.len() as u32);
    for node in nodes {
        match node {
            Node::Const(bits) => {
                bytes.push(0);
                bytes.extend(bits.to_le_bytes());
            }
            Node::Op(op, _) => {
                varint(&mut bytes, *op as u32);
                node.args().iter().for_each(|arg| varint(&mut bytes, arg.0));
            }
        }
    }
    varint(&mut bytes, outputs.len() as u32);
    outputs.iter().for_each(|output| varint(&mut bytes, output.0));
    bytes
}

/// The same function with so many more inputs, which it does not use, after the first `own`.
pub fn with_inputs(program_in: &Program, own: u32, count: u32) -> Program {
    let moved = |&value: &Value| Value(value.0 + if value.0 < own { 0 } else { count });
    let node = |node: &Node| match node {
        Node::Op(op, _) => Node::op(*op, &node.args().iter().map(moved).collect::<Vec<_>>()),
        Node::Const(_) => *node,
    };
    let nodes: Vec<Node> = program_in.nodes().iter().map(node).collect();
    program(program_in.inputs() + count, &nodes, &program_in.outputs().iter().map(moved).collect::<Vec<_>>())
}

/// The program `op(x, y, ...)`.
pub fn single(op: Op) -> Program {
    let arity = op.arity() as u32;
    let args: Vec<Value> = (0..arity).map(Value).collect();
    program(arity, &[Node::op(op, &args)], &[Value(arity)])
}

/// The program c x^k of x and c, for a k that has a loop of its own.
pub fn power(k: f32) -> Program {
    let nodes = [Node::constant(k + 1.0), Node::op(Op::PowTerm, &[Value(0), Value(2), Value(1)])];
    program(2, &nodes, &[Value(3)])
}

/// Numbers that kernels and rules trip over.
pub const SPECIAL: [f32; 20] = [
    0.0,
    -0.0,
    1.0,
    -1.0,
    2.0,
    -2.0,
    0.5,
    -0.5,
    3.0,
    1e-45,
    -1e-45,
    1.1754944e-38,
    1e-30,
    1e30,
    f32::MAX,
    -f32::MAX,
    f32::INFINITY,
    f32::NEG_INFINITY,
    f32::NAN,
    1e10,
];

/// Special numbers, ordinary ones, and any bits.
pub fn number() -> impl Strategy<Value = f32> {
    prop_oneof![
        3 => proptest::sample::select(SPECIAL.to_vec()),
        4 => -10.0f32..10.0,
        1 => any::<u32>().prop_map(f32::from_bits),
    ]
}

/// Programs of up to `most` nodes over the ops of one element of the table that pass the filter.
pub fn programs(inputs: u32, most: usize, keep: fn(Op) -> bool) -> impl Strategy<Value = Program> {
    let is_kept = |op: &Op| op.properties().is_elementwise() && keep(*op);
    let ops: Vec<Op> = TABLE.iter().map(|row| row.op).filter(is_kept).collect();
    let node = (proptest::option::weighted(0.85, proptest::sample::select(ops)), number(), any::<[u16; 3]>());
    let outputs = proptest::collection::vec(any::<u16>(), 1..4);
    (proptest::collection::vec(node, 1..most), outputs).prop_map(move |(recipe, outputs)| {
        let mut nodes = Vec::new();
        // Later values are chosen more often than early ones, so that programs are deep.
        let pick = |word: u16, end: u32| Value(end - 1 - (u32::from(word) % end.min(8)));
        for (op, constant, words) in recipe {
            let end = inputs + nodes.len() as u32;
            nodes.push(match op {
                Some(op) if end > 0 => Node::op(op, &words.map(|word| pick(word, end))[..op.arity()]),
                _ => Node::constant(constant),
            });
        }
        let end = inputs + nodes.len() as u32;
        let outputs: Vec<Value> = outputs.iter().map(|&word| pick(word, end)).collect();
        program(inputs, &nodes, &outputs)
    })
}

/// Equal bits, with all NaNs equal.
pub fn same(a: f32, b: f32) -> bool {
    a.to_bits() == b.to_bits() || a.is_nan() && b.is_nan()
}

/// An argument of a call.
#[derive(Clone, Debug)]
pub enum Arg {
    Number(f32),
    Batch(Vec<f32>),
}

impl Arg {
    /// The value for element i.
    pub fn at(&self, i: usize) -> f32 {
        match self {
            Arg::Number(x) => *x,
            Arg::Batch(xs) => xs[i],
        }
    }
}

/// Runs the program through the tiles engine, as the facade does, over batches of `n`; one result if all arguments
/// are numbers.
pub fn run_tiles(program: &Program, args: &[Arg], n: usize) -> Vec<Vec<f32>> {
    let batch: Vec<bool> = args.iter().map(|arg| matches!(arg, Arg::Batch(_))).collect();
    let image = tiles::prepare(&program.simplified(), &batch).expect("a flag for every input");
    // Bits that are no number anybody expects, so that a slot read before it is written shows.
    let mut arena = vec![0x7fa5_a5a5_7fa5_a5a5_7fa5_a5a5_7fa5_a5a5u128; image.bytes().div_ceil(16)];
    let base = arena.as_mut_ptr().cast::<u8>();
    let write = |place: u32, values: &[f32]| unsafe {
        assert!(place as usize + 4 * values.len() <= image.bytes());
        base.add(place as usize).cast::<f32>().copy_from_nonoverlapping(values.as_ptr(), values.len());
    };
    unsafe { base.cast::<u32>().copy_from_nonoverlapping(image.0.as_ptr(), image.0.len()) };
    for (arg, &place) in args.iter().zip(image.inputs()) {
        if let Arg::Number(x) = arg {
            write(place, &[*x; 4]);
        }
    }
    unsafe { tiles::run_uniform(base) };
    let read = |place: u32, m: usize| unsafe {
        core::slice::from_raw_parts(base.add(place as usize).cast::<f32>(), m).to_vec()
    };
    if !batch.contains(&true) {
        return image.outputs().iter().map(|&place| read(place, 1)).collect();
    }
    let mut results = vec![Vec::new(); image.outputs().len()];
    for start in (0..n).step_by(image.block()) {
        let m = image.block().min(n - start);
        for (arg, &place) in args.iter().zip(image.inputs()) {
            if let Arg::Batch(batch) = arg {
                write(place, &batch[start..start + m]);
            }
        }
        unsafe { tiles::run_block(base, m as u32) };
        for (result, &place) in results.iter_mut().zip(image.outputs()) {
            result.extend(read(place, m));
        }
    }
    results
}

/// The instructions that compute a program, as an engine would record them: those of its normal form.
pub fn record_program(program: &Program) -> Recording {
    let program = program.simplified();
    record(|| {
        let mut values: Vec<Emit> = (0..program.inputs()).map(Emit::input).collect();
        for node in program.nodes() {
            values.push(match *node {
                Node::Const(bits) => Emit::constant(f32::from_bits(bits)),
                Node::Op(_, args) => powers::eval(program.opcode(node), args.map(|arg| values[arg.index()])),
            });
        }
        program.outputs().iter().map(|output| values[output.index()]).collect()
    })
}
