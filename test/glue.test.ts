// The change that the build makes to wasm-bindgen's glue.

import { readFileSync } from "node:fs";
import ts from "typescript";
import { expect, it } from "vitest";
import { adaptedGlue } from "../scripts/lib/glue.mjs";

/** The parts that the change knows of. */
const GLUE = `
export function double(n) {
    const ret = wasm.double(n);
    return ret;
}
function __wbg_get_imports() {
    const import0 = {
        __proto__: null,
    };
    return { "./fluxion_bg.js": import0 };
}

let cachedUint8ArrayMemory0 = null;
function getUint8ArrayMemory0() {
    return (cachedUint8ArrayMemory0 ??= new Uint8Array(wasm.memory.buffer));
}

let wasmModule, wasmInstance, wasm;
function __wbg_finalize_init(instance, module) {
    wasm = instance.exports;
    return wasm;
}
export { initSync, __wbg_init as default };
`;

it("leaves the functions, and lets them serve one instance after the other", async () => {
  const memory = () => ({ buffer: new ArrayBuffer(8) });
  const code = `${adaptedGlue(GLUE)}\nexport { getUint8ArrayMemory0 as bytes };`;
  const glue = (await import(`data:text/javascript,${encodeURIComponent(code)}`)) as {
    attach: (exports?: object) => void;
    double: (n: number) => number;
    bytes: () => Uint8Array;
  };
  const [one, other] = [memory(), memory()];
  glue.attach({ memory: one, double: (n: number) => 2 * n });
  expect(glue.double(2)).toBe(4);
  expect(glue.bytes().buffer).toBe(one.buffer);
  // Without an instance it keeps nothing of the old one.
  glue.attach();
  expect(() => glue.bytes()).toThrow(TypeError);
  glue.attach({ memory: other, double: (n: number) => n + n + 1 });
  expect(glue.double(2)).toBe(5);
  expect(glue.bytes().buffer).toBe(other.buffer);
});

it("fails where the glue is not as it knows it", () => {
  for (const part of [
    "let wasmModule, wasmInstance, wasm;",
    "function __wbg_get_imports",
    "cachedUint8ArrayMemory0 = null",
  ])
    expect(() => adaptedGlue(GLUE.replace(part, "other"))).toThrow(/glue of wasm-bindgen/);
  for (const needed of ["new TextDecoder()", "wasm.__wbindgen_externrefs", "__wbg_Error_1"])
    expect(() => adaptedGlue(`${needed};\n${GLUE}`)).toThrow(/still has/);
});

it("has left no code that runs at import", () => {
  const text = readFileSync(new URL("../build/core/fluxion.js", import.meta.url), "utf8");
  const initial = (statement: ts.Statement) =>
    ts.isVariableStatement(statement)
      ? statement.declarationList.declarations.map(({ initializer }) => initializer?.getText() ?? "undefined")
      : [ts.SyntaxKind[statement.kind]];
  const { statements } = ts.createSourceFile("fluxion.js", text, ts.ScriptTarget.Latest, true);
  expect(statements.length).toBeGreaterThan(10);
  expect(new Set(statements.flatMap(initial))).toEqual(new Set(["FunctionDeclaration", "null", "0", "undefined"]));
});
