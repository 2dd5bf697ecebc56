// The race: `npm run bench`. Workloads of `workloads/` in the engines of `engines/`, by turns, each answer checked
// before it is timed. A full race writes docs/performance.{md,json,svg}; a partial one (`--quick`, `--workload NAME`,
// `--engine ID`) writes the same to build/bench/.

import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { installPeers } from "./peers.mjs";
import { median } from "./race/clock.mjs";
import { planOf, readOptions } from "./race/options.mjs";
import { inProcess } from "./race/process.mjs";
import { thisMachine } from "./race/record.mjs";
import { firstCallTable, largeTable, oneCallTable, ratioTable, workloadTable } from "./race/terminal.mjs";
import { lengthName } from "./race/words.mjs";
import { writeRecord } from "./race/write.mjs";
import { workloads } from "./workloads/index.mjs";

const root = new URL("../", import.meta.url);

installPeers();
if (!existsSync(new URL("dist/index.js", root))) npmRun("build");
if (process.argv.includes("--page")) {
  const { racePage } = await import("./page/serve.mjs");
  await racePage(process.argv.slice(2));
}
// Imported only now, when the build and the peers are there.
const { engines } = await import("./engines/index.mjs");

const given = process.argv.slice(2);
const options = readFromTerminal();
const plan = planOf(options);
const noneIsNamed = options.engines.length === 0;
const chosenWorkloads = workloads.filter(({ name }) => isChosen(options.workloads, name));
const chosenEngines = engines.filter(
  ({ id, isSlowToStart }) => isChosen(options.engines, id) && !(options.isQuick && isSlowToStart && noneIsNamed),
);
const isComplete = noneIsNamed && options.workloads.length === 0;

/** @type {import("./race/record.mjs").Record} */
const record = {
  date: new Date().toISOString().slice(0, 10),
  command: ["npm run bench", ...(given.length > 0 ? ["--", ...given] : [])].join(" "),
  machine: thisMachine(),
  engines: [],
  workloads: chosenWorkloads.map(({ name, title, description, tolerance, lengths }) => {
    return { name, title, description, tolerance, lengths };
  }),
  lengths: plan.lengths,
  longestMs: plan.longestMs,
  rows: [],
  oneCall: [],
  firstCall: [],
};
const { machine } = record;
console.log(`${machine.cpu}, ${machine.cores} cores, ${machine.system}, Node ${machine.node}; ${record.date}`);

for (const { id, name, counts, missing, version } of chosenEngines) {
  const why = await missing();
  record.engines.push({ id, name, counts, ...(why === null ? { version: await version() } : { missing: why }) });
  if (why !== null) console.log(`${name}: ${why}`);
}

await heats();
console.log(ratioTable(record));
if (isComplete) {
  await oneCalls();
  await firstCalls();
}
if (options.isLarge) await large();
await writeRecord(record, engines, new URL(isComplete && !options.isQuick ? "docs/" : "build/bench/", root));

/** All workloads. */
async function heats() {
  const able = record.engines.filter(({ missing }) => missing === undefined).map(({ id }) => id);
  for (const [i, workload] of record.workloads.entries()) {
    const started = performance.now();
    process.stdout.write(`\n[${i + 1}/${record.workloads.length}] ${workload.name}: n =`);
    await inProcess("heat.mjs", { workload: workload.name, engines: able, plan }, (rows) => {
      record.rows.push(...rows);
      process.stdout.write(` ${lengthName(rows[0].n)}`);
    });
    console.log(`, ${((performance.now() - started) / 1000).toFixed(0)} s`);
    console.log(workloadTable(record, workload));
  }
}

async function oneCalls() {
  await inProcess("one-call.mjs", { plan }, (answers) => record.oneCall.push(...answers));
  console.log(oneCallTable(record));
}

async function firstCalls() {
  const [processes, functions] = options.isQuick ? [1, 15] : [7, 31];
  for (const engine of ["fluxion", "jax-js jit"]) {
    /** @type {import("./race/first-call.mjs").FirstCalls[]} */
    const answers = [];
    for (let i = 0; i < processes; i++) {
      await inProcess("first-call.mjs", { engine, functions }, (answer) => answers.push(answer));
    }
    record.firstCall.push({
      engine,
      first: median(answers.map(({ first }) => first)),
      later: median(answers.flatMap(({ later }) => later)),
    });
  }
  console.log(firstCallTable(record));
}

async function large() {
  await inProcess("large.mjs", {}, (answers) => (record.large = answers));
  console.log(largeTable(record));
}

/** @returns {import("./race/options.mjs").Options} */
function readFromTerminal() {
  try {
    const known = { workloads: workloads.map(({ name }) => name), engines: engines.map(({ id }) => id) };
    return readOptions(given, known);
  } catch (error) {
    console.error(`bench: ${error instanceof Error ? error.message : error}`);
    process.exit(1);
  }
}

/**
 * @param {string[]} names
 * @param {string} name
 */
function isChosen(names, name) {
  return names.length === 0 || names.includes(name);
}

/** @param {string} script */
function npmRun(script) {
  const windows = process.platform === "win32";
  const { status } = spawnSync("npm", ["run", script], { cwd: root, stdio: "inherit", shell: windows });
  if (status !== 0) process.exit(1);
}
