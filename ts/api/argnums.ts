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
  if (options === undefined) return { argnums: byAll ? undefined : [0], isArray: byAll, hasAux: false };
  if (typeof options !== "object" || options === null || Array.isArray(options)) throw wrongOptions(label, options);
  for (const name of Object.keys(options))
    if (name !== "argnums" && (byAll || name !== "hasAux")) throw unknownOption(label, name, byAll);
  // Own properties only: somebody may have added one to Object.prototype.
  const own = { __proto__: null, ...options } as { readonly argnums?: unknown; readonly hasAux?: unknown };
  const { argnums: given = byAll ? undefined : 0, hasAux = false } = own;
  if (typeof hasAux !== "boolean") throw wrongHasAux(label, hasAux);
  if (given === undefined) return { argnums: given, isArray: true, hasAux };
  const isArray = Array.isArray(given);
  const argnums: unknown[] = isArray ? [...(given as unknown[])] : [given];
  const seen = new Set<unknown>();
  for (const argnum of argnums) {
    if (typeof argnum !== "number" || !Number.isInteger(argnum) || argnum < 0) throw wrongArgnum(label, argnum);
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

/** @throws RangeError if one of the argnums is not below the number of arguments. */
function checkRange(label: string, argnums: readonly number[], count: number): void {
  for (const argnum of argnums) if (argnum >= count) throw argnumOutOfRange(label, argnum, count);
}
