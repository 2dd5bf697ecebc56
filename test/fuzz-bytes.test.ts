// Random bytes of functions, with every op, those of reductions and of what values depend on too: each is a function or
// is refused, and calls of it give results of its kinds, or are refused. As many as FLUXION_FUZZ says, of whatever seed
// PROPTEST_RNG_SEED is.

import { expect, it } from "vitest";
import { CASE, PROGRAM_HEADER, REFUSE } from "../ts/core/layout.js";
import { encode } from "../ts/program/format.js";
import { constantNode, type Node } from "../ts/program/program.js";
import { table } from "../ts/program/table.js";
import { compile, fromBytes, ops } from "./lib/untyped.js";
import { generator } from "./lib/random.js";

const COUNT = Number(process.env["FLUXION_FUZZ"] ?? 20_000);
const SEED = Number(process.env["PROPTEST_RNG_SEED"] ?? 1);
const LENGTH = 5;
const { add } = ops;

const codes = Object.keys(table).map(Number);
/** Those of reductions and structure are a tenth of all ops: they are drawn more often than others. */
const special = codes.filter((code) => table[code].reduces || (code >= 221 && code <= 226));

/** What precedes the program in the bytes of a function of so many outputs. */
function headerOf(outputs: number): Uint8Array {
  const bytes = compile((x, y) => Array.from({ length: outputs }, (_, i) => (i === 0 ? add(x, y) : x))).toBytes();
  const at = bytes.findIndex((_, i) => PROGRAM_HEADER.every((byte, k) => bytes[i + k] === byte));
  return bytes.slice(0, at);
}

it(
  `${COUNT} functions`,
  () => {
    const headers = [1, 2, 3].map(headerOf);
    let [ran, refused, malformed] = [0, 0, 0];
    for (let number = 0; number < COUNT; number++) {
      const random = generator(SEED * 1_000_003 + number);
      const pick = (n: number) => Math.floor(n * random());
      const inputs = 2;
      const nodes: Node[] = [];
      const length = 1 + pick(16);
      while (nodes.length < length) {
        const end = inputs + nodes.length;
        const value = () => Math.max(0, end - 1 - pick(random() < 0.5 ? Math.min(4, end) : end));
        const op = random() < 0.5 ? special[pick(special.length)] : codes[pick(codes.length)];
        const constants = [0, 1, -1, 0.5, 2, 256 * 2 + 130, 1e10, NaN, Infinity, 2 ** -140];
        if (random() < 0.2) nodes.push(constantNode(constants[pick(constants.length)]));
        else if (op === REFUSE) {
          // A case and a reason, or it would refuse nothing.
          const refused = value();
          nodes.push({ op: CASE, operands: [value(), value(), value()] }, constantNode(256 * pick(3) + 130));
          nodes.push({ op, operands: [refused, end, end + 1] });
        } else nodes.push({ op, operands: table[op].args.map(value) });
      }
      const outputs = Array.from({ length: 1 + pick(3) }, () => pick(inputs + nodes.length));
      const program = encode({ inputs, nodes, outputs });
      const bytes = Uint8Array.of(...headers[outputs.length - 1], ...program);
      if (random() < 0.1) bytes[pick(bytes.length)] = pick(256);
      const what = `case ${number} of seed ${SEED}: ${bytes.join()}`;
      const isRefusal = (error: unknown) => error instanceof TypeError || error instanceof RangeError;
      let f: ReturnType<typeof fromBytes>;
      try {
        f = fromBytes(bytes);
      } catch (error) {
        if (!isRefusal(error)) expect.fail(`${what}: ${String(error)}`);
        malformed++;
        continue;
      }
      if (f.length !== 2) continue;
      const batch = Float32Array.from({ length: LENGTH }, () => 4 * random() - 2);
      const none = new Float32Array(0);
      for (const args of [
        [0.5, -1],
        [0.5, batch],
        [batch, 2],
        [batch, batch],
        [none, 1],
      ]) {
        const n = args.find((arg) => typeof arg !== "number")?.length;
        let results: unknown;
        try {
          results = f(...args);
        } catch (error) {
          if (!isRefusal(error)) expect.fail(`${what}, of ${args.join(" and ")}: ${String(error)}`);
          refused++;
          continue;
        }
        ran++;
        for (const result of Array.isArray(results) ? (results as unknown[]) : [results]) {
          const isRight = typeof result === "number" || (result instanceof Float32Array && result.length === n);
          if (!isRight) expect.fail(`${what}, of ${args.join(" and ")}: ${String(result)}`);
        }
      }
      // Stored and read again, it gives the same; as text, it gives text.
      if (number % 8 === 0) {
        const xs = Float32Array.of(0.5, -1, 2);
        const outcome = (g: typeof f) => {
          try {
            return [g(xs, 0.5), g(0.5, xs)];
          } catch (error) {
            return String(error);
          }
        };
        expect(outcome(fromBytes(f.toBytes())), what).toEqual(outcome(f));
        expect(String(f), what).toContain("=>");
      }
    }
    expect(ran).toBeGreaterThan(COUNT);
    expect(refused).toBeGreaterThan(0);
    expect(malformed).toBeGreaterThan(0);
  },
  120_000 + 20 * COUNT,
);
