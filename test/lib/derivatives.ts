// The exact derivatives of orders 1 to 3 that test/oracle/orders.py made; crate/tests/support/orders.rs has the format.

import { readBytes } from "./read.js";

/** The value, and the largest of the terms that it is the sum of; if it is special, to be met exactly. */
interface Exact {
  readonly value: number;
  readonly scale: number;
  readonly special: boolean;
}

/** Of one op. */
export interface Derivatives {
  /** Its arguments: of each the value at every point. */
  readonly columns: readonly Float32Array[];
  /** By multi-index ("1,2": once by the first argument, twice by the second), at every point; null: no promise. */
  readonly exact: ReadonlyMap<string, readonly (Exact | null)[]>;
}

const TINY = 2 ** -200;
const special = (value: number): Exact => ({ value, scale: 0, special: true });
const ordinary = (value: number, scale = Math.abs(value)): Exact => ({ value, scale, special: false });
const CODES: readonly (Exact | null)[] = [
  null,
  special(0),
  special(NaN),
  special(Infinity),
  special(-Infinity),
  ordinary(TINY),
  ordinary(1 / TINY),
  ordinary(-1 / TINY),
];
const CANCELS = CODES.length;
const FIRST_RATIO = 16;

/** What the file of this op says. */
export async function derivativesOf(name: string): Promise<Derivatives> {
  const file = await readBytes(new URL(`../oracle/orders/${name}.bin`, import.meta.url));
  const view = new DataView(file.buffer);
  const [arity, orders] = file;
  const count = view.getUint16(3, true);
  let at = 5;
  const double = new DataView(new ArrayBuffer(8));
  const number = () => {
    for (let i = 0; i < 5; i++) double.setUint8(i, file[at++]);
    return double.getFloat64(0);
  };
  const exact = () => {
    const code = file[at++];
    if (code < CANCELS) return CODES[code];
    if (code === CANCELS) return ordinary(0, number());
    const value = number();
    return ordinary(value, Math.abs(value) * 2 ** (code - FIRST_RATIO));
  };
  const columns = Array.from({ length: arity }, () => new Float32Array(count));
  const keys = Array.from({ length: orders }, (_, order) => indices(arity, order + 1)).flat();
  const found = new Map(keys.map((key) => [String(key), [] as (Exact | null)[]]));
  for (let point = 0; point < count; point++) {
    for (const column of columns) {
      column[point] = view.getFloat32(at, true);
      at += 4;
    }
    for (const all of found.values()) all.push(exact());
  }
  return { columns, exact: found };
}

/** The multi-indices of an order: those of a high order by the first argument first. */
function indices(arity: number, order: number): number[][] {
  if (arity === 1) return [[order]];
  return Array.from({ length: order + 1 }, (_, i) => order - i).flatMap((first) =>
    indices(arity - 1, order - first).map((rest) => [first, ...rest]),
  );
}

/** The error of a derivative over what is allowed: so many ULP, or such a part of the largest term. */
export function errorOf(got: number, exact: Exact | null, ulps: number, relative: number): number {
  if (exact === null) return 0;
  const { value, scale } = exact;
  if (exact.special) return got === value || (Number.isNaN(got) && Number.isNaN(value)) ? 0 : Infinity;
  const overflow = 2 ** 128;
  // Where the terms overflow by far, any sum of them will do.
  if (scale * relative >= overflow && Math.abs(value) < overflow) return 0;
  if (Number.isNaN(got)) return Infinity;
  const isOverflow = Math.abs(got) === Infinity;
  const bounded = isOverflow ? Math.min(Math.max(value, -overflow), overflow) : value;
  const off = Math.abs((isOverflow ? Math.sign(got) * overflow : got) - bounded);
  return Math.min(off / unit(bounded) / ulps, isOverflow ? Infinity : off / (scale * relative));
}

/** One ULP of a float32 of this size. */
function unit(value: number): number {
  return 2 ** (Math.min(Math.max(Math.floor(Math.log2(Math.abs(value))), -126), 127) - 23);
}
