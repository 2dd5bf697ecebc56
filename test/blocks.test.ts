// The core's memory does not grow with the length of batches, in either engine.

import { expect, it } from "vitest";
import { cos, sin, valueAndGrad } from "../ts/index.js";
import { tiering } from "../ts/engine/jit/compile.js";
import { load } from "../ts/core/load.js";

it.each(["off", "eager"] as const)("blocks go through the same memory, compiled %s", (when) => {
  tiering.mode = when;
  const vg = valueAndGrad((x) => sin(cos(x)));
  vg(new Float32Array(20_000));
  const { byteLength } = load().memory.buffer;
  const xs = new Float32Array(1 << 22).fill(0.5);
  const [y, dy] = vg(xs);
  expect([y.at(-1), dy.at(-1)]).toEqual([y[0], dy[0]]);
  expect(load().memory.buffer.byteLength).toBe(byteLength);
});
