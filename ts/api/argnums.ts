// The options of transforms.

import {
  argnumOutOfRange,
  noArgnums,
  repeatedArgnum,
  unknownOption,
  wrongArgnum,
  wrongHasAux,
  wrongOptions,
} from "../errors.js";
import type { Branch } from "../program/tree.js";

/** The arguments to differentiate by, all if undefined, and whether there is to be an array of derivatives. */
export interface Differentiated {
  readonly argnums: readonly number[] | undefined;
  readonly isArray: boolean;
  /** Whether the function returns [value, aux]. */
  readonly hasAux: boolean;
}

/**
 * Reads the options of a transform.
 *
 * @param byAll - Whether it is by all arguments if argnums are not given, else by the first; then there is no hasAux.
 * @throws TypeError if they are no options.
 * @throws RangeError if argnums are not distinct counts.
 */
export function readOptions(label: string, options: unknown, byAll = false): Differentiated {
  const known = byAll ? (["argnums"] as const) : (["argnums", "hasAux"] as const);
  const own = ownOptions<"argnums" | "hasAux">(label, options, known);
  const { argnums: given = byAll ? undefined : 0, hasAux = false } = own;
  if (typeof hasAux !== "boolean") throw wrongHasAux(label, hasAux);
  if (given === undefined) return { argnums: given, isArray: true, hasAux };
  const isArray = Array.isArray(given);
  const argnums: unknown[] = isArray ? [...(given as unknown[])] : [given];
  const seen = new Set<unknown>();
  for (const argnum of argnums) {
    checkArgnum(label, argnum, "argnums");
    if (seen.has(argnum)) throw repeatedArgnum(label, argnum);
    seen.add(argnum);
  }
  if (argnums.length === 0) throw noArgnums(label);
  return { argnums: argnums as number[], isArray, hasAux };
}

/**
 * The arguments that argnums name, of a function of these.
 *
 * @throws RangeError if one of them is not there.
 */
export function chosen(label: string, argnums: readonly number[] | undefined, { parts }: Branch): readonly number[] {
  const given = argnums ?? [...parts.keys()];
  checkRange(label, given, parts.length);
  return given;
}

/**
 * Reads the option of `derivatives`: the argument to differentiate by.
 *
 * @throws TypeError if it is no such option.
 * @throws RangeError if it is no count.
 */
export function readArgnum(label: string, options: unknown): number {
  const { argnum = 0 } = ownOptions(label, options, ["argnum"]);
  checkArgnum(label, argnum, "argnum");
  return argnum;
}

/** The options by name; those that somebody added to Object.prototype are none. */
export function ownOptions<Name extends string>(
  label: string,
  options: unknown,
  known: readonly Name[],
): { readonly [N in Name]?: unknown } {
  if (options === undefined) return { __proto__: null } as object;
  if (typeof options !== "object" || options === null || Array.isArray(options))
    throw wrongOptions(label, options, known[0]!);
  for (const name of Object.keys(options))
    if (!known.includes(name as Name)) throw unknownOption(label, name, known.join(", or "));
  return { __proto__: null, ...options } as { readonly [N in Name]?: unknown };
}

function checkArgnum(label: string, argnum: unknown, option: string): asserts argnum is number {
  if (typeof argnum !== "number" || !Number.isInteger(argnum) || argnum < 0) throw wrongArgnum(label, argnum, option);
}

/** @throws RangeError if one of the argnums is not below the number of arguments. */
export function checkRange(label: string, argnums: readonly number[], count: number, option = "argnums"): void {
  for (const argnum of argnums) if (argnum >= count) throw argnumOutOfRange(label, argnum, count, option);
}
