//! What a program comes to in a call, when it is known which arguments are batches: steps, each of which is a program
//! without reductions that the engines can run.
//!
//! A *pass* goes over the elements: it computes what reductions are of, and in the last pass the results that are
//! batches. Between passes, *uniform* steps compute with numbers. The *level* of a value is the number of passes that
//! come before it; a reduction of what does not vary is known in closed form, without a pass, but after a step of its
//! own: its *turn* within the level.

use crate::error::Error;
use crate::leb128;
use crate::op::rules::functions::{abs, ne, sqrt};
use crate::op::Op;
use crate::program::{Node, Program, Value};
use crate::term::{call, Builder, Term};

/// What a program comes to in a call.
#[derive(Debug)]
pub enum Specialised {
    /// An error: the constant of the [`Refuse`](Op::Refuse), and the input to name.
    Refused {
        /// The reason and the op; see [`Refuse`](Op::Refuse).
        reason: u32,
        /// The input to name, if any is to blame.
        input: Option<u32>,
    },
    /// The program itself.
    Same,
    /// One program of the same inputs and outputs.
    Whole(Program),
    /// Several.
    Steps(Plan),
}

/// The steps of a call.
#[derive(Debug)]
pub struct Plan {
    /// The number of inputs of the call.
    pub inputs: u32,
    /// The number of results of reductions.
    pub reductions: u32,
    /// For every output, whether it is a batch.
    pub varies: Vec<bool>,
    /// In order.
    pub steps: Vec<Step>,
}

/// A step: a program, and what is done with its outputs.
#[derive(Debug)]
pub struct Step {
    /// Whether it goes over the elements. Otherwise all is numbers.
    pub is_pass: bool,
    /// For each input of the program where it comes from: an input of the call; then n; then results of reductions.
    pub inputs: Vec<u32>,
    /// Elementwise.
    pub program: Program,
    /// The reductions of this step.
    pub reductions: Vec<Reduction>,
    /// Outputs of the call, with where they come from.
    pub results: Vec<(Source, u32)>,
}

/// Where a value of a step is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// In an output of the step's program.
    Output(u32),
    /// In an input of the step's program that is a batch.
    Input(u32),
    /// A number, with the index as in [`Step::inputs`].
    Number(u32),
}

/// A reduction, of what varies in a pass, in closed form otherwise.
#[derive(Debug)]
pub struct Reduction {
    /// The op.
    pub op: Op,
    /// The index of its result.
    pub result: u32,
    /// Its first argument.
    pub x: Source,
    /// The second argument of `dot`, and the mean that `variance` is about.
    pub y: Option<Source>,
    /// What n is diminished by in `variance`.
    pub ddof: f32,
}

/// What a program in normal form comes to in a call with batches where `batch` says so.
///
/// # Errors
/// If there are not as many flags as inputs, or a ddof is no constant.
pub fn specialise(program: &Program, batch: &[bool]) -> Result<Specialised, Error> {
    if batch.len() != program.inputs() as usize {
        return Err(Error::WrongFlags { flags: batch.len(), inputs: program.inputs() });
    }
    if program.nodes().iter().all(|node| is_elementwise(node)) {
        return Ok(Specialised::Same);
    }
    let kinds = Kinds::of(program, batch);
    if let Some(refused) = kinds.refusal(program) {
        return Ok(refused);
    }
    if !batch.contains(&true) {
        return Ok(Specialised::Whole(kinds.of_numbers(program)));
    }
    let any_reduction = program.iter().any(|(value, _)| kinds.is_needed(value) && kinds.reduction(program, value).is_some());
    let is_mixed = program.outputs().iter().any(|&output| !kinds.is_batch_output(program, output));
    if !any_reduction && !is_mixed {
        let all: Vec<u32> = (0..program.inputs()).collect();
        let mut extract = Extract::of(program, &kinds, &[], all);
        return Ok(Specialised::Whole(extract.finish(program.outputs())));
    }
    Ok(Specialised::Steps(Planner::plan(program, &kinds)?))
}

fn is_elementwise(node: &Node) -> bool {
    !matches!(node, Node::Op(op, _) if !op.properties().is_elementwise())
}

/// What each value is in a call.
struct Kinds {
    any_batch: bool,
    /// Whether the value counts as different between elements.
    formal: Vec<bool>,
    /// Whether it is.
    varies: Vec<bool>,
    /// The value that it is a copy of.
    root: Vec<Value>,
    /// Whether an output needs it.
    needed: Vec<bool>,
}

impl Kinds {
    fn of(program: &Program, batch: &[bool]) -> Kinds {
        let any_batch = batch.contains(&true);
        let mut kinds = Kinds {
            any_batch,
            formal: batch.to_vec(),
            varies: batch.to_vec(),
            root: (0..program.inputs()).map(Value).collect(),
            needed: vec![false; program.len()],
        };
        for (value, node) in program.iter() {
            let formal = |arg: Value| kinds.formal[arg.index()];
            let (is_formal, root) = match *node {
                Node::Const(_) => (false, value),
                Node::Op(Op::Every, _) => (any_batch, value),
                Node::Op(Op::Total, [x, set, _]) => (formal(set), if formal(x) && !formal(set) { value } else { x }),
                Node::Op(Op::Refuse, [x, ..]) => (formal(x), x),
                Node::Op(Op::Like, [x, set, _]) => (formal(x) || formal(set), x),
                Node::Op(op, _) if op.properties().is_reduction() => (false, value),
                Node::Op(..) => (node.args().iter().any(|&arg| formal(arg)), value),
            };
            let varies = match *node {
                _ if root != value => kinds.varies[root.index()],
                Node::Op(Op::Total, _) => false,
                Node::Op(op, _) if op.properties().is_reduction() => false,
                _ => node.args().iter().any(|arg| kinds.varies[arg.index()]),
            };
            let root = if root == value { value } else { kinds.root[root.index()] };
            kinds.formal.push(is_formal);
            kinds.varies.push(varies);
            kinds.root.push(root);
        }
        program.outputs().iter().for_each(|output| kinds.needed[output.index()] = true);
        for (value, node) in program.iter().rev() {
            if kinds.needed[value.index()] {
                data(node).iter().for_each(|arg| kinds.needed[arg.index()] = true);
            }
        }
        kinds
    }

    fn is_needed(&self, value: Value) -> bool {
        self.needed[value.index()]
    }

    fn varies(&self, value: Value) -> bool {
        self.varies[value.index()]
    }

    fn root(&self, value: Value) -> Value {
        self.root[value.index()]
    }

    /// Whether an output is a batch: by what it depends on, or as soon as any argument is one.
    fn is_batch_output(&self, program: &Program, output: Value) -> bool {
        match node_of(program, output) {
            Some(Node::Op(Op::Like, _)) => self.formal[output.index()],
            _ => self.any_batch,
        }
    }

    /// The reduction that a value is in this call, and its arguments.
    fn reduction(&self, program: &Program, value: Value) -> Option<(Op, [Value; 3])> {
        match node_of(program, value)? {
            Node::Op(Op::Total, args) if self.root(value) == value => Some((Op::Sum, args)),
            Node::Op(op, args) if op.properties().is_reduction() => Some((op, args)),
            _ => None,
        }
    }

    /// What the call is refused for.
    fn refusal(&self, program: &Program) -> Option<Specialised> {
        program.iter().filter(|(value, _)| self.is_needed(*value)).find_map(|(_, node)| {
            let Node::Op(Op::Refuse, [_, case, reason]) = *node else { return None };
            let Some(Node::Op(Op::Case, [numbers, some, others])) = node_of(program, case) else { return None };
            let [numbers_vary, some_vary, others_vary] = [numbers, some, others].map(|set| self.formal[set.index()]);
            if numbers_vary || !some_vary || !others_vary {
                return None;
            }
            let Some(Node::Const(bits)) = node_of(program, reason) else { return None };
            // A number is to blame, or if there is none a batch.
            let input = first_input(program, numbers, |_| true)
                .or_else(|| first_input(program, some, |input| self.formal[input as usize]));
            Some(Specialised::Refused { reason: f32::from_bits(bits) as u32, input })
        })
    }

    /// The program for numbers alone: every reduction is of one element.
    fn of_numbers(&self, program: &Program) -> Program {
        let all: Vec<u32> = (0..program.inputs()).collect();
        let mut extract = Extract::of(program, self, &[], all);
        extract.finish(program.outputs())
    }
}

/// The node of a value, or nothing for an input.
fn node_of(program: &Program, value: Value) -> Option<Node> {
    let index = value.index().checked_sub(program.inputs() as usize)?;
    program.nodes().get(index).copied()
}

/// The arguments that the value is computed from: not the sets, and not what is only counted.
fn data(node: &Node) -> &[Value] {
    match node {
        Node::Op(Op::Like | Op::Total | Op::Refuse, args) => &args[..1],
        Node::Op(Op::Every | Op::Both | Op::Case | Op::Count, _) => &[],
        _ => node.args(),
    }
}

/// The first input in a set that is as asked for.
fn first_input(program: &Program, mut set: Value, is_it: impl Fn(u32) -> bool) -> Option<u32> {
    let mut first = None;
    loop {
        let member = match node_of(program, set) {
            Some(Node::Op(Op::Both, [member, ..])) => member,
            _ => set,
        };
        if member.0 < program.inputs() && is_it(member.0) {
            first = Some(member.0);
        }
        match node_of(program, set) {
            Some(Node::Op(Op::Both, [_, others, _])) => set = others,
            _ => return first,
        }
    }
}

/// A part of a program as a program of its own.
struct Extract<'a> {
    program: &'a Program,
    kinds: &'a Kinds,
    /// For every value its place among the slots, if it is one.
    slots: &'a [u32],
    /// The slots that are inputs.
    inputs: Vec<u32>,
}

impl<'a> Extract<'a> {
    fn of(program: &'a Program, kinds: &'a Kinds, slots: &'a [u32], inputs: Vec<u32>) -> Self {
        Extract { program, kinds, slots, inputs }
    }

    /// The slot of a value: an input, or what a reduction gave.
    fn slot(&self, value: Value) -> Option<u32> {
        match self.slots.get(value.index()) {
            Some(&slot) if slot != NONE => Some(slot),
            _ if value.0 < self.program.inputs() => Some(value.0),
            _ => None,
        }
    }

    /// The program of these outputs. Slots that it needs and has not become inputs.
    fn finish(&mut self, outputs: &[Value]) -> Program {
        let mut needed = vec![false; self.program.len()];
        let roots: Vec<Value> = outputs.iter().map(|&output| self.kinds.root(output)).collect();
        roots.iter().for_each(|root| needed[root.index()] = true);
        for index in (0..self.program.len()).rev() {
            let value = Value(index as u32);
            if !needed[index] {
                continue;
            }
            if let Some(slot) = self.slot(value) {
                if !self.inputs.contains(&slot) {
                    self.inputs.push(slot);
                }
            } else if let Some(node) = node_of(self.program, value) {
                data(&node).iter().for_each(|&arg| needed[self.kinds.root(arg).index()] = true);
            }
        }
        self.inputs.sort_unstable();
        let builder = Builder::new(self.inputs.len() as u32);
        let mut terms = vec![Term::Const(0.0); self.program.len()];
        for index in (0..self.program.len()).filter(|&index| needed[index]) {
            let value = Value(index as u32);
            terms[index] = if let Some(slot) = self.slot(value) {
                let input = self.inputs.binary_search(&slot).unwrap_or_default();
                builder.term(Value(input as u32))
            } else {
                match node_of(self.program, value) {
                    Some(Node::Const(bits)) => Term::Const(f32::from_bits(bits)),
                    Some(Node::Op(op, args)) => {
                        let args = args.map(|arg| terms[self.kinds.root(arg).index()]);
                        apply(op, &args[..op.arity()])
                    }
                    None => continue,
                }
            };
        }
        let outputs: Vec<Value> = roots.iter().map(|root| builder.value(terms[root.index()])).collect();
        builder.finish(outputs)
    }
}

/// An op of a call, in which reductions that are left are of one element.
fn apply<'b>(op: Op, args: &[Term<'b>]) -> Term<'b> {
    let spread = || (args[0] - args[1] - (args[0] - args[1])) / (1.0 - args[2]);
    match op {
        Op::Sum | Op::Mean | Op::Amax | Op::Amin => args[0],
        Op::Dot => args[0] * args[1],
        Op::Norm => abs(args[0]),
        Op::Any | Op::All => ne(args[0], 0.0),
        Op::Count => Term::Const(1.0),
        Op::VarianceAbout => spread(),
        Op::StdAbout => sqrt(spread()),
        _ => call(op, args),
    }
}

const NONE: u32 = u32::MAX;

/// When a value is known: after so many passes, and so many uniform steps.
type Time = (u32, u32);

/// The steps under construction.
struct Planner<'a> {
    program: &'a Program,
    kinds: &'a Kinds,
    times: Vec<Time>,
    /// For every value that a reduction gives, its slot.
    slots: Vec<u32>,
    /// The reductions: the value, the op, the arguments.
    reductions: Vec<(Value, Op, [Value; 3])>,
}

impl Planner<'_> {
    fn plan(program: &Program, kinds: &Kinds) -> Result<Plan, Error> {
        let mut planner = Planner {
            program,
            kinds,
            times: vec![(0, 0); program.len()],
            slots: vec![NONE; program.len()],
            reductions: Vec::new(),
        };
        for (value, node) in program.iter().filter(|(value, _)| kinds.is_needed(*value)) {
            planner.time(value, node);
        }
        planner.steps()
    }

    fn time(&mut self, value: Value, node: &Node) {
        let latest = data(node).iter().map(|arg| self.times[self.kinds.root(*arg).index()]).max().unwrap_or_default();
        let Some((op, args)) = self.kinds.reduction(self.program, value) else {
            self.times[value.index()] = latest;
            return;
        };
        if op == Op::Count {
            self.slots[value.index()] = self.program.inputs();
            return;
        }
        let varies = args[..op.arity().min(2)].iter().any(|&arg| self.kinds.varies(arg));
        self.times[value.index()] = if varies { (latest.0 + 1, 0) } else { (latest.0, latest.1 + 1) };
        self.slots[value.index()] = self.program.inputs() + 1 + self.reductions.len() as u32;
        self.reductions.push((value, op, args));
    }

    fn steps(self) -> Result<Plan, Error> {
        let outputs = self.program.outputs();
        let varies: Vec<bool> =
            outputs.iter().map(|&output| self.kinds.is_batch_output(self.program, output)).collect();
        let time = |value: Value| self.times[self.kinds.root(value).index()];
        let of_reductions = self.reductions.iter().map(|&(value, ..)| time(value).0).max().unwrap_or(0);
        let of_outputs = outputs.iter().zip(&varies).filter(|(_, &varies)| varies).map(|(&output, _)| time(output).0 + 1);
        let passes = of_outputs.max().unwrap_or(0).max(of_reductions);
        let results = |batches: bool| -> Vec<(Value, u32)> {
            (0..).zip(outputs).filter(|&(i, _)| varies[i as usize] == batches).map(|(i, &output)| (output, i)).collect()
        };
        let mut steps = Vec::new();
        for pass in 0..=passes {
            if pass > 0 {
                let written = if pass == passes { results(true) } else { Vec::new() };
                self.step(true, (pass, 0), &written, &mut steps)?;
            }
            let turns = self.reductions.iter().map(|&(value, ..)| time(value)).filter(|time| time.0 == pass);
            for turn in 1..=turns.map(|time| time.1).max().unwrap_or(0) {
                self.step(false, (pass, turn), &[], &mut steps)?;
            }
        }
        let numbers = results(false);
        if !numbers.is_empty() {
            self.step(false, (u32::MAX, 0), &numbers, &mut steps)?;
        }
        Ok(Plan { inputs: self.program.inputs(), reductions: self.reductions.len() as u32, varies, steps })
    }

    /// The step after which the reductions of this time are known, and which gives these outputs of the call.
    fn step(&self, is_pass: bool, time: Time, results: &[(Value, u32)], steps: &mut Vec<Step>) -> Result<(), Error> {
        let mut wanted = Wanted { planner: self, is_pass, outputs: Vec::new() };
        let mut reductions = Vec::new();
        for &(value, op, args) in &self.reductions {
            if self.times[value.index()] != time {
                continue;
            }
            let [mut x, mut y, ddof] = args.map(|arg| self.kinds.root(arg));
            if op == Op::Dot && !self.kinds.varies(x) {
                core::mem::swap(&mut x, &mut y);
            }
            let has_second = matches!(op, Op::Dot | Op::VarianceAbout | Op::StdAbout);
            reductions.push(Reduction {
                op,
                result: self.slots[value.index()] - self.program.inputs() - 1,
                x: if is_pass && !self.kinds.varies(x) { wanted.output(x) } else { wanted.source(x) },
                y: has_second.then(|| wanted.source(y)),
                ddof: if op.arity() == 3 { self.constant(ddof)? } else { 0.0 },
            });
        }
        let results: Vec<(Source, u32)> =
            results.iter().map(|&(value, output)| (wanted.result(self.kinds.root(value)), output)).collect();
        let Wanted { outputs, .. } = wanted;
        let sources = reductions.iter().flat_map(|reduction| [Some(reduction.x), reduction.y]).flatten();
        let mut inputs: Vec<u32> = sources.filter_map(|source| match source {
            Source::Input(input) => Some(input),
            _ => None,
        }).collect();
        inputs.sort_unstable();
        inputs.dedup();
        let mut extract = Extract::of(self.program, self.kinds, &self.slots, inputs);
        let program = extract.finish(&outputs);
        let inputs = extract.inputs;
        for Reduction { x, y, .. } in &mut reductions {
            for source in [Some(x), y.as_mut()].into_iter().flatten() {
                if let Source::Input(input) = source {
                    *input = inputs.binary_search(input).unwrap_or_default() as u32;
                }
            }
        }
        steps.push(Step { is_pass, inputs, program, reductions, results });
        Ok(())
    }

    fn constant(&self, value: Value) -> Result<f32, Error> {
        match node_of(self.program, value) {
            Some(Node::Const(bits)) => Ok(f32::from_bits(bits)),
            _ => Err(Error::Malformed { what: "a ddof that is no constant", at: 0 }),
        }
    }
}

/// The outputs of a step's program, as they are asked for.
struct Wanted<'a> {
    planner: &'a Planner<'a>,
    is_pass: bool,
    outputs: Vec<Value>,
}

impl Wanted<'_> {
    /// Where the argument of a reduction is. Of inputs the index is still that of the slot.
    fn source(&mut self, value: Value) -> Source {
        match self.slot(value) {
            Some(slot) if self.planner.kinds.varies(value) => Source::Input(slot),
            Some(slot) => Source::Number(slot),
            None => self.output(value),
        }
    }

    /// Where a result is.
    fn result(&mut self, value: Value) -> Source {
        match self.slot(value) {
            Some(slot) if !self.is_pass => Source::Number(slot),
            _ => self.output_of_its_own(value),
        }
    }

    fn slot(&self, value: Value) -> Option<u32> {
        let slot = self.planner.slots[value.index()];
        if value.0 < self.planner.program.inputs() {
            Some(value.0)
        } else {
            (slot != NONE).then_some(slot)
        }
    }

    fn output(&mut self, value: Value) -> Source {
        let index = self.outputs.iter().position(|&output| output == value);
        match index {
            Some(index) => Source::Output(index as u32),
            None => self.output_of_its_own(value),
        }
    }

    /// Two outputs of the call may be one value, but not one array.
    fn output_of_its_own(&mut self, value: Value) -> Source {
        self.outputs.push(value);
        Source::Output(self.outputs.len() as u32 - 1)
    }
}

impl Specialised {
    /// As bytes, for TypeScript (ts/engine/plan.ts). All numbers are varints but those said.
    ///
    /// ```text
    /// 0 reason input+1 (or 0)
    /// 1 program: the rest of the bytes, none for the program itself
    /// 2 reductions outputs varies* steps step*
    /// step:       is_pass inputs slot* length program outputs reductions reduction* results (source output)*
    /// reduction:  op result source source+1 (or 0) ddof: four bytes, float32
    /// source:     3 index + 0 for an output of the program, 1 for an input of it, 2 for a number
    /// ```
    pub fn encode(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        match self {
            Specialised::Refused { reason, input } => put(&mut bytes, &[0, *reason, input.map_or(0, |input| input + 1)]),
            Specialised::Same => put(&mut bytes, &[1]),
            Specialised::Whole(program) => {
                put(&mut bytes, &[1]);
                bytes.extend(program.encode());
            }
            Specialised::Steps(plan) => {
                put(&mut bytes, &[2, plan.reductions, plan.varies.len() as u32]);
                plan.varies.iter().for_each(|&varies| put(&mut bytes, &[varies.into()]));
                put(&mut bytes, &[plan.steps.len() as u32]);
                plan.steps.iter().for_each(|step| step.encode(&mut bytes));
            }
        }
        bytes
    }
}

/// Writes varints.
fn put(bytes: &mut Vec<u8>, numbers: &[u32]) {
    numbers.iter().for_each(|&number| leb128::write(bytes, number));
}

impl Step {
    fn encode(&self, bytes: &mut Vec<u8>) {
        let program = self.program.encode();
        put(bytes, &[self.is_pass.into(), self.inputs.len() as u32]);
        put(bytes, &self.inputs);
        put(bytes, &[program.len() as u32]);
        bytes.extend(program);
        put(bytes, &[self.program.outputs().len() as u32, self.reductions.len() as u32]);
        for Reduction { op, result, x, y, ddof } in &self.reductions {
            put(bytes, &[*op as u32, *result, x.encoded(), y.map_or(0, |y| y.encoded() + 1)]);
            bytes.extend(ddof.to_le_bytes());
        }
        put(bytes, &[self.results.len() as u32]);
        for &(source, output) in &self.results {
            put(bytes, &[source.encoded(), output]);
        }
    }
}

impl Source {
    fn encoded(self) -> u32 {
        match self {
            Source::Output(index) => 3 * index,
            Source::Input(index) => 3 * index + 1,
            Source::Number(index) => 3 * index + 2,
        }
    }
}
