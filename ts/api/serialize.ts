// Functions as bytes: a header with the structures of the arguments and of the result, then the program.
//
// Version 2 is, after "flf" and the version:
//
// - a varint that is 0: room for sections to come, a bit for each;
// - the number of arguments, and the structure of each, whose leaves are the program's inputs in order;
// - the structure of the result, whose leaves are the outputs in order;
// - the program (program/format.ts).
//
// A structure is 0 for a leaf, 2 n + 1 for an array, before its n parts, or 2 n + 2 for an object, before n times a key
// and a part, the keys in ascending order. A key is the number of its UTF-16 code units, and these. All are varints. Keys
// are no UTF-8, because not every key has one, and a host need not know how to decode it.
//
// Version 1 has only the structure of the result: 0 for a leaf, n for an array, before its n parts.

import { ownOptions } from "./argnums.js";
import { Reader, Writer } from "../program/bytes.js";
import { callsForeign, cannotStore, malformedBytes, notBytes, tooManyNodes, wrongMost } from "../errors.js";
import { decode } from "../program/format.js";
import { load, simplify, STORED } from "../core/load.js";
import { PROGRAM_HEADER } from "../core/layout.js";
import { defaultNames } from "../program/names.js";
import { arrayOf, flatOf, leafPaths, MAX_DEPTH, type Tree } from "../program/tree.js";
import { TracedFunction } from "../trace/traced-function.js";

/** "flf". */
const MAGIC = [0x66, 0x6c, 0x66];

/** The length of the header of a program of version 1. */
const HEADER_1_BYTES = 4;

/** The most nodes that are read if the caller does not say: some 100 MB of memory while they are. */
const MAX_NODES = 1e6;

/**
 * The bytes of a function.
 *
 * @throws TypeError if it has free variables: captured arrays, foreign functions, or arguments of an enclosing function.
 */
export function toBytes({ label, program, args, shape, hidden }: TracedFunction): Uint8Array<ArrayBuffer> {
  const [first] = hidden;
  if (first !== undefined)
    throw first.kind === "foreign" ? callsForeign(label, first) : cannotStore(label, first.kind === "captured");
  const writer = new Writer();
  writer.bytes([...MAGIC, 2, 0]);
  writer.varint(args.parts.length);
  for (const part of args.parts) writeTree(writer, part);
  writeTree(writer, shape);
  writer.bytes(program);
  return writer.written();
}

function writeTree(writer: Writer, tree: Tree): void {
  if (typeof tree === "number") {
    writer.varint(0);
    return;
  }
  const { keys, parts } = tree;
  writer.varint(2 * parts.length + (keys === undefined ? 1 : 2));
  parts.forEach((part, i) => {
    if (keys !== undefined) writeKey(writer, keys[i]!);
    writeTree(writer, part);
  });
}

function writeKey(writer: Writer, key: string): void {
  writer.varint(key.length);
  for (let i = 0; i < key.length; i++) writer.varint(key.charCodeAt(i));
}

/**
 * The function of these bytes, which are checked whole.
 *
 * @throws TypeError if they are not the bytes of a function, or if the options are none.
 * @throws RangeError if it has more nodes than the option `most`.
 */
export function readFunction(label: string, bytes: unknown, options: unknown): TracedFunction {
  // A number is the index that Array.prototype.map passes.
  const { most = MAX_NODES } = ownOptions(label, typeof options === "number" ? undefined : options, ["most"]);
  if (typeof most !== "number" || isNaN(most)) throw wrongMost(label, most);
  if (Object.prototype.toString.call(bytes) !== "[object Uint8Array]") throw notBytes(label, bytes);
  const reader = new Reader(bytes as Uint8Array);
  const refuse = (what: string) => malformedBytes(label, what);
  const isOurs = MAGIC.every((byte) => byte === reader.byte());
  const version = reader.byte();
  if (!isOurs || version < 1 || version > 2) throw refuse("unknown format or version");
  const isFirst = version === 1;
  if (!isFirst && reader.varint() !== 0) throw refuse("unknown section");

  let leaves = 0;
  const readTrees = (count: number, depth: number, keys?: string[]): Tree[] => {
    if (depth > MAX_DEPTH) throw refuse(`nested deeper than ${MAX_DEPTH} arrays`);
    // Each has a byte, at least.
    if (count > reader.left) throw refuse("ill-formed structure");
    return reader.times(count, () => {
      if (keys !== undefined) keys.push(readKey(keys.at(-1)));
      return readTree(depth);
    });
  };
  const readTree = (depth: number): Tree => {
    const kind = reader.varint();
    if (kind === 0) return leaves++;
    const keys: string[] | undefined = isFirst || kind % 2 === 1 ? undefined : [];
    return { keys, parts: readTrees(isFirst ? kind : (kind - 1) >>> 1, depth + 1, keys) };
  };
  const readKey = (last: string | undefined): string => {
    const length = reader.varint();
    if (length > reader.left) throw refuse("ill-formed key");
    const units = reader.times(length, () => reader.varint());
    const key = units.map((unit) => String.fromCharCode(unit)).join("");
    if (units.some((unit) => unit > 0xffff) || (last !== undefined && last >= key)) throw refuse("ill-formed key");
    return key;
  };

  const parts = isFirst ? undefined : readTrees(reader.varint(), 0);
  const inputs = leaves;
  leaves = 0;
  const shape = readTree(0);
  const program = checkedProgram(label, reader.rest(), most);
  const found = decode(program);
  if (found.outputs.length !== leaves) throw refuse("another number of outputs than the structure has");
  if (parts !== undefined && found.inputs !== inputs) throw refuse("another number of inputs than the structure has");
  const args = parts ? arrayOf(parts) : flatOf(found.inputs);
  const context = { label, names: defaultNames(args.parts.length), leaves: leafPaths(args.parts) };
  return new TracedFunction(context, program, shape, [], args);
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
    return simplify(bytes, inputs, STORED);
  } catch (error) {
    throw error instanceof TypeError ? malformedBytes(label, error.message) : error;
  }
}
