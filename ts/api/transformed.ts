// What all transforms have in common: a user's function is traced, its program transformed, and called.

import { type Read, READ } from "../call/arguments.js";
import { MAX_INPUTS } from "../core/layout.js";
import { simplify } from "../core/load.js";
import { leafAt, type LeafPath, tooManyInputs, withName, wrongCount } from "../errors.js";
import { encode } from "../program/format.js";
import { type HiddenNode, inputNode } from "../program/expression-graph.js";
import { type Flattened, flatten } from "../program/program.js";
import { chosen } from "./argnums.js";
import { type Besides, makeFunction, titleOf } from "./compiled.js";
import { hasRest, knownArity, lengthOf, nameOf, namesOf } from "../program/names.js";
import { arrayOf, type Branch, leafPaths, mapLeaves, type Tree } from "../program/tree.js";
import { type Returns, trace, type Traced, userFunction, type UserFunction } from "../trace/trace.js";
import { TracedFunction } from "../trace/traced-function.js";

/** What a transform makes a traced function of. */
type Graph = Traced & Flattened & { readonly argnums: readonly number[] };

/** What it makes: a program in normal form, and the structure of its outputs. Free variables stay what they are. */
interface Transformed {
  readonly program: Uint8Array;
  readonly shape: Tree;
}

export type Transform = (graph: Graph, label: string, args: Branch) => Transformed;

/** The function itself. */
export const value: Transform = ({ inputs, program, shape }) => {
  return { program: simplify(encode(program), inputs.length), shape };
};

/**
 * The user's function under a transform. Nothing is traced or loaded before its first call.
 *
 * @param besides - What a call takes besides the list of arguments; if nothing, arguments are one by one.
 * @param given - The arguments that tangents belong to; all, if undefined.
 * @param orders - How many times the transform differentiates.
 */
export function transformed(
  name: string,
  f: unknown,
  returns: Returns,
  transform: Transform,
  besides?: Besides,
  given?: readonly number[],
  orders = 1,
): unknown {
  const user = userFunction(name, f) as UserFunction & { readonly [READ]?: Read };
  const label = `${name}(${nameOf(user)})`;
  const subject = besides ? `${label}: the function` : label;
  const length = lengthOf(user);
  const names = (count: number) => namesOf(user, count);
  return makeFunction({
    label,
    length,
    names,
    read: user[READ],
    besides,
    initial: undefined,
    trace: (args) => {
      const count = args.parts.length;
      if (count < length) throw wrongCount(subject, length, count);
      const known = knownArity(user, count);
      if (known !== undefined && known < count) throw wrongCount(subject, known, count);
      const leaves = leafPaths(args.parts);
      if (leaves.length > MAX_INPUTS) throw tooManyInputs(leaves.length, MAX_INPUTS);
      const context = { label, names: [...names(count)], leaves };
      const traced = trace(user, context, args, returns, transform === value ? 0 : orders);
      const { inputs, outputs } = traced;
      const isList = besides === "tangents";
      const argnums = isList ? chosen(label, given, args) : [];
      const other = isList ? arrayOf(argnums.map((i) => args.parts[i]!)) : traced.shape;
      const tree = besides && numbered(inputs.length, other);
      const places = tree === undefined ? [] : leafPaths([tree]);
      const others = places.map(() => inputNode({ open: false }, ""));
      const graph = { ...traced, ...flatten(outputs, [...inputs, ...others]), argnums };
      // `length` counts neither parameters with a default nor a rest parameter: those that are used count too.
      const takes = Math.max(length, (leaves[graph.used - 1]?.argument ?? -1) + 1);
      if (known === undefined && count > takes && !hasRest(user)) throw wrongCount(subject, takes, count);
      const { program, shape } = named(label, graph.hidden, () => transform(graph, label, args));
      const whole = tree === undefined ? args : arrayOf([args, tree]);
      if (tree !== undefined) addBesides(context, tree, isList ? argnums : undefined, args);
      return new TracedFunction(context, program, shape, graph.hidden, whole);
    },
  });
}

/** What a transform makes; an error names the foreign function that it is about. */
function named<T>(label: string, hidden: readonly HiddenNode[], make: () => T): T {
  try {
    return make();
  } catch (error) {
    throw withName(error, label, hidden);
  }
}

/** Adds the tangents of these arguments, or the cotangent, to the context of messages. */
function addBesides(
  { names, leaves }: { names: string[]; leaves: LeafPath[] },
  tree: Tree,
  argnums: readonly number[] | undefined,
  args: Branch,
): void {
  const first = names.length;
  for (const argnum of argnums ?? [undefined]) {
    let name = argnum === undefined ? "c" : `d${names[argnum]!}`;
    while (names.includes(name)) name += "_";
    names.push(name);
  }
  const owners = argnums && leavesOf(args, argnums);
  leafPaths(argnums ? (tree as Branch).parts : [tree]).forEach(({ argument, path }, i) => {
    leaves.push(leafAt(first + argument, path, titleOf(argnums && "tangents", argument), owners?.[i]));
  });
}

/** The structure with its leaves numbered in order, from `first`. */
export function numbered(first: number, tree: Tree): Tree {
  return mapLeaves(tree, () => first++);
}

/** The leaves of these arguments, in order. */
export function leavesOf({ parts }: Branch, argnums: readonly number[]): number[] {
  const leaves: number[] = [];
  const visit = (tree: Tree): unknown => (typeof tree === "number" ? leaves.push(tree) : tree.parts.forEach(visit));
  for (const argnum of argnums) visit(parts[argnum]!);
  return leaves;
}
