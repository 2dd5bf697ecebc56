// Choosing the engine, and seeing what the jit engine does.

import { tiering } from "../../ts/engine/jit/tiering.js";

/** The engines, as when programs are compiled. */
export const ENGINES = ["off", "eager"] as const;

/** What the call gives where programs are compiled at once, or never, or when they are hot. */
export function by<T>(when: typeof tiering.mode, call: () => T): T {
  const before = tiering.mode;
  tiering.mode = when;
  try {
    return call();
  } finally {
    tiering.mode = before;
  }
}

/** What the host was asked for during a call. */
export interface Asked {
  /** The modules that were compiled. */
  readonly modules: Uint8Array[];
  /** The memories that they were instantiated on. */
  readonly memories: WebAssembly.Memory[];
}

/** Runs the call, and notes what is compiled and instantiated meanwhile. The core must have been loaded. */
export function watched(call: () => void): Asked {
  const asked: Asked = { modules: [], memories: [] };
  const { Module, Instance } = WebAssembly;
  Object.assign(WebAssembly, {
    Module: new Proxy(Module, {
      construct(target, [bytes]: [Uint8Array<ArrayBuffer>]) {
        asked.modules.push(bytes.slice());
        return new target(bytes);
      },
    }),
    Instance: new Proxy(Instance, {
      construct(target, [module, imports]: [WebAssembly.Module, { core: { memory: WebAssembly.Memory } }]) {
        asked.memories.push(imports.core.memory);
        return new target(module, imports);
      },
    }),
  });
  try {
    call();
  } finally {
    Object.assign(WebAssembly, { Module, Instance });
  }
  return asked;
}
