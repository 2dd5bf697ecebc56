// `npm start`: the set-up, then the main job.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { setup } from "./setup.mjs";
import { main, root } from "./lib/step.mjs";

await main(async () => {
  await setup({ tests: false });
  const job = spawn(process.execPath, [join(root, "examples", "start.mjs"), ...process.argv.slice(2)], {
    stdio: "inherit",
  });
  const [code] = /** @type {[number | null]} */ (await once(job, "exit"));
  process.exitCode = code ?? 1;
});
