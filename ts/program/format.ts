// Programs as bytes: the flat format that the core reads (crate/src/program/format.rs).

import { Reader, Writer } from "./bytes.js";
import { isConstant, type Program, type Step } from "./program.js";
import { table } from "./table.js";

/** "flx" and the version. */
const MAGIC = [0x66, 0x6c, 0x78, 1];

export function encode({ inputs, steps, outputs }: Program): Uint8Array<ArrayBuffer> {
  const writer = new Writer();
  writer.bytes(MAGIC);
  writer.varint(inputs);
  writer.varint(steps.length);
  for (const step of steps) {
    writer.byte(step.op);
    if (isConstant(step)) writer.float32(step.value);
    else for (const operand of step.operands) writer.varint(operand);
  }
  writer.varint(outputs.length);
  for (const output of outputs) writer.varint(output);
  return writer.written();
}

/** Unpacks a program. The core has made or checked it: there is nothing here to check. */
export function decode(bytes: Uint8Array): Program {
  const reader = new Reader(bytes.subarray(MAGIC.length));
  const inputs = reader.varint();
  const steps = reader.times(reader.varint(), (): Step => {
    const op = reader.byte();
    return op === 0
      ? { op, value: reader.float32() }
      : { op, operands: reader.times(table[op]!.args.length, () => reader.varint()) };
  });
  const outputs = reader.times(reader.varint(), () => reader.varint());
  return { inputs, steps, outputs };
}
