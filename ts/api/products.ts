// Products with derivatives: jvp, vjp and hvp.

import { differentiate, HVP, JVP, PULLBACK, VJP } from "../core/load.js";
import { encode } from "../program/format.js";
import { arrayOf, mapLeaves, type Tree } from "../program/tree.js";
import { chosen, readOptions } from "./argnums.js";
import { leavesOf, type Transform, transformed, value } from "./transformed.js";

/**
 * Forward mode: the value of a function, and its derivative in a direction.
 */
export function jvp(f: unknown, ...direct: unknown[]): unknown {
  if (direct.length === 0) return transformed("jvp", f, "structure", withTangents, "tangents");
  return made("jvp", f, () => jvp(f))(...direct);
}

/**
 * Reverse mode.
 */
export function vjp(f: unknown, ...primals: unknown[]): unknown {
  const make = (transform: Transform) => transformed("vjp", f, "structure", transform, "cotangent");
  if (primals.length === 0) return make(pulledBack(VJP));
  const values = made("value", f, () => transformed("vjp", f, "structure", value));
  const pull = made("pullback", f, () => make(pulledBack(PULLBACK)));
  return [values(...primals), (cotangent: unknown) => pull(primals, cotangent)];
}

/**
 * Products of a function's Hessian with vectors.
 */
export function hvp(f: unknown, options?: unknown): unknown {
  const { argnums: given } = readOptions("hvp", options, true);
  return transformed(
    "hvp",
    f,
    "value",
    ({ inputs, program }, label, args) => {
      const argnums = chosen(label, given, args);
      const leaves = leavesOf(args, argnums);
      const tangents = argnums.map((i) => args.parts[i]!);
      return {
        program: differentiate(encode(program), HVP, leaves, inputs.length),
        firstDerivative: 0,
        shape: numbered(0, arrayOf(tangents)),
        besides: numbered(inputs.length, arrayOf(tangents)),
        argnums,
      };
    },
    "tangents",
  );
}

/** The structure with its leaves numbered in order, from `first`. */
function numbered(first: number, tree: Tree): Tree {
  return mapLeaves(tree, () => first++);
}

/** The values of a function, and their derivatives along tangents. */
const withTangents: Transform = ({ inputs, program, shape }, _, args) => ({
  program: differentiate(encode(program), JVP, [...inputs.keys()], inputs.length),
  firstDerivative: Infinity,
  shape: numbered(0, arrayOf([shape, shape])),
  besides: numbered(inputs.length, args),
  argnums: [...args.parts.keys()],
});

/** The values of a function, if `which` has them, and what cotangents of these come to. */
function pulledBack(which: number): Transform {
  return ({ inputs, program, shape }, _, args) => ({
    program: differentiate(encode(program), which, [], inputs.length),
    firstDerivative: Infinity,
    shape: numbered(0, which === VJP ? arrayOf([shape, args]) : args),
    besides: numbered(inputs.length, shape),
  });
}

/** What direct forms have made of functions, none of which it keeps alive. */
const known = /* @__PURE__ */ new WeakMap<object, Map<string, AnyCallable>>();

type AnyCallable = (...args: readonly unknown[]) => unknown;

/** What is made of a function, once. */
function made(what: string, f: unknown, make: () => unknown): AnyCallable {
  // What is no function is refused where something is made of it.
  const all = (typeof f === "function" && known.get(f)) || new Map<string, AnyCallable>();
  const one = all.get(what) ?? (make() as AnyCallable);
  known.set(f as object, all.set(what, one));
  return one;
}
