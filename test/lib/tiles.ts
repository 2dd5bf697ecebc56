// For the tests that run after it: no program is compiled, as where the host forbids it.

import { policy } from "../../ts/engine/jit/compile.js";

policy.when = "never";
