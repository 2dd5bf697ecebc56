// The extension's own page, in a frame of a site's.

import { check } from "../check.mjs";
import * as fluxion from "../node_modules/fluxion/dist/index.js";

parent.postMessage(check(fluxion), "*");
