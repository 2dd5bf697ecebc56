// Which operands of one call share memory.

import { FLOAT_BYTES } from "../core/layout.js";
import { type Elements, overlap, startOf, strideOf } from "./elements.js";

/** Operands beyond which sorting is faster than trying all pairs. */
const FEW = 32;

/**
 * Calls `found` for operands that share memory with an output, with the numbers of both: for each such operand at least
 * once. Takes n log n steps, unless many strided views with different strides lie among each other.
 *
 * @param operands - The outputs, and then the inputs.
 * @param buffers - The buffer of each, undefined for a number.
 * @param outputs - How many of the operands are outputs.
 * @param n - The number of elements of each that count.
 */
export function eachOverlap(
  operands: readonly (number | Elements)[],
  buffers: readonly (ArrayBufferLike | undefined)[],
  outputs: number,
  n: number,
  found: (operand: number, output: number) => void,
): void {
  const test = (i: number, output: number) => {
    if (buffers[i] === buffers[output] && overlap(operands[i] as Elements, operands[output] as Elements, n))
      found(i, output);
  };
  if (operands.length <= FEW) {
    for (let i = 0; i < operands.length; i++) for (let j = 0; j < outputs && j < i; j++) test(i, j);
    return;
  }

  const numbers = new Map<unknown, number>();
  buffers.forEach((buffer) => numbers.set(buffer, numbers.get(buffer) ?? numbers.size));
  const places = operands.flatMap((operand, i) => {
    if (typeof operand === "number") return [];
    const [start, stride] = [startOf(operand), FLOAT_BYTES * strideOf(operand)];
    return { i, buffer: numbers.get(buffers[i])!, start, end: start + stride * (n - 1) + FLOAT_BYTES, stride };
  });
  places.sort((a, b) => a.buffer - b.buffer || a.start - b.start);
  for (let from = 0, to = 0; from < places.length; from = to) {
    // Those that begin before all before them have ended: with what comes after, they share nothing.
    const { buffer, stride } = places[from]!;
    let end = -Infinity;
    do end = Math.max(end, places[to]!.end);
    while (++to < places.length && places[to]!.buffer === buffer && places[to]!.start < end);
    const group = places.slice(from, to);
    if (group.every((place) => place.stride === stride)) {
      // With one stride, views share all their places modulo the stride or none, and take the same room: what shares
      // memory with any output does so with the next one before it or after it.
      group.sort((a, b) => (a.start % stride) - (b.start % stride) || a.start - b.start);
      for (const run of [group, [...group].reverse()]) {
        let last: number | undefined;
        for (const { i } of run) {
          if (last !== undefined) test(i, last);
          if (i < outputs) last = i;
        }
      }
    } else {
      const written = group.filter(({ i }) => i < outputs);
      for (const { i } of group) for (const other of written) if (other.i < i) test(i, other.i);
    }
  }
}
