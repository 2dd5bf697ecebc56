// What the build checks of wasm-bindgen's glue, and keeps of its types.

import { expect, it } from "vitest";
import { checkGlue, typesOfExports } from "../scripts/lib/glue.mjs";

/** The parts that the check knows of. */
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

let wasmModule, wasmInstance, wasm;
function __wbg_finalize_init(instance, module) {
    wasm = instance.exports;
    return wasm;
}
export { initSync, __wbg_init as default };
`;

const TYPES = `
export function double(n: number): number;

export type InitInput = RequestInfo;

export interface InitOutput {
    readonly memory: WebAssembly.Memory;
    readonly double: (a: number) => number;
    readonly __wbindgen_externrefs: WebAssembly.Table;
    readonly __wbindgen_start: () => void;
}

export type SyncInitInput = BufferSource;
`;

it("takes a glue that needs nothing of the host", () => {
  expect(() => checkGlue(GLUE)).not.toThrow();
});

it("fails where the glue is not as it knows it", () => {
  for (const part of ["let wasmModule, wasmInstance, wasm;", "function __wbg_get_imports"])
    expect(() => checkGlue(GLUE.replace(part, "other"))).toThrow(/glue of wasm-bindgen has changed/);
  for (const needed of ["new TextDecoder()", "wasm.__wbindgen_externrefs", "__wbg_Error_1"])
    expect(() => checkGlue(`${needed};\n${GLUE}`)).toThrow(/must not need/);
  expect(() => typesOfExports(TYPES.replace("InitOutput", "Exports"))).toThrow(/has changed/);
});

it("keeps the types of the exports, with the table of functions", () => {
  expect(typesOfExports(TYPES)).toBe(`export interface InitOutput {
    readonly functions: WebAssembly.Table;
    readonly memory: WebAssembly.Memory;
    readonly double: (a: number) => number;
}
`);
});
