// The package in Cloudflare's workerd, whose bundler has compiled the files: the host compiles nothing at run time.

import core from "wasm:tiles.wasm";
import loops from "wasm:loops.wasm";
import { precompiled } from "./modules.js";

export * from "../index.js";

precompiled(core, loops);
