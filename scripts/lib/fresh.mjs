// Whether something that was built is still what its inputs would give.

import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { root } from "./step.mjs";

/**
 * A hash of the names and contents of files and folders, given relative to the root.
 * Contents, not dates: a checkout changes the dates of files that did not change.
 *
 * @param {string[]} paths
 */
export function fingerprint(paths) {
  const hash = createHash("sha256");
  for (const path of paths.flatMap(files)) {
    const content = readFileSync(join(root, path));
    hash.update(`${path} ${content.length}\n`).update(content);
  }
  return hash.digest("hex");
}

/** Remembers, in a small file, what something was built from. */
export class Stamp {
  /** @param {string} name */
  constructor(name) {
    this.path = join(root, "build", `${name}.stamp`);
  }

  /** @param {string} inputs a fingerprint */
  matches(inputs) {
    return existsSync(this.path) && readFileSync(this.path, "utf8") === inputs;
  }

  /** Before a build begins: until it has ended, there is nothing to rely on. */
  remove() {
    rmSync(this.path, { force: true });
  }

  /** @param {string} inputs a fingerprint */
  write(inputs) {
    mkdirSync(dirname(this.path), { recursive: true });
    writeFileSync(this.path, inputs);
  }
}

/**
 * @param {string} path
 * @returns {string[]}
 */
function files(path) {
  if (!statSync(join(root, path)).isDirectory()) return [path];
  return readdirSync(join(root, path))
    .sort()
    .flatMap((name) => files(join(path, name)));
}
