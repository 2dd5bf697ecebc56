// `npm test`: the set-up, then every test and every check, side by side; the last line counts them all.

import { main } from "./lib/step.mjs";
import { CHECKS } from "./lib/checks.mjs";
import { describe, runJobs, seconds } from "./lib/jobs.mjs";
import { cargoTests, vitest } from "./lib/tests.mjs";
import { setup } from "./setup.mjs";

await main(async () => {
  await setup({ tests: true });
  const started = performance.now();
  console.log("Tests and checks, two at a time: some ten minutes on two cores.");
  const counts = await runJobs([cargoTests(), vitest(), ...CHECKS]);
  console.log(`\n${describe(counts)} in ${seconds(started)}`);
  if (counts.failed > 0) process.exitCode = 1;
});
