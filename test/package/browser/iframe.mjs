// Arrays of another realm, as arguments and as outputs.

import { check, failed } from "./check.mjs";
import * as fluxion from "./node_modules/fluxion/dist/index.js";

const frame = document.createElement("iframe");
document.body.append(frame);
const { Float32Array: ForeignFloats, Array: ForeignArray } = frame.contentWindow;

const y = new ForeignFloats(2);
fluxion.compile((x) => fluxion.sin(x)).into(y, ForeignFloats.of(0.5, 1));
const z = fluxion.sin(ForeignArray.of(0.5, 1));
const right = y[0] === fluxion.sin(0.5) && z[0] === y[0] && z[1] === y[1];
console.log(right ? check(fluxion) : failed(new Error(`wrong values: ${y}; ${z}`)));
