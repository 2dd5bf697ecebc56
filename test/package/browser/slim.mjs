// The package without wasm inside, and the wasm as a file beside it.

import { check } from "./check.mjs";
import * as fluxion from "./node_modules/fluxion/dist/slim.js";

await fluxion.init({ core: fetch("./node_modules/fluxion/dist/fluxion.wasm") });
console.log(check(fluxion));
