// The workloads of the race say the same in fluxion, in plain JavaScript and in their expected answers.

import { describe, expect, it } from "vitest";
import * as fluxion from "../ts/index.js";

/** Of the benchmarks, which are no part of the package and have no types. */
async function bench(file: string): Promise<any> {
  return import(new URL(`../bench/${file}`, import.meta.url).href);
}

const { workloads } = await bench("workloads/index.mjs");
const { inputSets } = await bench("race/inputs.mjs");
const { expectedOf, magnitudes, worstError } = await bench("race/check.mjs");

const N = 1001;

for (const workload of workloads) {
  describe(workload.name, () => {
    const [args] = inputSets(workload.args, N);
    const expected = expectedOf(workload, args, N);
    const means = magnitudes(workload);

    it("is right in fluxion", () => {
      const results = workload.fluxion(fluxion)(...args);
      expect(worstError(results, expected, means).error).toBeLessThan(workload.tolerance);
    });

    it("is right in plain JavaScript", () => {
      const results = workload.outputs.map(() => new Float32Array(N));
      workload.plain(...args, ...results);
      expect(worstError(results, expected, means).error).toBeLessThan(workload.tolerance);
    });

    it("counts a wrong answer, and one that is no number", () => {
      const wrong = expected.outputs.map((values: Float64Array) => values.map(() => NaN));
      expect(worstError(wrong, { ...expected, elements: [0] }, means).error).toBeNaN();
    });
  });
}
