// Which of many operands of one call share memory.

import { FLOAT_BYTES } from "../core/layout.js";
import { bufferOf, type Elements, overlap, startOf, strideOf } from "./elements.js";

/**
 * Calls `found` for operands that share memory with an output, with the numbers of both: for each such operand at least
 * once. Takes n log n steps, unless many strided views with different strides lie among each other.
 *
 * @param operands - The outputs, and then the inputs.
 * @param outputs - How many of the operands are outputs.
 * @param n - The number of elements of each that count.
 */
export function eachOverlap(
  operands: readonly (number | Elements)[],
  outputs: number,
  n: number,
  found: (operand: number, output: number) => void,
): void {
  const buffers = operands.map((operand) => (typeof operand === "number" ? undefined : bufferOf(operand)));
  const test = (i: number, output: number) => {
    if (buffers[i] === buffers[output] && overlap(operands[i] as Elements, operands[output] as Elements, n))
      found(i, output);
  };
  const numbers = new Map<unknown, number>();
  const places: { i: number; buffer: number; start: number; end: number; stride: number }[] = [];
  for (let i = 0; i < operands.length; i++) {
    const [operand, buffer] = [operands[i]!, buffers[i]];
    if (typeof operand === "number") continue;
    if (!numbers.has(buffer)) numbers.set(buffer, numbers.size);
    const [start, stride] = [startOf(operand), FLOAT_BYTES * strideOf(operand)];
    const end = start + stride * (n - 1) + FLOAT_BYTES;
    places.push({ i, buffer: numbers.get(buffer)!, start, end, stride });
  }
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
