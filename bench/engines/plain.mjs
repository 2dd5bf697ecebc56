// Plain JavaScript: the loop that a careful person writes, derivative and all.

import { callWithSet, compileApart, freshOutputs } from "./engine.mjs";

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
    const body = `return (${names}) => {
      ${outs.map((out) => `const ${out} = new Float32Array(${n});`).join("\n")}
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
    const outs = freshOutputs(workload, n);
    return { call: callWithSet(workload.plain, sets, { after: outs }), read: () => outs };
  },
};

export default [fresh, into];
