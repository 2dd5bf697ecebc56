// Columns: strided views of one array with one stride. Their rows are copied at once, and parted by a loop of the core,
// in 0.6 ns an element: V8 takes 2 to 14 ns for each by a loop over the array (Node 20, `npm run bench:strided`).

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

/** Floats to be copied in rows for each element: beyond that, a loop over the elements is faster. */
const MAX_FLOATS = 16;

/** The strided operands, by array and stride; undefined if there are none, which is the rule. */
export function columnsOf(operands: readonly (number | Elements)[]): readonly Columns[] | undefined {
  let all: Columns[] | undefined;
  let byArray: Map<Float32Array, Map<number, Columns>> | undefined;
  for (let i = 0; i < operands.length; i++) {
    const operand = operands[i]!;
    if (typeof operand === "number" || !isStrided(operand)) continue;
    const { data, stride, offset } = operand;
    byArray ??= new Map();
    let byStride = byArray.get(data);
    if (byStride === undefined) byArray.set(data, (byStride = new Map<number, Columns>()));
    let columns = byStride.get(stride);
    if (columns === undefined) {
      byStride.set(stride, (columns = { data, stride, first: offset, last: offset, members: [] }));
      (all ??= []).push(columns);
    }
    columns.first = Math.min(columns.first, offset);
    columns.last = Math.max(columns.last, offset);
    columns.members.push(i);
  }
  return all;
}

/**
 * Copies the elements from `from` on to the slots of the operands, or from there if `isWrite`.
 *
 * @param slots - The index of each operand's slot, in floats from `origin` on.
 */
function copyColumns(
  { data, stride, first, last, members }: Columns,
  operands: readonly (number | Elements)[],
  from: number,
  count: number,
  slots: ArrayLike<number>,
  origin: number,
  isWrite: boolean,
): void {
  const width = last - first + 1;
  const { gather, scatter } = load();
  const copy = isWrite ? scatter : gather;
  const memory = floats();
  const rowFloats = (rows: number) => width + stride * (rows - 1);
  // Of whole vectors, because the core copies four elements at a time.
  const rows = LANES * Math.floor((ROWS_FLOATS - width + stride) / stride / LANES);
  // Between the columns, other threads could write what a shared buffer has there.
  const isComplete = width === stride && members.length === stride;
  if (
    rows <= 0 ||
    rowFloats(rows) > MAX_FLOATS * rows * members.length ||
    (isWrite && !isComplete && !(bufferOf(data) instanceof ArrayBuffer))
  ) {
    for (const i of members) {
      const [operand, slot] = [operands[i] as Strided, origin + slots[i]!];
      if (isWrite) write(slot, operand, from, count);
      else read(operand, from, memory, slot, count);
    }
    return;
  }
  for (let done = 0; done < count; done += rows) {
    const size = Math.min(rows, count - done);
    const place = subview(data, first + stride * (from + done), rowFloats(size));
    if (!isWrite || !isComplete) copyTo(memory, place, rowsIndex());
    for (const i of members) {
      const column = FLOAT_BYTES * (rowsIndex() + (operands[i] as Strided).offset - first);
      const slot = FLOAT_BYTES * (origin + slots[i]! + done);
      copy(column, FLOAT_BYTES * stride, slot, size);
    }
    if (isWrite) copyTo(place, viewAt(rowsIndex(), rowFloats(size)), 0);
  }
}

/**
 * Copies the elements from `from` on of all operands that are arrays to their slots. The last vector is padded with the
 * last element: what else is there could make the fallback necessary.
 */
export function readBlock(
  operands: readonly (number | Elements)[],
  columns: readonly Columns[] | undefined,
  from: number,
  count: number,
  slots: ArrayLike<number>,
  origin: number,
): void {
  columns?.forEach((group) => copyColumns(group, operands, from, count, slots, origin, false));
  const memory = floats();
  for (let i = 0; i < operands.length; i++) {
    const operand = operands[i]!;
    if (typeof operand === "number") continue;
    const slot = origin + slots[i]!;
    if (columns === undefined || !isStrided(operand)) read(operand, from, memory, slot, count);
    for (let k = count; k % LANES !== 0; k++) memory[slot + k] = memory[slot + count - 1]!;
  }
}

/** Copies the slots of all operands, which are arrays, to their elements from `from` on. */
export function writeBlock(
  operands: readonly Elements[],
  columns: readonly Columns[] | undefined,
  from: number,
  count: number,
  slots: ArrayLike<number>,
  origin: number,
): void {
  columns?.forEach((group) => copyColumns(group, operands, from, count, slots, origin, true));
  for (let i = 0; i < operands.length; i++) {
    const operand = operands[i]!;
    if (columns === undefined || !isStrided(operand)) write(origin + slots[i]!, operand, from, count);
  }
}
