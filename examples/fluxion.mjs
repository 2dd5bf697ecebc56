/**
 * The library as the examples see it. In code of your own this file is
 * `import { ... } from "fluxion"`; here it is the build in ../dist, and someone who has not built it
 * yet is told how to, instead of being shown a stack trace.
 */

import { existsSync } from "node:fs";
import { exitWith } from "./show/run.mjs";

if (!existsSync(new URL("../dist/index.js", import.meta.url))) {
  exitWith("the library is not built yet: `npm start` builds it and runs the examples, `npm run build` only builds it");
}

const library = await import("../dist/index.js");

export const { add, compile, cos, div, eq, exp, foreign, grad, hessian, jacobian, list, log, logaddexp, mean, mul } =
  library;
export const { sin, softplus, square, sub, sum, tanh, valueAndGrad, where } = library;
