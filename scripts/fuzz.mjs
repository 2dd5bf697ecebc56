// `npm run fuzz [count]`: mutated programs through the core, of a seed that is another each time, or of `--seed N`. A
// hundred million (1e8), if no count is given, take some hours.

import { randomInt } from "node:crypto";
import { parseArgs } from "node:util";
import { runJobs } from "./lib/jobs.mjs";
import { main } from "./lib/step.mjs";
import { cargoTests } from "./lib/tests.mjs";
import { setup } from "./setup.mjs";

await main(async () => {
  const { values, positionals } = parseArgs({ options: { seed: { type: "string" } }, allowPositionals: true });
  const seed = values.seed ?? String(randomInt(2 ** 32));
  await setup({ tests: true });
  console.log(`seed ${seed}`);
  const env = { FLUXION_FUZZ: positionals[0] ?? "1e8", PROPTEST_RNG_SEED: seed };
  const { failed } = await runJobs([cargoTests({ only: ["fuzz"], env })]);
  if (failed > 0) process.exitCode = 1;
});
