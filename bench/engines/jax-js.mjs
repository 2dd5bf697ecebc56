// jax-js, under jit, on its WebAssembly backend.

import { readFileSync } from "node:fs";
import { outputsIn, tensorsOf } from "../workloads/tensors.mjs";

/** @typedef {import("./engine.mjs").Engine} Engine */

/** @type {any} */
let jax;

/** The library, imported at its first use. */
export async function load() {
  if (jax === undefined) {
    jax = await import("@jax-js/jax");
    // Named, for without a name it asks the navigator of browsers, which Node 20 does not have.
    await jax.init("wasm");
    jax.defaultDevice("wasm");
  }
  return jax;
}

/**
 * The workload under jit, mapped over the batches unless it reduces them.
 *
 * @param {import("./engine.mjs").Workload} workload
 */
async function jitted(workload) {
  const { jit, vmap } = await load();
  if (workload.numbers !== undefined) return jit(workload.jaxJs(jax));
  return jit(
    vmap(
      workload.jaxJs(jax),
      workload.args.map(({ isBatch }) => (isBatch ? 0 : null)),
    ),
  );
}

/** The faster layout of matrices. */
const ROWS = "samples";

/**
 * Tensors as arrays of the library.
 *
 * @param {import("../workloads/tensors.mjs").Tensor[]} tensors
 */
function arraysOf(tensors) {
  return tensors.map(({ data, shape }) => jax.numpy.array(data).reshape(shape));
}

const common = {
  missing: async () => null,
  async version() {
    const manifest = new URL("../node_modules/@jax-js/jax/package.json", import.meta.url);
    return JSON.parse(readFileSync(manifest, "utf8")).version;
  },
};

/** @type {Engine} */
const own = {
  ...common,
  id: "jax-js",
  name: "jax-js jit",
  counts: "the computation on its own arrays: copies in and out are not counted",
  line: { colour: "#15803d" },
  async prepare(workload, sets) {
    const f = await jitted(workload);
    const arrays = sets.map((set) => arraysOf(tensorsOf(workload, set, ROWS)));
    /** @type {any[]} */
    let last = [];
    const call = async (/** @type {number} */ k) => {
      for (const array of last) array.dispose();
      last = f(...arrays[k].map((array) => array.ref));
      for (const array of last) await array.blockUntilReady();
    };
    return {
      isAsync: true,
      call,
      read: () =>
        outputsIn(
          workload,
          last.map((array) => array.ref.dataSync()),
        ),
      close: () => [...last, ...arrays.flat()].forEach((array) => array.dispose()),
    };
  },
};

/** @type {Engine} */
const copied = {
  ...common,
  id: "jax-js-copied",
  name: "jax-js jit, copies counted",
  counts: "Float32Arrays copied in, computed, and copied out into fresh Float32Arrays",
  async prepare(workload, sets) {
    const f = await jitted(workload);
    const tensors = sets.map((set) => tensorsOf(workload, set, ROWS));
    /** @type {Float32Array[]} */
    let last = [];
    const call = (/** @type {number} */ k) => {
      const results = f(...arraysOf(tensors[k]));
      last = results.map((/** @type {any} */ array) => array.dataSync());
    };
    return { call, read: () => outputsIn(workload, last) };
  },
};

export default [own, copied];
