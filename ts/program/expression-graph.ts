// What an expression is inside: a graph of immutable nodes, shared by identity.

import type { Elements } from "../memory/elements.js";

/** One tracing of a function. Its inputs mean something only while it is open. */
export interface Trace {
  open: boolean;
}

/** The argument of a function that is being traced. */
export interface InputNode {
  readonly kind: "input";
  readonly trace: Trace;
  /** For people. */
  readonly name: string;
}

/** The argument of a composed expression, such as `sin(cos())`: there is only one, so they all share it. */
export interface PlaceholderNode {
  readonly kind: "placeholder";
}

export interface ConstantNode {
  readonly kind: "constant";
  readonly value: number;
}

/** An array that a traced function met: an argument that is not among its parameters, read at every call. */
export interface CapturedNode {
  readonly kind: "captured";
  readonly data: Elements | readonly number[];
}

/** An op applied to operands. */
export interface CallNode {
  readonly kind: "call";
  /** The op's code. */
  readonly op: number;
  readonly operands: readonly Node[];
  /** Whether the placeholder is below. */
  readonly composed: boolean;
}

export type Node = InputNode | PlaceholderNode | ConstantNode | CapturedNode | CallNode;

/** What a traced function cannot say by itself: captured arrays, and the inputs of an enclosing trace. */
export type HiddenNode = InputNode | CapturedNode;

export const placeholder: PlaceholderNode = { kind: "placeholder" };

export function callNode(op: number, operands: readonly Node[]): CallNode {
  return { kind: "call", op, operands, composed: operands.some(isComposed) };
}

/** Whether the node depends on the placeholder: its expression is then callable. */
export function isComposed(node: Node): boolean {
  return node.kind === "call" ? node.composed : node.kind === "placeholder";
}

/**
 * The property of an expression that holds its node. Registered, and so the
 * same in every copy of the package: an ES module and a CommonJS one may meet in
 * a program, and `instanceof` would tell their expressions apart.
 */
export const NODE = /* @__PURE__ */ Symbol.for("fluxion.node");

/** The node of an expression; undefined if the value is no expression. */
export function nodeOf(value: unknown): Node | undefined {
  const isObject = (typeof value === "object" && value !== null) || typeof value === "function";
  return isObject ? (value as { readonly [NODE]?: Node })[NODE] : undefined;
}
