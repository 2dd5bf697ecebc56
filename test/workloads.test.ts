// The workloads of the race say the same in fluxion, in plain JavaScript and in their expected answers.

import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import * as fluxion from "../ts/index.js";

/** Of the benchmarks, which are no part of the package and have no types. */
async function bench(file: string): Promise<any> {
  return import(new URL(`../bench/${file}`, import.meta.url).href);
}

const { workloads } = await bench("workloads/index.mjs");
const { outputsOf } = await bench("workloads/workload.mjs");
const { derivative } = await bench("workloads/derivative.mjs");
const { inputSets } = await bench("race/inputs.mjs");
const { expectedOf, magnitudes, worstError } = await bench("race/check.mjs");

const { outputsIn, tensorsOf } = await bench("workloads/tensors.mjs");
const { claim, readRecord } = await bench("race/record.mjs");

/** Without fluxion's, which runs the built package. */
const rivals = (
  await Promise.all(["plain", "jax-js", "tfjs", "python", "limit"].map((file) => bench(`engines/${file}.mjs`)))
).flatMap((file) => file.default as { id: string; lacks?: (workload: unknown) => string | undefined }[]);

/** The forms of workloads in JAX and PyTorch, and those by hand in Rust: texts, as tests run neither. */
const texts = {
  python: readFileSync(new URL("../bench/python/workloads.py", import.meta.url), "utf8"),
  rust: readFileSync(new URL("../bench/limit/src/lib.rs", import.meta.url), "utf8"),
};

/** Whether there is a form of a workload in a rival, by the id of the rival. */
const hasForm: Record<string, (workload: any) => boolean> = {
  plain: ({ plain }) => plain !== undefined,
  "plain-into": ({ plain }) => plain !== undefined,
  "plain-four": ({ plainFour }) => plainFour !== undefined,
  "jax-js": ({ jaxJs }) => jaxJs !== undefined,
  "jax-js-copied": ({ jaxJs }) => jaxJs !== undefined,
  "tfjs-cpu": ({ tfjs }) => tfjs !== undefined,
  "tfjs-cpu-copied": ({ tfjs }) => tfjs !== undefined,
  "tfjs-wasm": ({ tfjs }) => tfjs !== undefined,
  "tfjs-wasm-copied": ({ tfjs }) => tfjs !== undefined,
  jax: ({ name }) => texts.python.includes(`\n    "${name}": `),
  torch: ({ name }) => texts.python.includes(`\n    "${name}": `),
  limit: ({ name }) => texts.rust.includes(`fn ${name.replaceAll("-", "_")}(`),
};

const N = 1001;

/** Whatever a workload allows its rivals. */
const MOST = 1e-5;

/** Values of the workloads without a number among their arguments, in other words than theirs. */
const ofBatch: Record<string, (x: Float32Array) => number> = {
  sum: (x) => [...x].reduce((a, b) => a + b),
  logsumexp: (x) => Math.log([...x].reduce((sum, value) => sum + Math.exp(value), 0)),
};

for (const workload of workloads) {
  describe(workload.name, () => {
    const [args] = inputSets(workload.args, N);
    const expected = expectedOf(workload, args, N);
    const means = magnitudes(workload, N);
    const tolerance = Math.min(workload.tolerance, workload.numbers === undefined ? 1 : MOST);

    it("is right in fluxion", () => {
      const outs = outputsOf(workload, N, Float32Array);
      workload.fluxion(fluxion).into(outs, ...args);
      expect(worstError(outs, expected, means).error).toBeLessThan(tolerance);
    });

    it.each(["plain", "plainFour"].filter((form) => form in workload))("is right in the loop %s", (form) => {
      const results = outputsOf(workload, N, Float32Array);
      workload[form](...args, ...results);
      expect(worstError(results, expected, means).error).toBeLessThan(tolerance);
    });

    it.each(rivals)("has a form in $id, or a reason why not", ({ id, lacks }) => {
      const why = lacks?.(workload);
      if (why !== undefined) expect(why).toMatch(/^\w.*\w$/);
      expect(hasForm[id]?.(workload)).toBe(why === undefined);
    });

    it("is given to libraries of tensors whole", () => {
      const sizes = (rows: string): number[] =>
        (tensorsOf(workload, args, rows) as { shape: number[] }[]).map(({ shape }) => shape.reduce((a, b) => a * b, 1));
      const size = args.reduce((sum: number, arg: any) => sum + (typeof arg === "number" ? 1 : N), 0);
      for (const rows of ["samples", "features"]) expect(sizes(rows).reduce((a, b) => a + b)).toBe(size);
    });

    it("counts a wrong answer, and one that is no number", () => {
      const wrong = expected.outputs.map((values: Float64Array) => values.map(() => NaN));
      expect(worstError(wrong, { ...expected, elements: [0] }, means).error).toBeNaN();
    });

    if (workload.expected === undefined) {
      it("expects derivatives that differences confirm", () => {
        const value = (...changed: (number | Float32Array)[]): number => {
          const outputs = outputsOf(workload, N, Float64Array);
          workload.plain(...changed, ...outputs);
          return outputs[0][0] as number;
        };
        const byNumbers = args.flatMap((arg: number | Float32Array, i: number) => (typeof arg === "number" ? [i] : []));
        const byDifferences = byNumbers.map((i: number) => Float64Array.of(derivative(value, i)(...args)));
        const derivatives = { elements: [0], outputs: expected.outputs.slice(1) };
        if (byNumbers.length > 0) {
          expect(worstError(byDifferences, derivatives, means.slice(1)).error).toBeLessThan(1e-6);
        } else {
          expect(value(...args)).toBeCloseTo(ofBatch[workload.name](args[0]), 9);
        }
      });
    }
  });
}

describe("tensors", () => {
  const workload = { stacks: [2, 1, 2], outputs: ["loss", "a", "b"], numbers: ["loss", "a", "b"] };
  const args = [Float32Array.of(1, 2, 3), Float32Array.of(4, 5, 6), Float32Array.of(7, 8, 9), 10, 11];

  it.each([
    ["samples", [3, 2], [1, 4, 2, 5, 3, 6]],
    ["features", [2, 3], [1, 2, 3, 4, 5, 6]],
  ])("stack batches by rows of %s, and numbers", (rows, shape, data) => {
    expect(tensorsOf(workload, args, rows)).toEqual([
      { data: Float32Array.from(data), shape },
      { data: args[2], shape: [3] },
      { data: Float32Array.of(10, 11), shape: [2] },
    ]);
  });

  it("are parted into outputs", () => {
    expect(outputsIn(workload, [Float32Array.of(1), Float32Array.of(2, 3)])).toEqual([[1], [2], [3]]);
  });
});

it("a run claims what it measures from earlier ones, and takes nothing else", () => {
  const record = readRecord();
  const [first, second] = [{ parts: [] }, { parts: [] }];
  for (const part of ["sum", "line"]) claim(record, first, part);
  record.rows = [{ workload: "sum" }, { workload: "line" }];
  claim(record, second, "sum");
  expect(record).toMatchObject({ runs: [{ parts: ["line"] }, { parts: ["sum"] }], rows: [{ workload: "line" }] });
  claim(record, second, "line");
  expect(record).toMatchObject({ runs: [{ parts: ["sum", "line"] }], rows: [] });
});

it("the softmax is the gradient of logsumexp", () => {
  const { plain } = workloads.find(({ name }: { name: string }) => name === "logsumexp");
  const x = Float64Array.from({ length: 7 }, (_, i) => Math.sin(i));
  const [value, softmax] = [new Float64Array(1), new Float64Array(7)];
  plain(x, value, softmax);
  softmax.forEach((slope, i) => {
    const at = (xi: number): number => (
      plain(
        x.map((other, k) => (k === i ? xi : other)),
        value,
        new Float64Array(7),
      ),
      value[0]
    );
    expect(slope).toBeCloseTo(derivative(at)(x[i]), 9);
  });
});
