// The package over a core that fails when it is told to, and everything that a call may be.

import { vi } from "vitest";
import type { Elements } from "../../ts/memory/elements.js";
import type { tiering } from "../../ts/engine/jit/tiering.js";

const CORE = "../../ts/core/exports.js";

/** The functions of the core that calls enter it by. */
export const ENTRIES = [
  "simplify",
  "differentiate",
  "prepare",
  "compileKernel",
  "reserveArena",
  "runUniform",
  "runBlock",
] as const;
export type Entry = (typeof ENTRIES)[number];

/** What may end a call in the midst of the core: a bug, a full stack, a host that refuses memory. */
export const FAULTS = ["trap", "overflow", "refusal"] as const;

export interface Fault {
  readonly entry: Entry;
  readonly kind: (typeof FAULTS)[number];
  /** Whether the core does what it is asked before it fails. */
  readonly isLate: boolean;
}

/** The package, and means to let its core fail. */
export interface Faulty {
  readonly fluxion: typeof import("../../ts/index.js");
  readonly tiering: typeof tiering;
  /** The next call of that entry fails, and leaves nothing of the core's memory as it was. */
  arm(fault: Fault): void;
  /** Whether the fault is still to come. */
  isArmed(): boolean;
  /** How many instances there were. */
  instances(): number;
}

/** The package, over a core that can be told to fail. */
export async function faulty(): Promise<Faulty> {
  let armed: Fault | undefined;
  let failed: Fault | undefined;
  let memory: WebAssembly.Memory | undefined;
  let instances = 0;
  vi.resetModules();
  vi.doMock(CORE, async (original) => {
    const core = await original<typeof import("../../ts/core/exports.js")>();
    const failing = (entry: Entry) => {
      const whole = core[entry] as (...args: unknown[]) => unknown;
      return (...args: unknown[]) => {
        if (armed?.entry !== entry) return whole(...args);
        failed = armed;
        armed = undefined;
        if (failed.isLate) whole(...args);
        new Uint8Array(memory!.buffer).fill(0xaa);
        if (failed.kind === "overflow") throw new RangeError("Maximum call stack size exceeded");
        if (failed.kind === "refusal" && entry === "reserveArena") return 0;
        throw new WebAssembly.RuntimeError("unreachable");
      };
    };
    return {
      ...core,
      ...Object.fromEntries(ENTRIES.map((entry) => [entry, failing(entry)])),
      takeRefusal: () => (failed === undefined ? core.takeRefusal() : failed.kind === "refusal"),
      attach(exports?: import("../../ts/core/exports.js").InitOutput) {
        failed = undefined;
        memory = exports?.memory;
        if (exports !== undefined) instances++;
        core.attach(exports);
      },
    };
  });
  const fluxion = await import("../../ts/index.js");
  const { tiering } = await import("../../ts/engine/jit/tiering.js");
  vi.doUnmock(CORE);
  return {
    fluxion,
    tiering,
    arm: (fault) => (armed = fault),
    isArmed: () => armed !== undefined,
    instances: () => instances,
  };
}

type Call = { (...args: unknown[]): unknown; into: (out: unknown, ...args: unknown[]) => unknown };

/** Elements of which some need the fallback path, if so said. */
function elements(n: number, hasHuge: boolean): Float32Array {
  return Float32Array.from({ length: n }, (_, i) => (hasHuge && i % 5003 === 3 ? 1e10 : (i % 977) / 97 - 4));
}

/** The floats of these results, one after the other. */
function flat(results: unknown): Float32Array {
  const parts = [results].flat(2) as (number | Float32Array)[];
  const arrays = parts.map((part) => (typeof part === "number" ? Float32Array.of(part) : part));
  const all = new Float32Array(arrays.reduce((sum, array) => sum + array.length, 0));
  let at = 0;
  for (const array of arrays) {
    all.set(array, at);
    at += array.length;
  }
  return all;
}

/**
 * Every form of a call, by name: functions that were made here, that run on one engine each, over so many elements
 * where they are many, and give the floats of all results.
 */
export function callForms(
  { fluxion, tiering }: Pick<Faulty, "fluxion" | "tiering">,
  many: number,
): Record<string, () => Float32Array> {
  const { alloc, compile, cos, fromBytes, grad, mul, sin, strided, useMemory, valueAndGrad } = fluxion;
  const foreign = new WebAssembly.Memory({ initial: 8 });
  useMemory(foreign);
  const forms: Record<string, () => Float32Array> = {};
  for (const mode of ["off", "eager"] as const) {
    const vg = valueAndGrad((x) => sin(cos(x))) as unknown as Call;
    const mixed = compile((x, a) => [mul(sin(x), cos(a)), mul(a, a)]) as unknown as Call;
    const add = (name: string, call: () => unknown) => {
      forms[`${name}, compiled ${mode}`] = () => {
        const before = tiering.mode;
        tiering.mode = mode;
        try {
          return flat(call());
        } finally {
          tiering.mode = before;
        }
      };
    };
    const into = (name: string, n: number, hasHuge: boolean, outputs: () => Elements[], input?: Float32Array) => {
      const x = input ?? elements(n, hasHuge);
      x.set(elements(n, hasHuge));
      add(name, () => {
        const out = outputs();
        vg.into(out, x);
        return out.map((each) => (each instanceof Float32Array ? each.slice() : each.data.slice()));
      });
    };
    add("of a number", () => vg(0.7));
    add("of a huge number", () => vg(1e10));
    add("of numbers", () => mixed(0.7, 2));
    add("of few elements", () => vg(elements(5, false)));
    add("of elements and a number", () => mixed(elements(67, false), 3));
    add("of many elements", () => vg(elements(many + 3, false)));
    add("with elements for the fallback", () => vg(elements(many + 3, true)));
    add("of an op", () => [sin(0.3), sin(elements(40, false))]);
    add("of a function from bytes", () => (fromBytes(grad((x) => mul(sin(x), x)).toBytes()) as unknown as Call)(0.4));
    into("into arrays", many, true, () => [new Float32Array(many), new Float32Array(many)]);
    into("into interleaved elements", 700, true, () => {
      const both = new Float32Array(1400);
      return [strided(both, { stride: 2 }), strided(both, { stride: 2, offset: 1 })];
    });
    for (const n of [many, many + 3]) {
      const own = alloc([n, n, n]);
      into(`in place, ${n} elements`, n, true, () => [own[1], own[2]], own[0]);
      const others = [0, 1, 2].map((i) => new Float32Array(foreign.buffer, 100_000 * i, n));
      into(`in place in another's memory, ${n} elements`, n, true, () => [others[1], others[2]], others[0]);
    }
  }
  return forms;
}
