// The graph behind expressions: immutable nodes, shared by identity.

import { ARGUMENT, FOREIGN } from "../core/layout.js";
import type { Elements } from "../memory/elements.js";

/** The extent of one tracing of a function. Its inputs may be used only while it is open. */
export interface TraceScope {
  open: boolean;
}

/** The argument of a function that is being traced. */
export interface InputNode {
  readonly kind: "input";
  readonly scope: TraceScope;
  /** The name of the argument, for messages and printed functions. */
  readonly name: string;
}

/** The argument of composed expressions, such as `sin(cos())`. There is one such node, which all of them share. */
export interface PlaceholderNode {
  readonly kind: "placeholder";
}

export interface ConstantNode {
  readonly kind: "constant";
  readonly value: number;
}

/** An array that a traced function used without having it as a parameter. Its elements are read at every call. */
export interface CapturedNode {
  readonly kind: "captured";
  readonly data: Elements | readonly number[];
}

/** A function of the host's, which stands among the inputs: an op of it and of a list calls it in the midst of calls. */
export interface ForeignNode {
  readonly kind: "foreign";
  readonly name: string;
  /** The op that it is, in messages. */
  readonly label: string;
  readonly compute: (...arrays: never[]) => unknown;
  /** Its derivative; see trace/rules.ts. */
  readonly rule: ((...argsAndValue: unknown[]) => unknown) | undefined;
  /** Of a loop, which stands among foreign functions, the state that it gives at its end; `compute` is not called. */
  readonly state?: LoopState | undefined;
}

/** A loop of steps in ops; see trace/loop.ts. Its inputs are numbered: initial values of states, then `values`. */
export interface Loop {
  /** The number of steps, at least 1. */
  readonly count: number;
  /** The number of states that have initial values. */
  readonly size: number;
  /** What stands for the number of the step in the graphs of steps, and for the inputs that do not change. */
  readonly index: InputNode;
  readonly values: readonly ExprNode[];
}

/** What a loop carries from step to step. In the graphs of steps it is an input. */
export interface LoopState extends InputNode {
  readonly loop: Loop;
  /** The input of the loop that it begins as, or the number. */
  readonly start: { readonly input: number } | number;
  /** What it becomes in a step. */
  readonly update: ExprNode;
  /** The inputs of the loop that it depends on after the first step, ascending. */
  readonly inputs: readonly number[];
}

/** An op applied to operands. */
export interface CallNode {
  readonly kind: "call";
  /** The op's code. */
  readonly op: number;
  readonly operands: readonly ExprNode[];
  /** What is among the nodes that this one depends on: {@link COMPOSED}, {@link CALLS_FOREIGN}, {@link HAS_INPUT}. */
  readonly flags: number;
}

export type ExprNode = InputNode | PlaceholderNode | ConstantNode | CapturedNode | ForeignNode | CallNode;

/** A free variable of a traced function: a captured array, a foreign function, or an input of an enclosing trace. */
export type HiddenNode = InputNode | CapturedNode | ForeignNode;

export const placeholder: PlaceholderNode = { kind: "placeholder" };

/** The argument of a function, which expressions may use while the scope is open. */
export function inputNode(scope: TraceScope, name: string): InputNode {
  return { kind: "input", scope, name };
}

/** A number in a graph; in a program, it is a node as `constantNode` in program.ts makes it. */
export function constantOf(value: number): ConstantNode {
  return { kind: "constant", value };
}

export function callNode(op: number, operands: readonly ExprNode[]): CallNode {
  let flags = 0;
  for (const operand of operands) flags |= flagsOf(operand);
  return { kind: "call", op, operands, flags };
}

/** A foreign function, applied to a list of these arguments. */
export function foreignCall(foreign: ForeignNode, args: readonly ExprNode[]): CallNode {
  const list = args.reduceRight<ExprNode>((rest, arg) => callNode(ARGUMENT, [arg, rest]), constantOf(0));
  return callNode(FOREIGN, [list, foreign]);
}

/** The placeholder. */
const COMPOSED = 1;
/** A foreign function. */
const CALLS_FOREIGN = 2;
/** An input, of any trace. */
const HAS_INPUT = 4;

function flagsOf(node: ExprNode): number {
  if (node.kind === "call") return node.flags;
  if (node.kind === "input") return HAS_INPUT;
  return node.kind === "placeholder" ? COMPOSED : node.kind === "foreign" ? CALLS_FOREIGN : 0;
}

/** Whether a node depends on an argument, of whatever function. */
export function dependsOnArgument(node: ExprNode): boolean {
  return (flagsOf(node) & (COMPOSED | HAS_INPUT)) !== 0;
}

/** Whether a node calls a foreign function. */
export function callsForeign(node: ExprNode): boolean {
  return node.kind === "call" && (node.flags & CALLS_FOREIGN) !== 0;
}

/** Whether a node depends on the placeholder, so that its expression is callable. */
export function isComposed(node: ExprNode): boolean {
  return (flagsOf(node) & COMPOSED) !== 0;
}

/**
 * The property of an expression that holds its node. A registered symbol, the same in every copy of the package: its
 * ES module and its CommonJS module may meet in one application, where `instanceof` would tell their expressions
 * apart.
 */
export const NODE = /* @__PURE__ */ Symbol.for("fluxion.node");

/** The node of an expression; undefined for any other value. */
export function nodeOf(value: unknown): ExprNode | undefined {
  const isObject = (typeof value === "object" && value !== null) || typeof value === "function";
  return isObject ? (value as { readonly [NODE]?: ExprNode })[NODE] : undefined;
}
