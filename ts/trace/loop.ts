// Loops and their derivatives, which are loops.
//
// Forward mode: the derivative of a state by an input of the loop is one more state, which begins as 1 or 0 and whose
// step is the derivative of the other one's. All that a call needs of a loop, values and derivatives of any order, is run
// by one loop (engine/loop.ts). A loop takes nothing that is stored, whatever the number of its steps.

import { ARGUMENT, ATTACH, ATTACH_NEXT, BOTH, CASE, COUNT, LIKE, OWN_VALUE, REFUSE } from "../core/layout.js";
import { differentiate, JVP } from "../core/load.js";
import { lackingRule, noRule } from "../errors.js";
import {
  constantOf,
  type ExprNode,
  foreignCall,
  type ForeignNode,
  type HiddenNode,
  inputNode,
  type Loop,
  type LoopState,
  nodeOf,
  type TraceScope,
} from "../program/expression-graph.js";
import { decode, encode } from "../program/format.js";
import { setElement } from "../program/lists.js";
import { flatten, inline, isConstant, nodeOfValue } from "../program/program.js";
import { wrap } from "./expression.js";
import { dependenceOn, withRules } from "./rules.js";

/** What is carried for one state of the user's: its derivative by some inputs. */
interface Carried extends LoopState {
  /** The inputs that it is the derivative by, one after the other; ascending, if the loop is symmetric. */
  readonly order: readonly number[];
  readonly position: number;
  update: ExprNode;
  inputs: readonly number[];
  /** The foreign function that gives it at the end. */
  readonly foreign: ForeignNode;
}

/**
 * By the user's states: nothing for a derivative that is 0 by construction, and a foreign function for one that would
 * take its derivative, where it has no rule.
 */
type Level = readonly (Carried | ForeignNode | undefined)[];

interface TracedLoop extends Loop {
  readonly values: ExprNode[];
  readonly scope: TraceScope;
  /** By the inputs that derivatives are by. */
  readonly levels: Map<string, Level>;
  /** Whether derivatives by one input and then by another are those by the other and then by the one: no rule is used. */
  isSymmetric: boolean;
}

const LABEL = "repeat";

/** Ops that stay in a step, whatever they are of: lists, and sets of inputs. */
const STRUCTURAL: readonly number[] = [ARGUMENT, BOTH, CASE];

/** Ops whose first operand is what a derivative is attached to. */
const HOLDERS: readonly number[] = [ATTACH, ATTACH_NEXT, OWN_VALUE];

/**
 * What these nodes are made of that depends on no input of this scope, but constants: it is the same in each step of a
 * loop.
 */
export function invariantsOf(outputs: readonly ExprNode[], scope: TraceScope): ExprNode[] {
  const varies = dependenceOn(scope, outputs);
  const found = new Set<ExprNode>();
  const take = (node: ExprNode): void => {
    if (varies.get(node) || node.kind === "constant" || node.kind === "foreign") return;
    if (node.kind === "call" && STRUCTURAL.includes(node.op)) node.operands.forEach(take);
    else found.add(node);
  };
  for (const [node, is] of varies) if (is && node.kind === "call") node.operands.forEach(take);
  outputs.forEach(take);
  return [...found];
}

/**
 * What a loop gives at its end, by state.
 *
 * @param scope - That of the inputs of the step, which is closed.
 * @param inputs - The step's inputs: states, the number of the step, and what does not change.
 * @param outputs - The states after a step.
 * @param args - The initial values of states, and what does not change.
 */
export function loopOf(
  count: number,
  scope: TraceScope,
  inputs: readonly ExprNode[],
  outputs: readonly ExprNode[],
  args: readonly ExprNode[],
): ExprNode[] {
  const size = outputs.length;
  const fresh = () => inputNode(scope, "");
  const values = args.slice(size).map((node) => (node.kind === "captured" ? node : fresh()));
  const loop: TracedLoop = { count, size, index: fresh(), values, scope, levels: new Map(), isSymmetric: true };
  const states = outputs.map((_, position) => carried(loop, [], position));
  // Nothing of the enclosing traces is kept.
  const { program, hidden } = flatten(outputs, inputs);
  const isForeign = (node: HiddenNode) =>
    node.kind === "foreign" && !(node.state?.loop as TracedLoop | undefined)?.isSymmetric;
  loop.isSymmetric = !program.nodes.some(({ op }) => op === ATTACH) && !hidden.some(isForeign);
  const updates = inline(program, [...states, loop.index, ...values, ...hidden]);
  states.forEach((state, i) => (state.update = updates[i]!));
  loop.levels.set("\n", states);
  findInputs(states);
  return states.map((state) => callOf(state, (input) => args[input]!));
}

function carried(loop: TracedLoop, order: readonly number[], position: number): Carried {
  const state: Carried = {
    ...inputNode(loop.scope, ""),
    loop,
    order,
    position,
    start: order.length === 0 ? { input: position } : +(order.length === 1 && order[0] === position),
    update: undefined!,
    inputs: [],
    foreign: {
      kind: "foreign",
      name: LABEL,
      label: LABEL,
      compute: undefined!,
      rule: (...args) => {
        // What only a rule takes is an array, or an argument of an enclosing function.
        const argOf = (input: number) => nodeOf(args[state.inputs.indexOf(input)]) ?? loop.values[input - loop.size]!;
        const partials = state.inputs.map((input) => {
          // By what is a number or an array whatever the call nobody asks for a derivative.
          const { kind } = argOf(input);
          if (kind === "constant" || kind === "captured") return 0;
          const by = [...order, input];
          if (loop.isSymmetric) by.sort((a, b) => a - b);
          const partial = levelOf(loop, by)[position];
          return partial ? wrap(resultOf(partial, argOf)) : 0;
        });
        return partials.length > 1 ? partials : partials[0];
      },
      get state() {
        return state;
      },
    },
  };
  return state;
}

/** What is carried, at the end of the loop. */
function resultOf(of: Carried | ForeignNode, argOf: (input: number) => ExprNode): ExprNode {
  if (of.kind === "foreign") return of;
  // What no step changes, as the derivative of a sum by an operand.
  if (of.update === of && typeof of.start === "number") return constantOf(of.start);
  return callOf(of, argOf);
}

function callOf({ inputs, foreign }: Carried, argOf: (input: number) => ExprNode): ExprNode {
  return foreignCall(foreign, inputs.map(argOf));
}

/** The derivatives of all states by these inputs. */
function levelOf(loop: TracedLoop, order: readonly number[]): Level {
  // The line break parts minified code: see scripts/lib/line-breaks.mjs.
  const key = `${order.join()}\n`;
  const known = loop.levels.get(key);
  if (known) return known;
  const by = order.at(-1)!;
  const before = levelOf(loop, order.slice(0, -1));
  const level = before.map((state, position) => {
    if (state?.kind !== "input") return state;
    // What it begins as is taken by the first step, though nothing may be left of it.
    const isTaken = state.inputs.includes(by) || (order.length === 1 && position === by);
    return isTaken ? carried(loop, order, position) : undefined;
  });
  // Set down first, for its steps take it.
  loop.levels.set(key, level);
  const states = level.filter((state): state is Carried => state?.kind === "input");
  if (states.length === 0) return level;
  let hidden: readonly HiddenNode[] = [];
  try {
    loop.scope.open = true;
    const outputs = withRules(
      states.map(({ position }) => (before[position] as Carried).update),
      1,
    );
    const carries: Carried[] = [];
    for (const node of flatten(outputs, [loop.index, ...loop.values]).hidden) {
      if (Object.hasOwn(node, "order")) carries.push(node as Carried);
      else if (node.kind !== "foreign") loop.values.push(node);
    }
    const tangents: (ExprNode | undefined)[] = carries.map(
      ({ order, position }) => levelOf(loop, [...order, by])[position],
    );
    hidden = tangents.filter((tangent) => tangent?.kind === "foreign");
    if (hidden.length > 0) throw noRule(1);
    if (by >= loop.size) setElement(tangents, carries.length + by - loop.size, constantOf(1));
    const active = [...tangents.keys()].filter((i) => tangents[i]);
    const taken = [...carries, ...loop.values, loop.index];
    const directions = active.map(() => inputNode(loop.scope, ""));
    const flat = flatten(outputs, [...taken, ...directions]);
    hidden = flat.hidden;
    const derivative = decode(differentiate(encode(flat.program), JVP, active, taken.length));
    // Which inputs may be batches is settled: a state that only a set has would be carried. Of what a derivative is
    // attached to it tells that it is no sum, when that is derived in turn.
    const valueOf = (value: number): number => {
      const node = nodeOfValue(derivative, value);
      return node?.op === LIKE || node?.op === REFUSE ? valueOf(node.operands[0]!) : value;
    };
    const plain = {
      inputs: derivative.inputs,
      nodes: derivative.nodes.map((node) =>
        isConstant(node)
          ? node
          : {
              op: node.op,
              operands: node.operands.map((x, i) => (i === 0 && HOLDERS.includes(node.op) ? x : valueOf(x))),
            },
      ),
      outputs: derivative.outputs.map(valueOf),
    };
    const nodes = inline(plain, [...taken, ...active.map((i) => tangents[i]!), ...hidden]);
    states.forEach((state, i) => (state.update = nodes[states.length + i]!));
    findInputs(states);
    return level;
  } catch (error) {
    loop.levels.delete(key);
    const lacking = lackingRule(error, hidden) as ForeignNode | undefined;
    if (!lacking) throw error;
    const refused = level.map((state) => state && lacking);
    loop.levels.set(key, refused);
    return refused;
  } finally {
    loop.scope.open = false;
  }
}

/**
 * Sets down which inputs of the loop these states of one level depend on, by their steps as they were traced. Those of
 * lower levels are known: to look through their steps again would take time in proportion to the square of all levels.
 */
function findInputs(states: readonly Carried[]): void {
  const { size, values, index } = states[0]!.loop;
  const { program, hidden } = flatten(
    states.map(({ update }) => update),
    [...states, index, ...values],
  );
  // Sets of inputs are bits of integers. A literal 1n would make bundlers for hosts before ES2020 warn.
  const [none, one] = [BigInt(0), BigInt(1)];
  const setOf = (inputs: readonly number[]) => inputs.reduce((set, input) => set | (one << BigInt(input)), none);
  const startOf = ({ start }: Carried) => setOf(typeof start === "object" ? [start.input] : []);
  /** By value of the step, the inputs of the loop that it depends on. */
  const known = [
    ...states.map(startOf),
    none,
    ...values.map((_, k) => setOf([size + k])),
    ...hidden.map((node) =>
      Object.hasOwn(node, "order") ? startOf(node as Carried) | setOf((node as Carried).inputs) : none,
    ),
  ];
  for (let isKnown = false; !isKnown;) {
    const found = known.slice();
    for (const node of program.nodes) {
      // What a set or an attached derivative depends on is asked for too, where kinds are settled or the loop is derived.
      const operands = node.op === COUNT ? [] : node.operands;
      found.push(operands.reduce((set, operand) => set | found[operand]!, none));
    }
    isKnown = true;
    states.forEach((state, i) => {
      const inputs = found[program.outputs[i]!]!;
      state.inputs = [...Array(size + values.length).keys()].filter((input) => (inputs >> BigInt(input)) & one);
      const all = known[i]! | inputs;
      isKnown &&= known[i] === all;
      known[i] = all;
    });
  }
}
