// The modules of the core where it comes as files.

import build from "../../build/core/fluxion_bg.wasm?build";
import { SIMD_PROBE } from "../core/layout.js";
import { explained, init as instantiate, provide } from "../core/load.js";
import { tiering } from "../engine/jit/tiering.js";
import { badFile, otherModule, wrongModule } from "../errors.js";

/**
 * A wasm file of the package: a `WebAssembly.Module`, the bytes of one, a `Response`, which is compiled while it
 * arrives, or a promise of these.
 */
export type WasmSource = object | PromiseLike<object>;

/** The files that the core is made of: `fluxion/fluxion.wasm` and `fluxion/loops.wasm`, of this very version. */
export interface Modules {
  /** `fluxion/fluxion.wasm`; or `fluxion/tiles.wasm`, which is smaller, compiles nothing at run time, and needs `loops`. */
  readonly core: WasmSource;
  /** `fluxion/loops.wasm`. Without it each loop is compiled when it is first called, which not every host allows. */
  readonly loops?: WasmSource;
}

/** The custom section that says what a file is. */
const LABEL = "fluxion";
/** What a core exports that can make modules. */
const MAKES_MODULES = "compileKernel";

/**
 * Compiles and instantiates the core from files. It is ready for the first call then.
 *
 * @param modules - The files.
 * @throws TypeError if one is of a kind that is not described, Error if it is not the file of this version, or if the
 * host refuses it.
 */
export async function initFrom(modules: Modules): Promise<void> {
  const [core, loops] = (["core", "loops"] as const).map((name) => ownOf(modules, name)) as [WasmSource, WasmSource?];
  const [coreModule, loopsModule] = await Promise.all([
    compiled("core", core),
    loops === undefined ? undefined : compiled("loops", loops),
  ]);
  const makesModules = WebAssembly.Module.exports(coreModule).some(({ name }) => name === MAKES_MODULES);
  if (loopsModule === undefined && !makesModules) throw wrongModule("loops", loops);
  if (provide(coreModule, loopsModule) && !makesModules) tiering.mode = "off";
  await instantiate();
}

/** A field of an object's own: somebody may have added one to Object.prototype. */
function ownOf(modules: Modules | undefined, name: keyof Modules): WasmSource | undefined {
  return modules && Object.hasOwn(modules, name) ? modules[name] : undefined;
}

/** Takes modules that the host has compiled, for one that compiles nothing itself. */
export function precompiled(core: WebAssembly.Module, loops: WebAssembly.Module): void {
  tiering.mode = "off";
  provide(core, loops);
}

/** The module of a file, which is of this build. */
async function compiled(what: "core" | "loops", source: WasmSource): Promise<WebAssembly.Module> {
  const value: unknown = await source;
  // By the tag: in Next's edge sandbox a module is none by `instanceof`, for it comes from another realm.
  const tag = Object.prototype.toString.call(value).slice(8, -1);
  const isResponse = tag === "Response";
  const isBytes = ArrayBuffer.isView(value) || tag === "ArrayBuffer" || tag === "SharedArrayBuffer";
  if (!isResponse && !isBytes && tag !== "WebAssembly.Module") throw wrongModule(what, value);
  const response = isResponse ? (value as Response) : undefined;
  if (response?.ok === false) throw badFile(what, response);
  let module = value as WebAssembly.Module;
  try {
    if (response) module = await compileResponse(response);
    else if (isBytes) module = await WebAssembly.compile(value as BufferSource);
  } catch (cause) {
    // The network's errors are its own. Of a host that compiles another module, the file is to blame.
    if (cause instanceof TypeError) throw cause;
    throw isCompileError(cause) && compiles() ? badFile(what, response, cause) : explained(cause);
  }
  // A custom section is ASCII: not every host has a TextDecoder.
  const [label = new ArrayBuffer(0)] = WebAssembly.Module.customSections(module, LABEL);
  const found = String.fromCharCode(...new Uint8Array(label));
  const expected = `${what} ${build}`;
  if (found !== expected) throw otherModule(what, found, expected);
  return module;
}

/** Compiles a file while it arrives, where its type allows that. */
async function compileResponse(response: Response): Promise<WebAssembly.Module> {
  const isWasm = /^application\/wasm/i.test(response.headers.get("Content-Type") ?? "");
  if (isWasm && "compileStreaming" in WebAssembly) return WebAssembly.compileStreaming(response);
  const bytes = await response.arrayBuffer();
  // Without `await` in the call: the dev server of Next puts it into a function of its own, which is not async.
  return WebAssembly.compile(bytes);
}

function isCompileError(cause: unknown): cause is Error {
  return typeof WebAssembly !== "undefined" && cause instanceof WebAssembly.CompileError;
}

/** Whether the host compiles at all, and has what the core needs. */
function compiles(): boolean {
  try {
    return Boolean(new WebAssembly.Module(Uint8Array.from(SIMD_PROBE)));
  } catch {
    return false;
  }
}
