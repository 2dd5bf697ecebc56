// TensorFlow.js: every op is a call of a kernel, in JavaScript (cpu) or WebAssembly (wasm).

import { createRequire } from "node:module";
import { outputsIn, tensorsOf } from "../workloads/tensors.mjs";

/** @typedef {import("./engine.mjs").Engine} Engine */

/** @type {any} */
let tf;

/** @param {string} backend */
async function use(backend) {
  if (tf === undefined) {
    // The CommonJS files, for the package's ES modules do not load in Node.
    const require = createRequire(import.meta.url);
    tf = require("@tensorflow/tfjs");
    require("@tensorflow/tfjs-backend-wasm");
    // Without the checks and the advice of development.
    tf.enableProdMode();
  }
  await tf.setBackend(backend);
  return tf;
}

/**
 * @param {string} backend
 * @param {{ isCopied: boolean, line?: Engine["line"] }} options
 * @returns {Engine}
 */
function engine(backend, { isCopied, line }) {
  return {
    id: `tfjs-${backend}${isCopied ? "-copied" : ""}`,
    name: `tfjs ${backend}${isCopied ? ", copies counted" : ""}`,
    counts: isCopied
      ? "Float32Arrays copied in, computed, and copied out into fresh Float32Arrays"
      : "the computation on its own tensors: copies in and out are not counted",
    line,
    missing: async () => null,
    version: async () => (await use(backend)).version.tfjs,
    async prepare(workload, sets) {
      await use(backend);
      const f = workload.tfjs(tf);
      const given = sets.map((set) => tensorsOf(workload, set, "samples"));
      const tensor = (/** @type {import("../workloads/tensors.mjs").Tensor} */ { data, shape }) =>
        tf.tensor(data, shape, "float32");
      const tensors = isCopied ? [] : given.map((set) => set.map(tensor));
      /** @type {any[]} */
      let last = [];
      const own = (/** @type {number} */ k) => {
        tf.dispose(last);
        last = tf.tidy(() => f(...tensors[k]));
      };
      const copied = (/** @type {number} */ k) => {
        tf.tidy(() => {
          last = f(...given[k].map(tensor)).map((/** @type {any} */ result) => result.dataSync());
        });
      };
      return {
        call: isCopied ? copied : own,
        read: () =>
          outputsIn(
            workload,
            last.map((result) => (isCopied ? result : result.dataSync())),
          ),
        enter: () => tf.setBackend(backend),
        close: () => tf.dispose([...(isCopied ? [] : last), ...tensors.flat()]),
      };
    },
  };
}

export default [
  engine("cpu", { isCopied: false, line: { colour: "#be123c" } }),
  engine("cpu", { isCopied: true }),
  engine("wasm", { isCopied: false, line: { colour: "#a21caf" } }),
  engine("wasm", { isCopied: true }),
];
