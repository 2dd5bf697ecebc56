// All of the package in a bundle, which ends by an uncaught error: one of those that are thrown in different places of it.

import * as fluxion from "fluxion";

const { compile, fromBytes, grad, jvp, mul, repeat, sin } = fluxion;

const mistakes = [
  () => sin("a"),
  () => grad(sin)(1, 2),
  () => compile(() => new Map())(1),
  () => jvp(mul)([1], [1]),
  () => fromBytes(new Uint8Array(3)),
  () => repeat(-1, (x) => x, 0),
  () => mul.into(new Float32Array(2), new Float32Array(3), 1),
];

globalThis.used = fluxion;
console.log(mistakes.length);
mistakes[process.argv[2]]?.();
