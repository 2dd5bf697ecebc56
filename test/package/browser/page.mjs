// The package as it is installed, served as files: no bundler.

import { check } from "./check.mjs";
import * as fluxion from "./node_modules/fluxion/dist/index.js";

console.log(check(fluxion));
