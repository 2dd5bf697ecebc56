// `npm run release:check`: whether what `npm publish` would publish now is a release. The workflow of a release runs it,
// with the tag and the address that it knows.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "./build.mjs";
import { npm } from "./lib/npm.mjs";
import { problems } from "./lib/release.mjs";
import { main, output, root, StepError } from "./lib/step.mjs";

await main(async () => {
  await build();
  const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  const { GITHUB_REF_TYPE, GITHUB_REF_NAME, GITHUB_SERVER_URL, GITHUB_REPOSITORY } = process.env;
  const packed = dryRun(manifest.name);
  for (const { path, size } of packed.files) console.log(`${String(size).padStart(8)}  ${path}`);
  console.log(`${packed.size} bytes, ${packed.unpackedSize} unpacked`);
  const found = problems({
    manifest,
    changelog: readFileSync(join(root, "CHANGELOG.md"), "utf8"),
    packed,
    tag: GITHUB_REF_TYPE === "tag" ? GITHUB_REF_NAME : undefined,
    repository: GITHUB_REPOSITORY && `${GITHUB_SERVER_URL ?? ""}/${GITHUB_REPOSITORY}`,
  });
  if (found.length > 0) throw new StepError(`This is no release:\n- ${found.join("\n- ")}`);
  console.log(`${manifest.name} ${manifest.version} can be published`);
});

/**
 * What npm would publish.
 *
 * @param {string} name
 * @returns {import("./lib/release.mjs").Packed}
 */
function dryRun(name) {
  const { command, args } = npm("publish", "--dry-run", "--ignore-scripts", "--json");
  const text = output(command, args);
  if (text === null) throw new StepError("npm publish --dry-run failed: run it to see why.");
  const report = JSON.parse(text);
  // By name since npm 11.
  return report.files ? report : report[name];
}
