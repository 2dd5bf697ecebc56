import { check } from "../check.mjs";
import * as fluxion from "../node_modules/fluxion/dist/index.js";

self.line = check(fluxion);
