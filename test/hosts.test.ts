// Hosts that have no WebAssembly, refuse it, or refuse memory: in processes of their own, nothing simulated. What needs
// the core throws one error, which names the cause; all else goes on.

import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { createContext, runInContext } from "node:vm";
import { describe, expect, it } from "vitest";

const file = fileURLToPath(new URL("../dist/index.cjs", import.meta.url));

/** What every script starts with: `say(call)` prints the value of a call, or its error. */
const PRELUDE = `
  const say = (call) => {
    try {
      const value = call();
      console.log(typeof value === "object" ? value.constructor.name + " " + value.length : String(value));
    } catch (error) {
      console.log(error.name + ": " + error.message);
    }
  };`;

/** What needs no core, and what it gives. */
const ABLE: [call: string, expected: RegExp][] = [
  ["sin(cos())", /^\(x\) => sin\(cos\(x\)\)$/],
  ["sin(mul(2, cos()))", /^\(x\) => sin\(mul\(2, cos\(x\)\)\)$|^\(x\) => sin\(2 \* cos\(x\)\)$/],
  ["typeof grad((x) => sin(x))", /^function$/],
  ["typeof compile((x) => [sin(x), x])", /^function$/],
  ["typeof customGrad((x) => sin(x), (x) => cos(x))", /^function$/],
  ["strided(new Float32Array(6), { stride: 2 }).length", /^3$/],
  ["Object.values(list([1, 2]))", /^Array 2$/],
  ["grad(3)", /^TypeError: grad: .*a number/],
  ["strided([1], { stride: 1 })", /^TypeError: strided/],
  ["inPlace(new Float32Array(1))", /^false$/],
];

/** What needs it. */
const UNABLE = [
  "sin(1)",
  "sin(new Float32Array(3))",
  "grad((x) => sin(x))(1)",
  "grad((x) => sin(x)).toBytes()",
  "String(grad((x) => sin(x)))",
  "compile((x) => [x, sin(x)]).prepare('number')",
  "hessian((x) => mean(sin(x)))([1, 2])",
  "findNaN((x) => log(x), [[1, 0]])",
];

const calls = [...ABLE.map(([call]) => call), ...UNABLE];

/** Checks the lines that {@link calls} print: of those that need the core the same error each. */
function check(lines: readonly string[], error: RegExp): void {
  expect(lines).toHaveLength(calls.length);
  ABLE.forEach(([call, expected], i) => expect(lines[i], call).toMatch(expected));
  UNABLE.forEach((call, i) => expect(lines[ABLE.length + i], call).toMatch(error));
}

function scriptOf(calls: readonly string[]): string {
  return `with (fluxion) { ${calls.map((call) => `say(() => ${call});`).join("\n")} }`;
}

/** The lines that a script prints in a process, which may have a limit of address space, in KB. */
function linesOf(script: string, flags: readonly string[] = [], limit?: number): string[] {
  const args = [...flags, "-e", `const fluxion = require(${JSON.stringify(file)}); ${PRELUDE} ${script}`];
  const { stdout, stderr, status } =
    limit === undefined
      ? spawnSync(process.execPath, args, { encoding: "utf8" })
      : spawnSync("sh", ["-c", `ulimit -v ${limit}; exec "$0" "$@"`, process.execPath, ...args], { encoding: "utf8" });
  expect(status, stderr).toBe(0);
  return stdout.trim().split("\n");
}

it("without WebAssembly", () => {
  // Without a jit there is none in Node; nor is there in a page of Safari in Lockdown Mode.
  const lines = linesOf(scriptOf([...calls, "typeof WebAssembly", "alloc(3)", "useMemory({})"]), ["--jitless"]);
  const error = /^Error: fluxion: this host has no WebAssembly, which the computation needs$/;
  expect(lines.splice(-3)).toEqual(["undefined", expect.stringMatching(error), expect.stringMatching(error)]);
  check(lines, error);
});

it("in a context that compiles no wasm", () => {
  const printed: string[] = [];
  const module = { exports: {} };
  const context = createContext(
    { module, exports: module.exports, console: { log: (line: string) => printed.push(line) } },
    { codeGeneration: { strings: false, wasm: false } },
  );
  runInContext(readFileSync(file, "utf8"), context);
  runInContext(`const fluxion = module.exports; ${PRELUDE} ${scriptOf(calls)}`, context);
  check(
    printed,
    /^Error: fluxion: this host refuses to compile WebAssembly; its embedder must allow it \(.*disallowed by embedder\)$/,
  );
});

describe.runIf(process.platform === "linux")("with little address space", () => {
  const SIZE = `Number(/^VmPeak:\\s*(\\d+)/m.exec(require("node:fs").readFileSync("/proc/self/status", "utf8"))[1])`;
  const [before, after] = linesOf(`console.log(${SIZE}); fluxion.sin(1); console.log(${SIZE});`).map(Number);
  /** What the rest of the process may need, in KB. */
  const ROOM = 600_000;

  it("none is left for the core: that is said, with the words of the host", () => {
    expect(after - before).toBeGreaterThan(2 * ROOM);
    const lines = linesOf(scriptOf([...calls, "alloc(3)"]), [], before + ROOM);
    expect(lines.pop()).toMatch(/^RangeError: alloc: the host refused memory of \d+ bytes/);
    check(
      lines,
      /^RangeError: fluxion: the host refused memory for the computation; .*free memory \(WebAssembly.*memory.*\)$/,
    );
  });

  it("none is left for results, in the midst of a run: the bytes are said, and the next call works", () => {
    const script = `
      const { compile, grad, mean, sin } = fluxion;
      const df = grad((x) => sin(x));
      say(() => df(0));
      const n = 1 << 24;
      const arrays = [];
      try {
        for (;;) arrays.push(new Float32Array(n));
      } catch {}
      say(() => arrays.length > 0);
      say(() => df(arrays[0]));
      say(() => compile((x) => [mean(x), sin(x)])(arrays[0]));
      say(() => compile((x) => mean(x))(arrays[0]));
      say(() => fluxion.alloc(n));
      arrays.length = 1;
      say(() => df(new Float32Array(1000)));
      say(() => df(0));`;
    const refused = expect.stringMatching(
      /^RangeError: fluxion: the host refused memory of 67108864 bytes for the/,
    ) as string;
    expect(linesOf(script, [], after + ROOM)).toEqual([
      "1",
      "true",
      refused,
      refused,
      "0",
      expect.stringMatching(/^RangeError: alloc: the host refused memory of \d+ bytes/),
      "Float32Array 1000",
      "1",
    ]);
  });
});

it("with a small heap everything works", () => {
  const script = `
    const { grad, mean, sin } = fluxion;
    say(() => grad((x) => sin(x))(0));
    say(() => grad((w, x) => mean(sin(x.mul(w))))(1, new Float32Array(1e6)));
    const { Worker } = require("node:worker_threads");
    const text = 'require("node:worker_threads").parentPort.postMessage(require(' + ${JSON.stringify(JSON.stringify(file))} + ').sin(0))';
    const worker = new Worker(text, { eval: true, resourceLimits: { maxOldGenerationSizeMb: 12 } });
    worker.on("message", (value) => console.log(value));
    worker.on("error", (error) => console.log(String(error)));`;
  expect(linesOf(script, ["--max-old-space-size=16"])).toEqual(["1", "0", "0"]);
});
