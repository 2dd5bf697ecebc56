// Functions as bytes: the structure of the result, then the program.

import { Reader, Writer } from "../program/bytes.js";
import { cannotStore, malformedBytes, notBytes } from "../errors.js";
import { decode } from "../program/format.js";
import { load, simplify } from "../core/load.js";
import { defaultNames } from "../program/names.js";
import type { Shape } from "../program/shape.js";
import { Traced } from "../trace/traced-function.js";

/** "flf" and the version. */
const MAGIC = [0x66, 0x6c, 0x66, 1];

/** Deeper than any function returns; what comes from outside must not exhaust the stack. */
const DEEPEST = 100;

/** @throws TypeError if the function has more inputs than its arguments. */
export function toBytes({ label, program, shape, hidden }: Traced): Uint8Array<ArrayBuffer> {
  const [first] = hidden;
  if (first !== undefined) throw cannotStore(label, first.kind === "captured");
  const writer = new Writer();
  writer.bytes(MAGIC);
  writeShape(writer, shape);
  writer.bytes(program);
  return writer.written();
}

/** @throws TypeError if the bytes are not those of a function, whole. */
export function readFunction(label: string, bytes: unknown): Traced {
  if (Object.prototype.toString.call(bytes) !== "[object Uint8Array]") throw notBytes(label, bytes);
  const reader = new Reader(bytes as Uint8Array);
  if (!MAGIC.every((byte) => byte === reader.byte())) throw malformedBytes(label, "unknown format or version");
  let outputs = 0;
  const readShape = (depth: number): Shape => {
    const parts = reader.varint();
    if (parts === 0) return outputs++;
    if (parts > reader.left || depth > DEEPEST) throw malformedBytes(label, "ill-formed structure");
    return reader.times(parts, () => readShape(depth + 1));
  };
  const shape = readShape(0);
  const program = checkedProgram(label, reader.rest());
  const unpacked = decode(program);
  if (unpacked.outputs.length !== outputs)
    throw malformedBytes(label, "another number of outputs than the structure has");
  return new Traced({ label, names: defaultNames(unpacked.inputs) }, program, shape, []);
}

/** The program in normal form. The core checks it whole, and says what is wrong. */
function checkedProgram(label: string, bytes: Uint8Array): Uint8Array {
  load(); // If there is no core, the bytes are not to blame.
  try {
    return simplify(bytes);
  } catch (error) {
    throw error instanceof RangeError ? error : malformedBytes(label, (error as Error).message);
  }
}

/** For an output 0, for an array the number of its parts, and they. Outputs are numbered as they come. */
function writeShape(writer: Writer, shape: Shape): void {
  if (typeof shape === "number") return writer.varint(0);
  writer.varint(shape.length);
  for (const part of shape) writeShape(writer, part);
}
