// The workloads of the race say the same in fluxion, in plain JavaScript and in their expected answers.

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
