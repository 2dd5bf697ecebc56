// Expressions as programs, and back: a graph in topological order, inputs first.

import { CONSTANT_CODE } from "../core/layout.js";
import { type CallNode, callNode, constantOf, type ExprNode, type HiddenNode } from "./expression-graph.js";

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
export type Node = Constant | { readonly op: number; readonly operands: readonly number[] };

interface Constant {
  readonly op: typeof CONSTANT_CODE;
  readonly value: number;
  readonly operands: readonly [];
}

export function isConstant(node: Node): node is Constant {
  return node.op === CONSTANT_CODE;
}

export function constantNode(value: number): Constant {
  return { op: CONSTANT_CODE, value, operands: [] };
}

/** The node of a value; undefined for an input. */
export function nodeOfValue({ inputs, nodes }: Program, value: number): Node | undefined {
  return nodes[value - inputs];
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
  // The number of an input is kept as its complement, and that of a node without the inputs before it, until all
  // inputs are known. Two captures of one array are one input.
  const numbers = new Map<unknown, number>(inputs.map((node, i) => [identity(node), ~i]));
  const hidden: HiddenNode[] = [];
  const nodes: Node[] = [];
  const operandLists: number[][] = [];
  let used = 0;
  const find = (node: ExprNode) => {
    const number = numbers.get(identity(node));
    if (number !== undefined && ~number < inputs.length) used = Math.max(used, -number);
    return number;
  };

  // A call is there first itself, then as undefined, which stands for the last one begun, when its operands are done.
  const pending: (ExprNode | undefined)[] = [...outputs].reverse();
  const begun: CallNode[] = [];
  while (pending.length > 0) {
    const node = pending.pop();
    if (node === undefined) {
      const call = begun.pop()!;
      const operands = call.operands.map((operand) => find(operand)!);
      operandLists.push(operands);
      numbers.set(call, nodes.push({ op: call.op, operands }) - 1);
    } else if (find(node) === undefined) {
      if (node.kind === "call") {
        begun.push(node);
        pending.push(undefined);
        for (let i = node.operands.length; i-- > 0;) pending.push(node.operands[i]);
      } else if (node.kind === "constant") {
        numbers.set(node, nodes.push(constantNode(node.value)) - 1);
      } else {
        // Callers refuse composed expressions, or give the placeholder as an input.
        if (node.kind === "placeholder") throw new Error("unreachable: a placeholder that is no input");
        numbers.set(identity(node), ~(inputs.length + hidden.push(node) - 1));
      }
    }
  }

  const count = inputs.length + hidden.length;
  const final = (number: number) => (number < 0 ? ~number : count + number);
  for (const operands of operandLists) operands.forEach((number, i) => (operands[i] = final(number)));
  const program = { inputs: count, nodes, outputs: outputs.map((node) => final(numbers.get(identity(node))!)) };
  return { program, hidden, used };
}

/** The key under which a node is numbered: nodes of equal keys are one value. */
function identity(node: ExprNode): unknown {
  return node.kind === "captured" ? node.data : node.kind === "placeholder" ? "placeholder" : node;
}

/** The expression nodes of a program's outputs, where its inputs are these expression nodes. */
export function inline(program: Program, inputs: readonly ExprNode[]): ExprNode[] {
  const values = [...inputs];
  for (const node of program.nodes) {
    values.push(
      isConstant(node)
        ? constantOf(node.value)
        : callNode(
            node.op,
            node.operands.map((operand) => values[operand]!),
          ),
    );
  }
  return program.outputs.map((output) => values[output]!);
}
