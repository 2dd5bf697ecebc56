// `npm run test:long`: what takes too long for `npm test`. The tests in their long form (FLUXION_LONG), with random
// cases that are others each time, and memory over a million functions. With `--seed N`, the cases of an earlier run.

import { randomInt } from "node:crypto";
import { parseArgs } from "node:util";
import { describe, runJobs, seconds } from "./lib/jobs.mjs";
import { main } from "./lib/step.mjs";
import { cargoTests, vitest } from "./lib/tests.mjs";
import { setup } from "./setup.mjs";

const FUNCTIONS = 1_000_000;

await main(async () => {
  const { values } = parseArgs({ options: { seed: { type: "string" } } });
  const seed = values.seed ?? String(randomInt(2 ** 32));
  await setup({ tests: true });
  console.log(`seed ${seed}`);
  const started = performance.now();
  const env = { FLUXION_LONG: "1", PROPTEST_RNG_SEED: seed };
  const counts = await runJobs([
    cargoTests({ env }),
    vitest({ env }),
    {
      name: `memory over ${FUNCTIONS} functions`,
      work: async ({ run }) => ({
        note: (await run(process.execPath, ["--expose-gc", "test/lib/plateau.mjs", String(FUNCTIONS)])).stdout,
      }),
    },
  ]);
  console.log(`\n${describe(counts)} in ${seconds(started)}; seed ${seed}`);
  if (counts.failed > 0) process.exitCode = 1;
});
