import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import * as fluxion from "fluxion/slim";
import { check } from "./check.mjs";

const file = (name) => readFile(fileURLToPath(import.meta.resolve(`fluxion/${name}`)));

// `node slim.mjs CORE [LOOPS]`, files of the package.
const [core, loops] = process.argv.slice(2);
await fluxion.init({ core: file(core), ...(loops && { loops: file(loops) }) });
console.log(check(fluxion));
