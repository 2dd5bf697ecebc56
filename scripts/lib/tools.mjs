// wasm-pack and wasm-bindgen: taken from PATH where they have the right
// version, else installed by cargo into .tools/bin.

import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { output, root, step } from "./step.mjs";

const TOOLS = join(root, ".tools");

/** The folder to put before PATH. */
export const toolsFolder = join(TOOLS, "bin");

const WASM_PACK = "0.15.1";

/**
 * The command must have the version of the library, to the last digit.
 */
function wasmBindgenVersion() {
  const lock = readFileSync(join(root, "Cargo.lock"), "utf8");
  const version = /^name = "wasm-bindgen"\nversion = "(.+)"$/m.exec(lock)?.[1];
  if (version === undefined) throw new Error("Cargo.lock does not name wasm-bindgen");
  return version;
}

/** The crates to install, as cargo wants them named; empty if nothing is missing. */
export function missingTools() {
  return [
    { crate: "wasm-pack", command: "wasm-pack", version: WASM_PACK },
    { crate: "wasm-bindgen-cli", command: "wasm-bindgen", version: wasmBindgenVersion() },
  ]
    .filter(({ command, version }) => {
      const found = [join(toolsFolder, command), command].map((path) => output(path, ["--version"]));
      // The build takes the one in .tools before any other, so that one decides if it is there.
      return !(found[0] ?? found[1])?.split(" ").includes(version);
    })
    .map(({ crate, version }) => `${crate}@${version}`);
}

/** @param {string[]} crates */
export async function installTools(crates) {
  const folder = join(TOOLS, "target");
  await step(
    "tools",
    `compiling ${crates.join(" and ")} (2 min on two cores)`,
    `Missing: ${crates.join(" and ")}. By hand: cargo install ${crates.join(" ")}`,
    async (log) => {
      // Unoptimised: compiled in half the time, and fast enough for one small module.
      const install = (/** @type {string[]} */ ...options) =>
        log.run("cargo", ["install", "--debug", "--root", TOOLS, ...options, ...crates], {
          env: { CARGO_TARGET_DIR: folder, CARGO_PROFILE_DEV_DEBUG: "false" },
        });
      try {
        await install("--locked");
      } catch {
        // Their lock files may name releases that a registry's mirror does not have yet.
        await install();
      }
      rmSync(folder, { recursive: true, force: true });
    },
  );
}
