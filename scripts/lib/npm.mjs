// node_modules, as the lock file wants it.

import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { root, step } from "./step.mjs";

const LOCK = join(root, "package-lock.json");
// Inside node_modules, which `npm ci` removes first: an installation that was
// interrupted has no stamp.
const STAMP = join(root, "node_modules", ".installed-lock.json");

export function hasNodeModules() {
  return existsSync(STAMP) && readFileSync(STAMP).equals(readFileSync(LOCK));
}

export async function installNodeModules() {
  await step(
    "npm",
    "installing the development packages (15 s)",
    'The packages of package-lock.json are missing: see that the npm registry can be reached, then "npm ci".',
    async (log) => {
      await log.run("npm", ["ci", "--include=dev", "--ignore-scripts"]);
      writeFileSync(STAMP, readFileSync(LOCK));
    },
  );
}
