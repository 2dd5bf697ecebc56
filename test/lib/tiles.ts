// For the tests that run after it: no program is compiled, as where the host forbids it.

import { tiering } from "../../ts/engine/jit/tiering.js";

tiering.mode = "off";
