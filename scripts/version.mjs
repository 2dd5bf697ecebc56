// A step of `npm version`, which commits and tags: the unreleased changes of CHANGELOG.md become those of the version.

import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { released } from "./lib/release.mjs";
import { root } from "./lib/step.mjs";

const path = join(root, "CHANGELOG.md");
const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
const date = new Date().toISOString().slice(0, 10);
writeFileSync(path, released(readFileSync(path, "utf8"), version, date));
