// The rule of Chrome until 114, for modules and for instances: on the main thread no more than 4 KB at once.

import * as fluxion from "fluxion";
import { check, failed } from "./check.mjs";

const LIMIT = 4096;
const { Module, Instance, compile, instantiate } = WebAssembly;
const sizes = new WeakMap();

function refuse(what, size) {
  if (size > LIMIT) {
    throw new RangeError(
      `WebAssembly.${what} is disallowed on the main thread, if the buffer size is larger than 4KB.`,
    );
  }
}
const sized = (module, bytes) => {
  sizes.set(module, bytes.byteLength);
  return module;
};

Object.assign(WebAssembly, {
  Module: new Proxy(Module, {
    construct(target, [bytes]) {
      refuse("Compile", bytes.byteLength);
      return sized(new target(bytes), bytes);
    },
  }),
  Instance: new Proxy(Instance, {
    construct(target, [module, imports]) {
      refuse("Instance", sizes.get(module) ?? Infinity);
      return new target(module, imports);
    },
  }),
  compile: async (bytes) => sized(await compile(bytes), bytes),
  instantiate: async (source, imports) => {
    const result = await instantiate(source, imports);
    if (!(source instanceof Module)) sized(result.module, source);
    return result;
  },
});

let advice = "";
try {
  fluxion.sin(1);
} catch (error) {
  advice = error.message;
}
if (advice.includes("await init()")) {
  await fluxion.init();
  console.log(check(fluxion));
} else {
  console.log(failed(new Error(`without init(): ${advice}`)));
}
