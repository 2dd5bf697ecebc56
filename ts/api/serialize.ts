// Functions as bytes: a header with the structure of the result, then the program.

import { Reader, Writer } from "../program/bytes.js";
import { cannotStore, malformedBytes, notBytes, tooManyNodes, wrongMost } from "../errors.js";
import { decode } from "../program/format.js";
import { load, simplify } from "../core/load.js";
import { PROGRAM_HEADER } from "../core/layout.js";
import { defaultNames } from "../program/names.js";
import { MAX_DEPTH, type Shape } from "../program/shape.js";
import { TracedFunction } from "../trace/traced-function.js";

/** "flf" and the version. */
const MAGIC = [0x66, 0x6c, 0x66, 1];

/** The length of the header of a program of version 1. */
const HEADER_1_BYTES = 4;

/** The most nodes that are read if the caller does not say: some 100 MB of memory while they are. */
const MAX_NODES = 1e6;

/**
 * The bytes of a function.
 *
 * @throws TypeError if it has free variables: captured arrays, or arguments of an enclosing function.
 */
export function toBytes({ label, program, shape, hidden }: TracedFunction): Uint8Array<ArrayBuffer> {
  const [first] = hidden;
  if (first !== undefined) throw cannotStore(label, first.kind === "captured");
  const writer = new Writer();
  writer.bytes(MAGIC);
  writeShape(writer, shape);
  writer.bytes(program);
  return writer.written();
}

/**
 * The function of these bytes, which are checked whole.
 *
 * @throws TypeError if they are not the bytes of a function.
 * @throws RangeError if it has more nodes than the option `most`.
 */
export function readFunction(label: string, bytes: unknown, options: unknown): TracedFunction {
  const { most = MAX_NODES } = { __proto__: null, ...(options as object) } as { readonly most?: unknown };
  if (typeof most !== "number" || Number.isNaN(most)) throw wrongMost(label, most);
  if (Object.prototype.toString.call(bytes) !== "[object Uint8Array]") throw notBytes(label, bytes);
  const reader = new Reader(bytes as Uint8Array);
  if (!MAGIC.every((byte) => byte === reader.byte())) throw malformedBytes(label, "unknown format or version");
  let outputs = 0;
  const readShape = (depth: number): Shape => {
    const parts = reader.varint();
    if (parts === 0) return outputs++;
    if (depth === MAX_DEPTH) throw malformedBytes(label, `nested deeper than ${MAX_DEPTH} arrays`);
    if (parts > reader.left) throw malformedBytes(label, "ill-formed structure");
    return reader.times(parts, () => readShape(depth + 1));
  };
  const shape = readShape(0);
  const program = checkedProgram(label, reader.rest(), most);
  const { inputs, outputs: found } = decode(program);
  if (found.length !== outputs) throw malformedBytes(label, "another number of outputs than the structure has");
  return new TracedFunction({ label, names: defaultNames(inputs) }, program, shape, []);
}

/** The program in normal form. The core checks the bytes whole, and its error says which rule they break. */
function checkedProgram(label: string, bytes: Uint8Array, most: number): Uint8Array {
  const reader = new Reader(bytes.subarray(bytes[3] === 1 ? HEADER_1_BYTES : PROGRAM_HEADER.length));
  const inputs = reader.varint();
  const nodes = reader.varint();
  // A number that cannot be true is left to the core, which refuses it before it reads on: a node has two bytes.
  if (nodes > most && 2 * nodes <= reader.left) throw tooManyNodes(label, nodes, most);
  // Loaded before the bytes are read, so that an error of loading is not reported as one of the bytes.
  load();
  try {
    return simplify(bytes, inputs);
  } catch (error) {
    throw error instanceof TypeError ? malformedBytes(label, error.message) : error;
  }
}

/** Writes 0 for an output, and the number of parts and the parts for an array. Outputs are numbered in order. */
function writeShape(writer: Writer, shape: Shape): void {
  if (typeof shape === "number") {
    writer.varint(0);
    return;
  }
  writer.varint(shape.length);
  for (const part of shape) writeShape(writer, part);
}
