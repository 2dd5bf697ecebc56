// The libraries that fluxion is compared with. They are dependencies of the
// benchmarks alone, and installed at the first run of one.

import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** Installs the packages of bench/package-lock.json, unless they are there. Ends the process if that fails. */
export function installPeers() {
  const folder = fileURLToPath(new URL(".", import.meta.url));
  if (existsSync(new URL("node_modules/.package-lock.json", import.meta.url))) return;
  console.log("bench: installing the peers (npm ci in bench/)");
  const { status } = spawnSync("npm", ["ci", "--ignore-scripts"], {
    cwd: folder,
    stdio: "inherit",
    shell: process.platform === "win32",
  });
  if (status !== 0) {
    console.error("bench: the peers could not be installed");
    process.exit(1);
  }
}
