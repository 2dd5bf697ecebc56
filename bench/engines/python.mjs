// JAX and PyTorch, native on one core, in a process of Python: `python3`, or the program that the environment variable
// PYTHON names. Each is raced if it is installed.

import { spawn, spawnSync } from "node:child_process";
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { tensorsOf } from "../workloads/tensors.mjs";
import { outputsOf } from "../workloads/workload.mjs";

/** @typedef {import("./engine.mjs").Engine} Engine */

const PYTHON = process.env.PYTHON ?? "python3";
const SCRIPT = fileURLToPath(new URL("../python/race.py", import.meta.url));

/** A library in a process of its own, which answers one request after another. */
class Rival {
  #child;
  #answers;
  /** The folder of the files by which arrays go there and back. */
  #folder = mkdtempSync(join(tmpdir(), "fluxion-bench-"));

  /** @param {string} library */
  constructor(library) {
    // Warnings of libraries on stderr would stand between the lines of the table.
    this.#child = spawn(PYTHON, [SCRIPT, library], { stdio: ["pipe", "pipe", "ignore"] });
    this.#answers = createInterface({ input: this.#child.stdout })[Symbol.asyncIterator]();
  }

  /**
   * @param {string} request
   * @param {object} [args]
   */
  async ask(request, args = {}) {
    this.#child.stdin.write(`${JSON.stringify({ request, ...args })}\n`);
    const { value, done } = await this.#answers.next();
    if (done) throw new Error("Python has ended");
    const { answer, error } = JSON.parse(value);
    if (error !== undefined) throw new Error(error);
    return answer;
  }

  /**
   * Calls `work` with the name of a file, which is removed afterwards.
   *
   * @template T
   * @param {(file: string) => T | Promise<T>} work
   * @returns {Promise<T>}
   */
  async withFile(work) {
    const file = join(this.#folder, "arrays");
    try {
      return await work(file);
    } finally {
      rmSync(file, { force: true });
    }
  }

  end() {
    this.#child.stdin.end();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

/**
 * @param {string} library its name in Python and with pip
 * @param {string} name
 * @param {string} colour
 * @returns {Engine}
 */
function engine(library, name, colour) {
  /** @type {Rival | undefined} */
  let rival;
  return {
    id: library,
    name,
    counts: "the computation on its own arrays, in Python, pinned to one core: copies in and out are not counted",
    line: { colour },
    // PyTorch compiles for a minute to compute for a second.
    isSlowToStart: true,
    async missing() {
      const { status } = spawnSync(PYTHON, ["-c", `import ${library}`], { stdio: "ignore" });
      return status === 0 ? null : `${PYTHON} has no ${library}; pip install ${library}`;
    },
    async version() {
      const asked = new Rival(library);
      try {
        return await asked.ask("version");
      } finally {
        asked.end();
      }
    },
    async prepare(workload, sets, n) {
      const process = (rival ??= new Rival(library));
      await process.withFile((file) => {
        const to = openSync(file, "w");
        const shapes = sets.map((set) =>
          tensorsOf(workload, set, "features").map(({ data, shape }) => {
            writeFileSync(to, typeof data === "number" ? Float32Array.of(data) : data);
            return shape;
          }),
        );
        closeSync(to);
        return process.ask("prepare", {
          workload: workload.name,
          shapes,
          isMapped: workload.numbers === undefined,
          file,
        });
      });
      return {
        isAsync: true,
        call: (k) => process.ask("call", { k }),
        time: (calls) => process.ask("time", { calls }),
        read: () =>
          process.withFile(async (file) => {
            await process.ask("read", { file });
            const { buffer, byteOffset } = readFileSync(file);
            let offset = byteOffset;
            return outputsOf(workload, n, Float32Array).map(({ length }) => {
              const output = new Float32Array(buffer, offset, length);
              offset += output.byteLength;
              return output;
            });
          }),
      };
    },
    end: () => rival?.end(),
  };
}

export default [engine("jax", "JAX, native", "#ca8a04"), engine("torch", "PyTorch, native", "#7c3aed")];
