import * as fluxion from "fluxion/slim";
import core from "fluxion/fluxion.wasm?url";
import loops from "fluxion/loops.wasm?url";
import { check } from "../check.mjs";

await fluxion.init({ core: fetch(core), loops: fetch(loops) });
console.log(check(fluxion));
