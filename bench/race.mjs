// The race: `npm run bench`. Workloads of `workloads/` in the engines of `engines/`, by turns, each answer checked
// before it is timed. A full race writes docs/performance.{md,json,svg}, workload by workload; a partial one (`--quick`,
// `--workload NAME`, `--engine ID`) writes the same to build/bench/. With `--renew --workload NAME` it measures that
// workload alone as a full race does, and puts it into docs/performance.* in place of what they have of it.

import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { installPeers } from "./peers.mjs";
import { median } from "./race/clock.mjs";
import { lengthsOf, planOf, readOptions } from "./race/options.mjs";
import { inProcess } from "./race/process.mjs";
import { claim, groupsOf, readRecord, thisMachine } from "./race/record.mjs";
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
const chosenEngines = engines.filter(({ id }) => isChosen(options.engines, id));
const isComplete = options.engines.length === 0 && options.workloads.length === 0;
const isKept = options.isRenewing || (isComplete && !options.isQuick);
const folder = new URL(isKept ? "docs/" : "build/bench/", root);

const record = readRecord(isKept ? new URL("performance.json", folder) : undefined);
record.longestMs = plan.longestMs;
/** @type {import("./race/record.mjs").Run} */
const run = {
  date: new Date().toISOString().slice(0, 10),
  command: ["npm run bench", ...(given.length > 0 ? ["--", ...given] : [])].join(" "),
  machine: thisMachine(),
  versions: {},
  parts: [],
};
const { machine } = run;
console.log(`${machine.cpu}, ${machine.cores} cores, ${machine.system}, Node ${machine.node}; ${run.date}`);

await meetEngines();
await heats();
if (isComplete) {
  await oneCalls();
  await firstCalls();
}
if (options.isLarge) await large();
await save();
console.log(`\nWritten: performance.md, .json and .svg in ${fileURLToPath(folder)}`);

/** Finds out which engines take part; the others have a reason. */
async function meetEngines() {
  const before = new Set(record.runs.flatMap(({ versions }) => Object.keys(versions)));
  record.engines = [];
  for (const { id, name, counts, isSlowToStart, missing, version } of chosenEngines) {
    const isTooSlow = options.isQuick && isSlowToStart && options.engines.length === 0;
    const why = isTooSlow ? `too slow to start for --quick; --engine ${id} takes it in` : await missing();
    record.engines.push({ id, name, counts, ...(why === null ? {} : { missing: why }) });
    if (why === null) run.versions[id] = await version();
    else console.log(`${name}: ${why}`);
    if (why !== null && !isComplete && isKept && before.has(id)) {
      console.error(`bench: the record has ${name}; a workload that is renewed would lose it`);
      process.exit(1);
    }
  }
}

/** The workloads that are chosen; others that the record has stay in it. */
async function heats() {
  const chosen = workloads.filter(({ name }) => isChosen(options.workloads, name));
  for (const [i, workload] of chosen.entries()) {
    const { name } = workload;
    const started = performance.now();
    process.stdout.write(`\n[${i + 1}/${chosen.length}] ${name}: n =`);
    /** @type {import("./race/heat.mjs").Row[]} */
    const rows = [];
    await inProcess("heat.mjs", { workload: name, engines: Object.keys(run.versions), plan }, (more) => {
      rows.push(...more);
      process.stdout.write(` ${lengthName(more[0].n)}`);
    });
    console.log(`, ${((performance.now() - started) / 1000).toFixed(0)} s`);
    const entry = entryOf(workload);
    claim(record, run, name);
    record.rows.push(...rows);
    record.workloads = workloads.flatMap((other) =>
      other === workload ? [entry] : record.workloads.filter(({ name }) => name === other.name),
    );
    // A race that is broken off keeps what it has.
    if (isKept) await save();
    console.log(workloadTable(record, entry));
  }
  const raced = record.workloads.filter(({ name }) => run.parts.includes(name));
  for (const group of groupsOf(raced)) console.log(ratioTable(record, group));
}

/**
 * What the record has of a workload besides its rows.
 *
 * @param {import("./workloads/workload.mjs").Workload} workload
 * @returns {import("./race/record.mjs").WorkloadRecord}
 */
function entryOf(workload) {
  const { name, title, description, tolerance, numbers } = workload;
  const without = chosenEngines.flatMap(({ name: engine, lacks }) => {
    const why = lacks?.(workload);
    return why === undefined ? [] : [{ engine, why }];
  });
  const [isReducing, lengths] = [numbers !== undefined, lengthsOf(workload, plan)];
  return { name, title, description, isReducing, tolerance, lengths, without };
}

async function oneCalls() {
  claim(record, run, "oneCall");
  record.oneCall = [];
  await inProcess("one-call.mjs", { plan }, (answers) => record.oneCall.push(...answers));
  console.log(oneCallTable(record));
}

async function firstCalls() {
  claim(record, run, "firstCall");
  record.firstCall = [];
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

async function save() {
  await writeRecord(record, engines, folder);
}

async function large() {
  claim(record, run, "large");
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
