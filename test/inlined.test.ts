// The text of the core: its bytes, whatever the host has to decode it, and its lines.

import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { runInThisContext } from "node:vm";
import { parseAst } from "rollup/parseAst";
import { minify } from "terser";
import binaryen from "binaryen";
import { afterEach, describe, expect, it } from "vitest";
import text from "../build/core/fluxion_bg.wasm";
import { inlineWasm } from "../scripts/lib/inline-wasm.mjs";
import { lineBreaks } from "../scripts/lib/line-breaks.mjs";
import { BOUNDARY, KINDS, operandsIn, withSizesOfTwoBytes } from "../scripts/lib/wasm-operands.mjs";
import { bytesOf } from "../ts/core/inlined.js";

const root = new URL("../", import.meta.url);
const core = readFileSync(new URL("build/core/fluxion_bg.wasm", root));

const host = globalThis as { TextEncoder?: typeof TextEncoder };
const { TextEncoder: encoder } = host;

afterEach(() => {
  host.TextEncoder = encoder;
});

/** The text that the plugin makes of these bytes. */
async function textOf(bytes: Uint8Array): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), "fluxion-"));
  try {
    const path = join(folder, "x.wasm");
    writeFileSync(path, bytes);
    const source = (await inlineWasm().load(path))!;
    return (runInThisContext(`(${/^export default (.*);$/s.exec(source)![1]})`) as () => string)();
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe("the text", () => {
  const expected = withSizesOfTwoBytes(core);

  it("is that of the core, with a TextEncoder and without", () => {
    expect(Buffer.from(bytesOf(text())).equals(expected)).toBe(true);
    delete host.TextEncoder;
    expect(Buffer.from(bytesOf(text())).equals(expected)).toBe(true);
  });

  it("differs from the core in how the sizes of functions are written alone", () => {
    const read = (bytes: Uint8Array) => {
      const module = binaryen.readBinary(bytes);
      const all = module.emitText();
      module.dispose();
      return all;
    };
    expect(read(expected)).toBe(read(core));
  });

  it("holds any bytes", async () => {
    const all = Uint8Array.from({ length: 256 }, (_, i) => i);
    const samples = [
      new Uint8Array(0),
      new Uint8Array(50_000),
      all,
      all.slice().reverse(),
      Uint8Array.from({ length: 60_000 }, (_, i) => Math.imul(i + 1, 0x9e3779b1) >>> 24),
    ];
    for (const bytes of samples) expect(Buffer.from(bytesOf(await textOf(bytes))).equals(bytes)).toBe(true);
    await expect(textOf(new Uint8Array(200_000))).rejects.toThrow("room");
  });

  it("has lines, of characters that no literal escapes", () => {
    const [digits, ...streams] = text().split("\t");
    expect(digits).toMatch(/^[01]{267}$/);
    expect(streams.length).toBe(4);
    for (const stream of streams) {
      for (const line of stream.slice(1).split(/(?<=\n)/)) expect(line).toMatch(/^[ !#%-[\]-_a-~]{1,40000}\n$/);
    }
    expect(text().split("\n").length).toBeGreaterThan(6);
  });
});

describe("operands that are put apart", () => {
  it("are those of the core's instructions, whose number is known", () => {
    const found = operandsIn(core);
    expect(found.length).toBeGreaterThan(20_000);
    for (const { kind, at, operand, end } of found.filter(({ kind }) => kind !== BOUNDARY)) {
      expect(core[at]).toBe(KINDS[kind].opcode);
      expect(operand - at).toBe("alignment" in KINDS[kind] ? 2 : 1);
      expect([...core.subarray(operand, end)].map((byte) => byte >> 7).lastIndexOf(0)).toBe(end - operand - 1);
    }
  });

  it("are none of a module without code, and of what is no module", () => {
    expect(operandsIn(core.subarray(0, 8))).toEqual([]);
    expect(operandsIn(core.subarray(1))).toEqual([]);
  });

  it("are not looked for in instructions that are not known", () => {
    // A function of one byte, whose instruction would go on.
    const code = [10, 4, 1, 2, 0, 0x41];
    expect(() => operandsIn(Uint8Array.of(...core.subarray(0, 8), ...code))).toThrow("does not know");
  });
});

describe("an uncaught error", () => {
  const source = readFileSync(new URL("dist/index.cjs", root), "utf8");

  /** What a process prints that ends by an error in this bundle. */
  function printed(bundle: string): string {
    const folder = mkdtempSync(join(tmpdir(), "fluxion-"));
    try {
      const path = join(folder, "bundle.cjs");
      writeFileSync(path, bundle);
      const { status, stderr } = spawnSync(process.execPath, [path], { encoding: "utf8" });
      expect(status).toBe(1);
      return stderr;
    } finally {
      rmSync(folder, { recursive: true });
    }
  }

  // By other minifiers: `npm run test:package -- --only uncaught`.
  it("in a minified bundle prints no line of the text, and a part of the code", async () => {
    const { code = "" } = await minify(`${source}\nexports.sin("a");`, { toplevel: true });
    const stderr = printed(code);
    expect(stderr).toContain("argument 0 (x) is a string");
    expect(stderr.length).toBeLessThan(25_000);
    for (const line of text().split("\n").filter(Boolean)) expect(stderr).not.toContain(line);
    // Wherever an error is thrown.
    expect(Math.max(...code.split("\n").map((line) => line.length))).toBeLessThan(25_000);
  });

  it("prints the line alone where nothing is minified", () => {
    expect(printed(`${source}\nexports.sin("a");`).length).toBeLessThan(3000);
  });
});

describe("templates", () => {
  const broken = (code: string) => lineBreaks().renderChunk.call({ parse: parseAst }, code);

  it("keep their line breaks when they are minified", async () => {
    const { code = "" } = await minify(broken("f(`a\\nb`, `${x}\\n`)"), { toplevel: true });
    expect(code).toBe("f(String.raw`a\nb`,String.raw`${x}\n`);");
  });

  it("keep their values", () => {
    const samples = [
      "`a\\nb\\n`",
      "`${1}\\n${2}`",
      "`\\n${[1, 2].join('\\n')}${`\\n${`${'\\n'}\\n`}`}\\n`",
      "`\\\\n` + `\\\\\\n` + `\\n\\t` + `\\u000a\\n` + `\\`\\n` + `\\${\\n`",
      "String.raw`\\n${`\\n`}`",
      "'\\n' + \"\\n\" + `x` + `\n` + `\n\\n`",
    ];
    for (const sample of samples) expect(runInThisContext(broken(sample)), sample).toBe(runInThisContext(sample));
  });
});

it("the core is decoded in a wasm module, so that nothing of it runs where WebAssembly is refused", () => {
  const script = `
    const { Module } = WebAssembly;
    WebAssembly.Module = class { constructor() { throw new WebAssembly.CompileError("disallowed by embedder"); } };
    const { sin } = require(${JSON.stringify(fileURLToPath(new URL("dist/index.cjs", root)))});
    try { sin(1); } catch (error) { console.log(error.message); }
    WebAssembly.Module = Module;
    console.log(sin(0));`;
  const lines = execFileSync(process.execPath, ["-e", script], { encoding: "utf8" }).trim().split("\n");
  expect(lines).toEqual([expect.stringMatching(/^fluxion: this host refuses to compile WebAssembly/), "0"]);
});
