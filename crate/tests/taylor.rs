//! Taylor mode: every op's derivatives up to order 10 against what mpmath says, programs against nested gradients, and
//! the number of ops.
//!
//! `cargo test --test taylor -- --nocapture` prints the worst errors.

mod programs;
mod support;

use fluxion::op::{Op, TABLE};
use fluxion::program::{Node, Program, Value};
use fluxion::transform::taylor::derivatives;
use programs::program;
use std::path::Path;
use support::ulp::unit;

/// The derivatives of an op by one argument, where the others are held, over a range.
struct Range {
    op: Op,
    place: usize,
    /// The others, and anything in the place.
    args: Vec<f32>,
    /// The argument, and the derivatives from order 0 on.
    points: Vec<(f32, Vec<f64>)>,
}

/// Those of `test/oracle/derivatives.txt`, which `taylor.py` there makes and describes.
fn ranges() -> Vec<Range> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../test/oracle/derivatives.txt");
    let text = std::fs::read_to_string(path).expect("the file of derivatives");
    let mut ranges: Vec<Range> = Vec::new();
    for line in text.lines() {
        if let Some((head, args)) = line.split_once(": ") {
            let (name, place) = head.split_once(' ').expect("a name and a place");
            let row = TABLE.iter().find(|row| row.name == name).expect("an op of this name");
            let args = args.split(", ").map(|arg| arg.parse().unwrap_or(0.0)).collect();
            ranges.push(Range { op: row.op, place: place.parse().expect("a number"), args, points: vec![] });
        } else {
            let mut numbers = line.split(' ').map(|number| number.parse().expect("a number"));
            let x: f64 = numbers.next().expect("an argument");
            ranges.last_mut().expect("a head").points.push((x as f32, numbers.collect()));
        }
    }
    ranges
}

/// The op with its other arguments as inputs, or as constants of the program.
fn program_of(range: &Range, are_constants: bool) -> (Program, u32) {
    if !are_constants {
        return (programs::single(range.op), range.place as u32);
    }
    let mut nodes = Vec::new();
    let args: Vec<Value> = (range.args.iter().enumerate())
        .map(|(i, &arg)| {
            if i == range.place {
                return Value(0);
            }
            nodes.push(Node::constant(arg));
            Value(nodes.len() as u32)
        })
        .collect();
    nodes.push(Node::op(range.op, &args));
    (program(1, &nodes, &[Value(nodes.len() as u32)]), 0)
}

#[test]
fn every_op_is_accurate_up_to_order_10() {
    for range in ranges() {
        for are_constants in [false, true] {
            let (program, place) = program_of(&range, are_constants);
            if are_constants && range.args.len() == 1 {
                continue;
            }
            let taylor = derivatives(&program, place, 10, program.inputs()).expect("a small program");
            let mut got = Vec::new();
            for (x, _) in &range.points {
                let mut args = range.args.clone();
                args[range.place] = *x;
                got.push(taylor.eval(if are_constants { std::slice::from_ref(x) } else { &args }));
            }
            let mut worst = Vec::new();
            let mut ulps = Vec::new();
            for k in 0..=10 {
                let largest = range.points.iter().map(|(_, exact)| exact[k].abs()).fold(0.0, f64::max);
                let mut w: f64 = 0.0;
                for ((_, exact), got) in range.points.iter().zip(&got) {
                    let error = (f64::from(got[k]) - exact[k]).abs();
                    let e = if largest > 3.4e38 || error == 0.0 { 0.0 } else { error / largest * (1 << 24) as f64 };
                    w = w.max(if e.is_nan() { f64::INFINITY } else { e });
                    if k == 10 { ulps.push(error / unit(exact[k])); }
                }
                worst.push(w);
            }
            ulps.sort_by(f64::total_cmp);
            let worst_of_all = worst.iter().copied().fold(0.0, f64::max);
            println!(
                "{:9.1} median {:6.1} {} {} {:?} {} [{}, {}] {:.1?}", worst_of_all, ulps[ulps.len() / 2],
                range.op.row().name, range.place, range.args, are_constants, range.points[0].0, range.points.last().unwrap().0, worst
            );
        }
    }
}

fn ops(program: &Program) -> usize {
    program.nodes().iter().filter(|node| matches!(node, Node::Op(..))).count()
}

fn chain(ops: &[Op]) -> Program {
    let nodes: Vec<Node> = ops.iter().enumerate().map(|(i, &op)| Node::op(op, &[Value(i as u32)])).collect();
    program(1, &nodes, &[Value(ops.len() as u32)])
}

#[test]
fn survey() {
    use fluxion::transform::grad::grad;
    let mut count = 0; let mut bad = std::collections::BTreeMap::new();
    for row in TABLE.iter().filter(|row| row.properties.is_elementwise()) {
        for place in 0..row.args.len() {
            let program = programs::single(row.op);
            let taylor = derivatives(&program, place as u32, 3, program.inputs()).unwrap();
            let mut nested = vec![program.clone()];
            for k in 0..3 { let next = grad(&nested[k], &[place as u32], false).unwrap(); nested.push(next); }
            let n = row.args.len();
            let all: Vec<f32> = programs::SPECIAL.iter().copied().chain([0.3, -0.7, 1.7, 10.0, -3.0]).collect();
            for i in 0..all.len().pow(n as u32) {
                let args: Vec<f32> = (0..n).map(|a| all[i / all.len().pow(a as u32) % all.len()]).collect();
                if args.iter().any(|x| x.is_nan()) { continue; }
                let got = taylor.eval(&args);
                for k in 0..4 {
                    let want = nested[k].eval(&args)[0];
                    count += 1;
                    let same = got[k] == want || got[k].is_nan() && want.is_nan() || (got[k]-want).abs() <= 2e-5 * want.abs().max(1e-35) ;
                    if !same { let e = bad.entry(format!("{} by {}, order {k}", row.name, row.args[place])).or_insert(vec![]); e.push(format!("{args:?}: {} want {want}", got[k])); }
                }
            }
        }
    }
    println!("{count} compared");
    for (k, v) in bad { println!("{k}: {} {:?}", v.len(), &v[..v.len().min(4)]); }
}
