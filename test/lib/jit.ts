// For the tests that run after it: every program is compiled before it runs.

import { tiering } from "../../ts/engine/jit/tiering.js";

tiering.mode = "eager";
