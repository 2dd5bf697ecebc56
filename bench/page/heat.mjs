// One workload in a frame of its own, which is to a page what a process is to Node: bench/race/heat.mjs runs as it is,
// and this is its end of the line.

const { tf } = /** @type {any} */ (globalThis);
tf.wasm.setWasmPaths("/bench/node_modules/@tensorflow/tfjs-backend-wasm/dist/");

/** @param {object} message */
const tell = (message) => parent.postMessage(message, location.origin);

/** The few functions of Node's `process` that a heat calls. */
Object.assign(globalThis, {
  process: {
    /**
     * @param {"message"} _
     * @param {(order: object) => Promise<void>} heed
     */
    once: (_, heed) => {
      addEventListener("message", ({ data }) => heed(data).catch((error) => tell({ error: String(error) })), {
        once: true,
      });
    },
    send: (/** @type {object[]} */ rows) => tell({ rows }),
    disconnect: () => tell({ isOver: true }),
    versions: {},
  },
});

await import("../race/heat.mjs");
tell({ isReady: true });
