// All derivatives of a function: jacobian and hessian.

import { differentiate, HESSIAN, JACOBIAN } from "../core/load.js";
import { encode } from "../program/format.js";
import { arrayOf, mapLeaves, type Tree } from "../program/tree.js";
import { chosen, readOptions } from "./argnums.js";
import { leavesOf, transformed } from "./transformed.js";

/**
 * The derivatives of all that a function returns.
 */
export function jacobian(f: unknown, options?: unknown): unknown {
  const { argnums: given, isArray } = readOptions("jacobian", options, true);
  return transformed("jacobian", f, "structure", ({ inputs, program, shape }, label, args) => {
    const argnums = chosen(label, given, args);
    const leaves = leavesOf(args, argnums);
    const row = (output: number): Tree => {
      let entry = output * leaves.length;
      const parts = argnums.map((i) => mapLeaves(args.parts[i]!, () => entry++));
      return isArray ? arrayOf(parts) : parts[0]!;
    };
    return {
      program: differentiate(encode(program), JACOBIAN, leaves, inputs.length),
      firstDerivative: 0,
      shape: mapLeaves(shape, row),
    };
  });
}

/**
 * The second derivatives of a function.
 */
export function hessian(f: unknown, options?: unknown): unknown {
  const { argnums: given, isArray } = readOptions("hessian", options, true);
  return transformed("hessian", f, "value", ({ inputs, program }, label, args) => {
    const argnums = chosen(label, given, args);
    const leaves = leavesOf(args, argnums);
    const block = (i: number, j: number) =>
      mapLeaves(args.parts[i]!, (row) =>
        mapLeaves(args.parts[j]!, (column) => leaves.indexOf(row) * leaves.length + leaves.indexOf(column)),
      );
    return {
      program: differentiate(encode(program), HESSIAN, leaves, inputs.length),
      firstDerivative: 0,
      shape: isArray
        ? arrayOf(argnums.map((i) => arrayOf(argnums.map((j) => block(i, j)))))
        : block(argnums[0]!, argnums[0]!),
    };
  });
}
