// The package in edge runtimes (the condition `edge-light`), where bundlers take a file as a module by this suffix.

import core from "wasm:tiles.wasm?module";
import loops from "wasm:loops.wasm?module";
import { precompiled } from "./modules.js";

export * from "../index.js";

precompiled(core, loops);
