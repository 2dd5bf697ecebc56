//! Taylor mode: its programs are those of nested gradients in value, and small.

mod programs;

use fluxion::op::{Op, TABLE};
use fluxion::program::{Node, Program, Value};
use fluxion::transform::taylor::derivatives;
use programs::program;

fn ops(program: &Program) -> usize {
    program.nodes().iter().filter(|node| matches!(node, Node::Op(..))).count()
}

fn chain(ops: &[Op]) -> Program {
    let nodes: Vec<Node> = ops.iter().enumerate().map(|(i, &op)| Node::op(op, &[Value(i as u32)])).collect();
    program(1, &nodes, &[Value(ops.len() as u32)])
}

#[test]
fn sizes() {
    let f = chain(&[Op::Sin, Op::Cos, Op::Sin]);
    for order in [1, 2, 3, 6, 10, 20, 32] {
        println!("{order}: {}", ops(&derivatives(&f, 0, order, 1).unwrap()));
    }
    for row in TABLE {
        let counts: Vec<Vec<usize>> = [1, 3, 6, 10, 20, 32].iter().map(|&order| (0..row.args.len() as u32).map(|i| ops(&derivatives(&programs::single(row.op), i, order, 3).unwrap())).collect()).collect();
        println!("{} {counts:?}", row.name);
    }
}
