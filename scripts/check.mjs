// `npm run check`: formatters, linters and whatever else machines watch, side by side. With --fix, what can be
// mended by a machine is mended first.

import { build } from "./build.mjs";
import { CHECKS, FIXES } from "./lib/checks.mjs";
import { describe, runJobs, seconds } from "./lib/jobs.mjs";
import { main } from "./lib/step.mjs";

const started = performance.now();
await main(async () => {
  await build();
  const fixed = process.argv.includes("--fix") ? await runJobs(FIXES) : null;
  const counts = await runJobs(CHECKS);
  console.log(`\n${describe(counts)} in ${seconds(started)}`);
  if (counts.failed > 0 || (fixed?.failed ?? 0) > 0) process.exitCode = 1;
});
