// What all transforms have in common: a user's function is traced, its program transformed, and called.

import { MAX_INPUTS } from "../core/layout.js";
import { notFunction, tooManyInputs, wrongCount } from "../errors.js";
import { type Flattened, flatten } from "../program/program.js";
import { isExpression } from "../trace/expression.js";
import { makeFunction } from "./compiled.js";
import { hasRest, knownArity, lengthOf, nameOf, namesOf } from "../program/names.js";
import { type Branch, leafPaths, type Tree } from "../program/tree.js";
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
}

type Transform = (graph: Graph, label: string, args: Branch) => Transformed;

/** The user's function under a transform. Nothing is traced or loaded before its first call. */
export function transformed(name: string, f: unknown, returns: Returns, transform: Transform): unknown {
  if (typeof f !== "function") throw notFunction(name, f, isExpression(f));
  const user = f as UserFunction;
  const label = `${name}(${nameOf(user)})`;
  const length = lengthOf(user);
  const names = (count: number) => namesOf(user, count);
  return makeFunction({
    label,
    length,
    names,
    trace: (args) => {
      const count = args.parts.length;
      if (count < length) throw wrongCount(label, length, count);
      const known = knownArity(user, count);
      if (known !== undefined && known < count) throw wrongCount(label, known, count);
      const leaves = leafPaths(args.parts);
      if (leaves.length > MAX_INPUTS) throw tooManyInputs(leaves.length, MAX_INPUTS);
      const context = { label, names: names(count), leaves };
      const traced = trace(user, context, args, returns);
      const graph = { ...traced, ...flatten(traced.outputs, traced.inputs) };
      // `length` counts neither parameters with a default nor a rest parameter: those that are used count too.
      const takes = Math.max(length, (leaves[graph.used - 1]?.argument ?? -1) + 1);
      if (known === undefined && count > takes && !hasRest(user)) throw wrongCount(label, takes, count);
      const { program, shape, firstDerivative } = transform(graph, label, args);
      return new TracedFunction(context, program, shape, graph.hidden, args, firstDerivative);
    },
  });
}
