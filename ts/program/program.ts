// Expressions as programs, and back: a graph in topological order, inputs first.

import { callNode, type HiddenNode, type Node } from "./expression-graph.js";

/**
 * A program, unpacked. Values are numbered: inputs from 0 on, then steps. An
 * operand has a lower number than the step it belongs to.
 */
export interface Program {
  readonly inputs: number;
  readonly steps: readonly Step[];
  /** The values that are results. */
  readonly outputs: readonly number[];
}

/** A constant, or an op (by its code, which is not 0) applied to values. */
export type Step =
  { readonly op: 0; readonly value: number } | { readonly op: number; readonly operands: readonly number[] };

export function isConstant(step: Step): step is Extract<Step, { op: 0 }> {
  return step.op === 0;
}

/** A program made of a graph. */
export interface Flattened {
  readonly program: Program;
  /** What the program's inputs after the given ones stand for. */
  readonly hidden: readonly HiddenNode[];
  /** One more than the last of the given inputs that something depends on. */
  readonly used: number;
}

/**
 * The program of these outputs as a function of these inputs. Whatever else the
 * outputs depend on (captured arrays, inputs of an enclosing trace) becomes
 * further inputs. No recursion: a graph may be deeper than the stack, and its
 * tree exponentially larger than itself.
 */
export function flatten(outputs: readonly Node[], inputs: readonly Node[]): Flattened {
  const order = operandsFirst(outputs);

  // Captured arrays and placeholders are the same if what they hold is.
  const numbers = new Map<unknown, number>(inputs.map((node, i) => [identity(node), i]));
  const hidden: HiddenNode[] = [];
  let used = 0;
  for (const node of order) {
    if (node.kind !== "input" && node.kind !== "captured" && node.kind !== "placeholder") continue;
    const number = numbers.get(identity(node));
    if (number === undefined) {
      // A composed expression is checked for before it comes here.
      if (node.kind === "placeholder") throw new Error("unreachable: a placeholder that is no input");
      numbers.set(identity(node), inputs.length + hidden.length);
      hidden.push(node);
    } else if (number < inputs.length) {
      used = Math.max(used, number + 1);
    }
  }

  const steps: Step[] = [];
  const numberOf = (node: Node) => numbers.get(identity(node))!;
  for (const node of order) {
    if (node.kind !== "constant" && node.kind !== "call") continue;
    numbers.set(node, inputs.length + hidden.length + steps.length);
    steps.push(
      node.kind === "constant" ? { op: 0, value: node.value } : { op: node.op, operands: node.operands.map(numberOf) },
    );
  }
  const program = { inputs: inputs.length + hidden.length, steps, outputs: outputs.map(numberOf) };
  return { program, hidden, used };
}

/** What two nodes have in common that are one input. */
function identity(node: Node): unknown {
  return node.kind === "captured" ? node.data : node.kind === "placeholder" ? "placeholder" : node;
}

/** Every node that the outputs depend on, once, after its operands. */
function operandsFirst(outputs: readonly Node[]): Iterable<Node> {
  const done = new Set<Node>();
  const pending = [...outputs].reverse();
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    if (done.has(node)) continue;
    const missing = node.kind === "call" ? node.operands.filter((operand) => !done.has(operand)) : [];
    if (missing.length === 0) done.add(node);
    else pending.push(node, ...missing.reverse());
  }
  return done;
}

/** The nodes of the program's outputs where its inputs are these nodes. */
export function inline(program: Program, inputs: readonly Node[]): Node[] {
  const nodes = [...inputs];
  for (const step of program.steps) {
    nodes.push(
      isConstant(step)
        ? { kind: "constant", value: step.value }
        : callNode(
            step.op,
            step.operands.map((operand) => nodes[operand]!),
          ),
    );
  }
  return program.outputs.map((output) => nodes[output]!);
}
