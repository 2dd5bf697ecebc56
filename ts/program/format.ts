// Programs as bytes: the flat format that the core reads (crate/src/program/format.rs).

import { CONSTANT_CODE, EVERY, FLOAT_BYTES, MAX_INPUTS, PROGRAM_HEADER } from "../core/layout.js";
import { tooManyInputs } from "../errors.js";
import { Reader, Writer } from "./bytes.js";
import { constantNode, isConstant, type Node, type Program } from "./program.js";
import { table } from "./table.js";

export function encode({ inputs, nodes, outputs }: Program): Uint8Array<ArrayBuffer> {
  if (inputs > MAX_INPUTS) throw tooManyInputs(inputs, MAX_INPUTS);
  const writer = new Writer();
  writer.bytes(PROGRAM_HEADER);
  writer.varint(inputs);
  writer.varint(nodes.length);
  for (const node of nodes) {
    writer.varint(node.op);
    if (isConstant(node)) writer.float32(node.value);
    for (const operand of node.operands) writer.varint(operand);
  }
  writer.varint(outputs.length);
  for (const output of outputs) writer.varint(output);
  return writer.written();
}

/** Decodes a program. The bytes come from the core, which has made or checked them: nothing is checked here. */
export function decode(bytes: Uint8Array): Program {
  const reader = new Reader(bytes.subarray(PROGRAM_HEADER.length));
  const inputs = reader.varint();
  const nodes = reader.times(reader.varint(), (): Node => {
    const op = reader.varint();
    return op === CONSTANT_CODE
      ? constantNode(reader.float32())
      : { op, operands: reader.times(table[op]!.args.length, () => reader.varint()) };
  });
  const outputs = reader.times(reader.varint(), () => reader.varint());
  return { inputs, nodes, outputs };
}

/** Whether a program has ops of elements alone: the structural ones, from `every` on, have the last codes. Makes nothing. */
export function isElementwise(bytes: Uint8Array): boolean {
  const reader = new Reader(bytes.subarray(PROGRAM_HEADER.length));
  reader.varint();
  for (let nodes = reader.varint(); nodes > 0; nodes--) {
    const op = reader.varint();
    if (op === CONSTANT_CODE) reader.skip(FLOAT_BYTES);
    else {
      const { args, reduces } = table[op]!;
      if (reduces || op >= EVERY) return false;
      for (let i = args.length; i > 0; i--) reader.varint();
    }
  }
  return true;
}
