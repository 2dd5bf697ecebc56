// `npm run generate`: writes every file that is made from others and committed all the same. Tests and checks compare
// them.

import { writeFileSync } from "node:fs";
import { build } from "./build.mjs";
import { functionsPage, PAGE } from "./functions.mjs";
import { apiReport } from "./lib/checks.mjs";
import { runJobs } from "./lib/jobs.mjs";
import { README, readmeWithFunctions } from "./readme.mjs";
import { main } from "./lib/step.mjs";

await main(async () => {
  const fromTable = await runJobs([
    {
      name: "from the op table",
      work: async ({ run }) => {
        await run("cargo", ["test", "--test=generated", "--test=bits"], { env: { FLUXION_GENERATE: "1" } });
        writeFileSync(PAGE, functionsPage());
        writeFileSync(README, readmeWithFunctions());
      },
    },
  ]);
  await build();
  const fromPackage = await runJobs([
    {
      name: "from the public types",
      work: ({ run }) => apiReport(run, "--local"),
    },
  ]);
  if (fromTable.failed + fromPackage.failed > 0) process.exitCode = 1;
});
