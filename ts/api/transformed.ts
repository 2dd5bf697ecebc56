// What all transforms have in common: a user's function is traced, its program transformed, and called.

import { type Read, READ } from "../call/arguments.js";
import { MAX_INPUTS } from "../core/layout.js";
import { simplify } from "../core/load.js";
import { type MessageContext, notFunction, tooManyInputs, wrongCount } from "../errors.js";
import { encode } from "../program/format.js";
import { type Flattened, flatten } from "../program/program.js";
import { isExpression } from "../trace/expression.js";
import { type Besides, makeFunction, titleOf } from "./compiled.js";
import { hasRest, knownArity, lengthOf, nameOf, namesOf } from "../program/names.js";
import { arrayOf, type Branch, leafPaths, type Tree } from "../program/tree.js";
import { type Returns, trace, type Traced, type UserFunction } from "../trace/trace.js";
import { TracedFunction } from "../trace/traced-function.js";

/** What a transform makes a traced function of. */
type Graph = Traced & Flattened;

/** What it makes: a program in normal form, and the structure of its outputs. Free variables stay what they are. */
interface Transformed {
  readonly program: Uint8Array;
  /** The number of the first output that is a derivative; Infinity if none is. */
  readonly firstDerivative: number;
  readonly shape: Tree;
  /** The structure of what it takes besides arguments, whose leaves follow those of the arguments. */
  readonly besides?: Tree;
  /** The arguments that tangents belong to, in order. */
  readonly argnums?: readonly number[];
}

export type Transform = (graph: Graph, label: string, args: Branch) => Transformed;

/** The function itself. */
export const value: Transform = ({ inputs, program, shape }) => {
  return { program: simplify(encode(program), inputs.length), firstDerivative: Infinity, shape };
};

/**
 * The user's function under a transform. Nothing is traced or loaded before its first call.
 *
 * @param besides - What a call takes besides the list of arguments; if nothing, arguments are one by one.
 */
export function transformed(
  name: string,
  f: unknown,
  returns: Returns,
  transform: Transform,
  besides?: Besides,
): unknown {
  if (typeof f !== "function") throw notFunction(name, f, isExpression(f));
  const user = f as UserFunction & { readonly [READ]?: Read };
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
      const context = { label, names: names(count), leaves };
      const traced = trace(user, context, args, returns);
      const graph = { ...traced, ...flatten(traced.outputs, traced.inputs) };
      // `length` counts neither parameters with a default nor a rest parameter: those that are used count too.
      const takes = Math.max(length, (leaves[graph.used - 1]?.argument ?? -1) + 1);
      if (known === undefined && count > takes && !hasRest(user)) throw wrongCount(subject, takes, count);
      const { program, shape, firstDerivative, besides: tree, argnums } = transform(graph, label, args);
      return tree === undefined
        ? new TracedFunction(context, program, shape, graph.hidden, args, firstDerivative)
        : new TracedFunction(
            withBesides(context, tree, args, argnums),
            program,
            shape,
            graph.hidden,
            arrayOf([args, tree]),
            firstDerivative,
          );
    },
  });
}

/** The context of messages with the tangents of arguments, or with the cotangent. */
function withBesides(
  { label, names, leaves }: MessageContext,
  tree: Tree,
  args: Branch,
  argnums: readonly number[] | undefined,
): MessageContext {
  const all = names.slice();
  for (const argnum of argnums ?? [undefined]) {
    let name = argnum === undefined ? "c" : `d${names[argnum]!}`;
    while (all.includes(name)) name += "_";
    all.push(name);
  }
  const parts = argnums ? (tree as Branch).parts : [tree];
  const owners = argnums && leavesOf(args, argnums);
  const others = leafPaths(parts).map(({ argument, path }, i) => {
    const title = titleOf(argnums && "tangents", argument);
    return { argument: names.length + argument, path, title, of: owners?.[i] };
  });
  return { label, names: all, leaves: [...leaves!, ...others] };
}

/** The leaves of these arguments, in order. */
export function leavesOf({ parts }: Branch, argnums: readonly number[]): number[] {
  const leaves: number[] = [];
  const visit = (tree: Tree): unknown => (typeof tree === "number" ? leaves.push(tree) : tree.parts.forEach(visit));
  for (const argnum of argnums) visit(parts[argnum]!);
  return leaves;
}
