// Blocks of a call's operands, copied to the arena and from it. Strided views of one array with one stride are columns:
// their rows are copied at once, and parted by a loop of the core, at 0.6 ns an element. By a loop over its elements
// alone V8 takes 2 to 14 ns (Node 20, `npm run bench:strided`).

import { FLOAT_BYTES, LANES } from "../core/layout.js";
import { load } from "../core/load.js";
import { floats, ROWS_FLOATS, rowsIndex, viewAt } from "./arena.js";
import { type Elements, read, subview, write } from "./elements.js";
import { isStrided, type Strided } from "./strided.js";
import { bufferOf, copyTo } from "./typed-array.js";

/** Operands of a call that are columns of one array. */
export interface Columns {
  readonly data: Float32Array;
  readonly stride: number;
  /** The index in `data` of the first element of the column that begins first, and that of the one that begins last. */
  first: number;
  last: number;
  /** Which of the operands. */
  readonly members: number[];
}

/** Rows at a time, at least: a view of fewer costs more than a loop. */
const MIN_ROWS = 32;
/** Floats of rows for each element, at most: beyond that, a loop over the elements is faster. */
const MAX_READ = 16;
/** Likewise of rows that are read and written, for columns that are not all that a row has. */
const MAX_WRITTEN = 4;

/**
 * The strided operands of a run over n elements by their arrays; undefined if there are none, which is the rule, or too
 * few elements.
 */
export function columnsOf(
  operands: readonly (number | Elements | undefined)[],
  n: number,
): readonly Columns[] | undefined {
  return n < MIN_ROWS ? undefined : columnsAmong(operands);
}

/** The same for elements enough. Apart, because V8 would not inline it in each call. */
function columnsAmong(operands: readonly (number | Elements | undefined)[]): readonly Columns[] | undefined {
  let all: Columns[] | undefined;
  let byArray: Map<Float32Array, Columns> | undefined;
  for (let i = 0; i < operands.length; i++) {
    const operand = operands[i];
    if (operand === undefined || typeof operand === "number" || !isStrided(operand)) continue;
    const { data, stride, offset } = operand;
    byArray ??= new Map();
    let columns = byArray.get(data);
    if (columns?.stride !== stride) {
      columns = { data, stride, first: offset, last: offset, members: [] };
      byArray.set(data, columns);
      (all ??= []).push(columns);
    }
    columns.first = Math.min(columns.first, offset);
    columns.last = Math.max(columns.last, offset);
    columns.members.push(i);
  }
  return all;
}

/**
 * Copies elements of all inputs that are arrays to their slots. The last vector of a slot is padded with its last
 * element: what else is there could make the fallback necessary.
 *
 * @param columns - Those of the inputs.
 * @param from - The first element of the block, which has `count`.
 * @param slots - The index of each input's slot, in floats from `origin` on.
 */
export function readBlock(
  inputs: readonly (number | Elements)[],
  columns: readonly Columns[] | undefined,
  from: number,
  count: number,
  slots: ArrayLike<number>,
  origin: number,
): void {
  if (columns !== undefined) copyGroups(columns, inputs, from, count, slots, origin, false);
  const memory = floats();
  for (let i = 0; i < inputs.length; i++) {
    const input = inputs[i]!;
    if (typeof input === "number") continue;
    const slot = origin + slots[i]!;
    if (columns === undefined || !isStrided(input)) read(input, from, memory, slot, count);
    for (let k = count; k % LANES !== 0; k++) memory[slot + k] = memory[slot + count - 1]!;
  }
}

/** Copies elements from their slots to all outputs that have an array; see {@link readBlock}. */
export function writeBlock(
  outputs: readonly (Elements | undefined)[],
  columns: readonly Columns[] | undefined,
  from: number,
  count: number,
  slots: ArrayLike<number>,
  origin: number,
): void {
  if (columns !== undefined) copyGroups(columns, outputs, from, count, slots, origin, true);
  const memory = floats();
  for (let i = 0; i < outputs.length; i++) {
    const output = outputs[i];
    if (output === undefined) continue;
    if (columns === undefined || !isStrided(output)) write(memory, origin + slots[i]!, output, from, count);
  }
}

/** Copies the elements of all columns, to their slots or from there if `isWrite`. */
function copyGroups(
  groups: readonly Columns[],
  operands: readonly (number | Elements | undefined)[],
  from: number,
  count: number,
  slots: ArrayLike<number>,
  origin: number,
  isWrite: boolean,
): void {
  for (const group of groups) copyColumns(group, operands, from, count, slots, origin, isWrite);
}

/** The same for the columns of one array. */
function copyColumns(
  { data, stride, first, last, members }: Columns,
  operands: readonly (number | Elements | undefined)[],
  from: number,
  count: number,
  slots: ArrayLike<number>,
  origin: number,
  isWrite: boolean,
): void {
  const width = last - first + 1;
  const isComplete = width === stride && members.length === stride;
  // Whole vectors, because the core copies four elements at a time.
  const most = Math.min(count, LANES * Math.floor((ROWS_FLOATS + stride - width) / stride / LANES));
  if (
    most < MIN_ROWS ||
    width + stride * (most - 1) > (isWrite ? MAX_WRITTEN : MAX_READ) * most * members.length ||
    // What is between the columns is written as it was read: of a shared buffer, other threads could change it meanwhile.
    (isWrite && !isComplete && !(bufferOf(data) instanceof ArrayBuffer))
  ) {
    for (const i of members) {
      if (isWrite) write(floats(), origin + slots[i]!, operands[i] as Strided, from, count);
      else read(operands[i] as Strided, from, floats(), origin + slots[i]!, count);
    }
    return;
  }
  const { gather, scatter } = load();
  const [copy, rows, step] = [isWrite ? scatter : gather, rowsIndex(), FLOAT_BYTES * stride];
  for (let done = 0; done < count; done += most) {
    const n = Math.min(most, count - done);
    const size = width + stride * (n - 1);
    const place = subview(data, first + stride * (from + done), size);
    if (!isWrite || !isComplete) copyTo(floats(), place, rows);
    for (const i of members) {
      const column = FLOAT_BYTES * (rows + (operands[i] as Strided).offset - first);
      copy(column, column + step, 2 * step, FLOAT_BYTES * (origin + slots[i]! + done), n);
    }
    if (isWrite) copyTo(place, viewAt(rows, size), 0);
  }
}
