// For the tests that run after it: every program is compiled before it runs.

import { policy } from "../../ts/engine/jit/compile.js";

policy.when = "at once";
