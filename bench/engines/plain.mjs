// Plain JavaScript: the loop that a careful person writes, derivative and all.

import { outputsOf } from "../workloads/workload.mjs";
import { callWithSet, compileApart } from "./engine.mjs";

/** @typedef {import("./engine.mjs").Engine} Engine */

const common = {
  missing: async () => null,
  version: async () => `Node ${process.versions.node}`,
};

/** @type {Engine} */
const fresh = {
  ...common,
  id: "plain",
  name: "plain JavaScript, fresh",
  counts: "the loop, and fresh Float32Arrays for its results",
  line: { colour: "#ea580c" },
  async prepare(workload, sets, n) {
    const names = workload.args.map(({ name }) => name);
    const outs = workload.outputs.map((_, i) => `out${i}`);
    const lengths = outputsOf(workload, n, Float32Array).map(({ length }) => length);
    const body = `return (${names}) => {
      ${outs.map((out, i) => `const ${out} = new Float32Array(${lengths[i]});`).join("\n")}
      f(${[...names, ...outs]});
      return [${outs}];
    };`;
    const call = callWithSet(compileApart(["f"], body)(workload.plain), sets);
    let last;
    return { call: (k) => (last = call(k)), read: () => last };
  },
};

/** @type {Engine} */
const into = {
  ...common,
  id: "plain-into",
  name: "plain JavaScript, into",
  counts: "the loop alone: its results go into arrays that are there",
  line: { colour: "#ea580c", dash: [5, 3] },
  async prepare(workload, sets, n) {
    const outs = outputsOf(workload, n, Float32Array);
    return { call: callWithSet(workload.plain, sets, { after: outs }), read: () => outs };
  },
};

/** @type {Engine} */
const four = {
  ...common,
  id: "plain-four",
  name: "plain JavaScript, four accumulators",
  counts: "the loop alone, unrolled by four, with four accumulators for each sum",
  line: { colour: "#ea580c", dash: [2, 3] },
  lacks: ({ plainFour }) => (plainFour === undefined ? "nothing is summed" : undefined),
  async prepare(workload, sets, n) {
    if (workload.plainFour === undefined) throw new Error("no such loop");
    const outs = outputsOf(workload, n, Float32Array);
    return { call: callWithSet(workload.plainFour, sets, { after: outs }), read: () => outs };
  },
};

export default [fresh, into, four];
