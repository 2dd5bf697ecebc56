// The options of grad and valueAndGrad.

import {
  argnumOutOfRange,
  noArgnums,
  repeatedArgnum,
  unknownOption,
  wrongArgnum,
  wrongHasAux,
  wrongOptions,
} from "../errors.js";

/** The arguments to differentiate by, and whether the user asked for an array of gradients. */
export interface Differentiated {
  readonly argnums: readonly number[];
  readonly isArray: boolean;
  /** Whether the function returns [value, aux]. */
  readonly hasAux: boolean;
}

/**
 * Reads the options of `grad` and `valueAndGrad`.
 *
 * @throws TypeError if they are no options.
 * @throws RangeError if argnums are not distinct counts.
 */
export function readOptions(label: string, options: unknown): Differentiated {
  if (options === undefined) return { argnums: [0], isArray: false, hasAux: false };
  if (typeof options !== "object" || options === null || Array.isArray(options)) throw wrongOptions(label, options);
  for (const name of Object.keys(options))
    if (name !== "argnums" && name !== "hasAux") throw unknownOption(label, name);
  // Own properties only: somebody may have added one to Object.prototype.
  const own = { __proto__: null, ...options } as { readonly argnums?: unknown; readonly hasAux?: unknown };
  const { argnums: given = 0, hasAux = false } = own;
  if (typeof hasAux !== "boolean") throw wrongHasAux(label, hasAux);
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

/** @throws RangeError if one of the argnums is not below the number of arguments. */
export function checkRange(label: string, argnums: readonly number[], count: number): void {
  for (const argnum of argnums) if (argnum >= count) throw argnumOutOfRange(label, argnum, count);
}
