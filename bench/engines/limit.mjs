// The limit: the same workloads as loops written by hand in Rust, with fluxion's math functions, over arrays that lie
// in their WebAssembly memory. bench/limit/ has the source.

import { readFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { findWasmRust } from "../../scripts/lib/rust.mjs";
import { output, root, step, StepError } from "../../scripts/lib/step.mjs";
import { callWithSet } from "./engine.mjs";

const TARGET = join(root, "build", "limit");
const WASM = join(TARGET, "wasm32-unknown-unknown", "release", "fluxion_limit.wasm");
const PAGE = 65536;

/** Compiles the crate, which takes no time if it is compiled already. */
async function compiled() {
  const rust = findWasmRust();
  if (rust === null) return "no Rust compiler for WebAssembly; npm run setup";
  try {
    await step("limit", "compiling the loops by hand (30 s; again, 1 s)", "It does not compile.", (log) =>
      log.run("cargo", ["build", "--release", "--locked", "--target", "wasm32-unknown-unknown"], {
        cwd: join(root, "bench", "limit"),
        env: {
          PATH: [rust, process.env.PATH].filter(Boolean).join(delimiter),
          CARGO_TARGET_DIR: TARGET,
          RUSTFLAGS: "-Ctarget-feature=+simd128",
        },
      }),
    );
    return null;
  } catch (error) {
    if (error instanceof StepError) return error.message;
    throw error;
  }
}

/** @type {import("./engine.mjs").Engine} */
const limit = {
  id: "limit",
  name: "by hand in Rust, wasm SIMD",
  counts: "the loop alone: arguments and results lie in its memory",
  line: { colour: "#1f2937", dash: [2, 3] },
  lacks: ({ numbers }) => (numbers === undefined ? undefined : "the crate has no loops that reduce"),
  missing: compiled,
  version: async () => output(join(findWasmRust() ?? "", "rustc"), ["--version"]) ?? "unknown",
  async prepare(workload, sets, n) {
    const module = new WebAssembly.Module(readFileSync(WASM));
    const { exports } = new WebAssembly.Instance(module, importsOf(module));
    const memory = /** @type {WebAssembly.Memory} */ (exports.memory);
    /** @param {number} length */
    const alloc = (length) => memory.grow(Math.ceil((length * 4) / PAGE)) * PAGE;
    const own = sets.map((set) =>
      set.map((arg) => {
        if (typeof arg === "number") return arg;
        const pointer = alloc(n);
        new Float32Array(memory.buffer, pointer, n).set(arg);
        return pointer;
      }),
    );
    const outs = workload.outputs.map(() => alloc(n));
    const loop = /** @type {(...args: number[]) => void} */ (exports[workload.name.replaceAll("-", "_")]);
    return {
      call: callWithSet(loop, own, { before: [n], after: outs }),
      read: () => outs.map((pointer) => new Float32Array(memory.buffer, pointer, n)),
    };
  },
};

/**
 * Imports that do nothing: the crate's other exports need the glue of wasm-bindgen, the loops never call it.
 *
 * @param {WebAssembly.Module} module
 */
function importsOf(module) {
  /** @type {Record<string, Record<string, () => void>>} */
  const all = {};
  for (const { module: from, name } of WebAssembly.Module.imports(module)) (all[from] ??= {})[name] = () => {};
  return all;
}

export default [limit];
