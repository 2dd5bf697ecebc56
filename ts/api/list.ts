// Numbers as parameters, one by one.

import { wrongList } from "../errors.js";
import { isFloat32Array } from "../memory/is-float32-array.js";
import type { List } from "./public-types.js";

/**
 * A list of parameters that are numbers. An array of numbers is a batch, one
 * number for each element; a list is so many arguments in one, as an object of
 * them is: `{ 0: 0.1, 1: 0.2 }`. A function gets an array of expressions for it,
 * and its gradient is such an object again: `Object.values(gradient)` are the
 * numbers.
 *
 * @throws TypeError if it is no array of numbers, or an empty one.
 *
 * @example
 * const polynomial = (ws, x) => ws.reduceRight((sum, w) => add(mul(sum, x), w));
 * grad(polynomial)(list([1, 2, 3]), 2); // { 0: 1, 1: 2, 2: 4 }
 */
export function list(numbers: readonly number[] | Float32Array): List {
  const isList = Array.isArray(numbers) || isFloat32Array(numbers);
  const values: readonly unknown[] = isList ? Array.from(numbers) : [];
  if (values.length === 0) throw wrongList(numbers, undefined);
  values.forEach((value, i) => {
    if (typeof value !== "number") throw wrongList(value, i);
  });
  return Object.fromEntries(values.entries()) as List;
}
