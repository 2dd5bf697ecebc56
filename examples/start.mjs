/** The program of `npm start`: the examples, in the order in which they are best read. */

import { co2 } from "./co2.mjs";
import { foreignTable } from "./foreign.mjs";
import { certifiedFit } from "./levenberg-marquardt.mjs";
import { likelihood } from "./likelihood.mjs";
import { logistic } from "./logistic.mjs";
import { network } from "./network.mjs";
import { progress } from "./progress.mjs";
import { race } from "./race.mjs";
import { run } from "./show/run.mjs";
import { tutorial } from "./tutorial.mjs";

await run(tutorial, co2, logistic, network, foreignTable, certifiedFit, likelihood, race, progress);
