// Expressions as programs, and back: a graph in topological order, inputs first.

import { CONSTANT_CODE } from "../core/layout.js";
import { callNode, type ExprNode, type HiddenNode } from "./expression-graph.js";

/**
 * A program, decoded: a list of nodes in static single assignment form. Values are numbered, inputs first and then
 * nodes; the operands of a node have lower numbers than the node.
 */
export interface Program {
  /** The number of inputs. */
  readonly inputs: number;
  readonly nodes: readonly Node[];
  /** The numbers of the values that are outputs. */
  readonly outputs: readonly number[];
}

/** A constant, or an op, by its code, applied to values. */
export type Node =
  | { readonly op: typeof CONSTANT_CODE; readonly value: number }
  | { readonly op: number; readonly operands: readonly number[] };

export function isConstant(node: Node): node is Extract<Node, { op: typeof CONSTANT_CODE }> {
  return node.op === CONSTANT_CODE;
}

/** The program of a graph. */
export interface Flattened {
  readonly program: Program;
  /** The free variables: the program's inputs after the given ones, in order. */
  readonly hidden: readonly HiddenNode[];
  /** The number of given inputs up to the last one that an output depends on. */
  readonly used: number;
}

/**
 * The program of these outputs as a function of these inputs. Free variables (captured arrays, inputs of an enclosing
 * trace) become further inputs. Iterative, because a graph may be deeper than the stack, and the tree that recursion
 * would walk exponentially larger than the graph.
 */
export function flatten(outputs: readonly ExprNode[], inputs: readonly ExprNode[]): Flattened {
  const order = operandsFirst(outputs);

  // Two captures of one array are one input.
  const numbers = new Map<unknown, number>(inputs.map((node, i) => [identity(node), i]));
  const hidden: HiddenNode[] = [];
  let used = 0;
  for (const node of order) {
    if (node.kind !== "input" && node.kind !== "captured" && node.kind !== "placeholder") continue;
    const number = numbers.get(identity(node));
    if (number === undefined) {
      // Callers refuse composed expressions, or give the placeholder as an input.
      if (node.kind === "placeholder") throw new Error("unreachable: a placeholder that is no input");
      numbers.set(identity(node), inputs.length + hidden.length);
      hidden.push(node);
    } else if (number < inputs.length) {
      used = Math.max(used, number + 1);
    }
  }

  const nodes: Node[] = [];
  const numberOf = (node: ExprNode) => numbers.get(identity(node))!;
  for (const node of order) {
    if (node.kind !== "constant" && node.kind !== "call") continue;
    numbers.set(node, inputs.length + hidden.length + nodes.length);
    nodes.push(
      node.kind === "constant"
        ? { op: CONSTANT_CODE, value: node.value }
        : { op: node.op, operands: node.operands.map(numberOf) },
    );
  }
  const program = { inputs: inputs.length + hidden.length, nodes, outputs: outputs.map(numberOf) };
  return { program, hidden, used };
}

/** The key under which a node is numbered: nodes of equal keys are one value. */
function identity(node: ExprNode): unknown {
  return node.kind === "captured" ? node.data : node.kind === "placeholder" ? "placeholder" : node;
}

/** Every node that the outputs depend on, once each, in topological order: after its operands. */
function operandsFirst(outputs: readonly ExprNode[]): Iterable<ExprNode> {
  const done = new Set<ExprNode>();
  const pending = [...outputs].reverse();
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    if (done.has(node)) continue;
    const missing = node.kind === "call" ? node.operands.filter((operand) => !done.has(operand)) : [];
    if (missing.length === 0) done.add(node);
    else pending.push(node, ...missing.reverse());
  }
  return done;
}

/** The expression nodes of a program's outputs, where its inputs are these expression nodes. */
export function inline(program: Program, inputs: readonly ExprNode[]): ExprNode[] {
  const values = [...inputs];
  for (const node of program.nodes) {
    values.push(
      isConstant(node)
        ? { kind: "constant", value: node.value }
        : callNode(
            node.op,
            node.operands.map((operand) => values[operand]!),
          ),
    );
  }
  return program.outputs.map((output) => values[output]!);
}
