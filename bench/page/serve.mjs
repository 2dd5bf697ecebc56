// The race in a page: `npm run bench -- --page` serves it and prints its address, until it is interrupted.
//
// --browser NAME    opens it in a browser without a window (chromium, firefox), and prints its table; several times for
//                   several browsers
// --shortest        measures as little as gives a ratio
// --workload NAME   that alone

import { parseArgs } from "node:util";
import { ISOLATED, launch, NAMES } from "../../scripts/lib/browser.mjs";
import { serve } from "../../scripts/lib/package/browsers.mjs";
import { main, root, StepError } from "../../scripts/lib/step.mjs";

/** @typedef {import("../../scripts/lib/browser.mjs").Name} Name */

const TIMEOUT_MS = 900_000;

/**
 * Ends the process, when the tables are printed or when it is interrupted.
 *
 * @param {string[]} args of the command
 */
export async function racePage(args) {
  await main(() => run(args));
  process.exit();
}

/** @param {string[]} args */
async function run(args) {
  const { values } = parseArgs({
    args,
    options: {
      page: { type: "boolean" },
      quick: { type: "boolean" },
      shortest: { type: "boolean", default: false },
      browser: { type: "string", multiple: true, default: [] },
      workload: { type: "string", multiple: true, default: [] },
    },
  });
  const unknown = values.browser.find((name) => !NAMES.includes(/** @type {Name} */ (name)));
  if (unknown !== undefined) throw new StepError(`There is no browser ${unknown}: ${NAMES.join(", ")}.`);
  const server = await serve(root, ISOLATED);
  const query = new URLSearchParams(values.workload.map((name) => ["workload", name]));
  if (values.shortest) query.set("shortest", "");
  const url = `${server.url}/bench/page/?${query}`;
  if (values.browser.length === 0) {
    console.log(`The race runs in the page ${url} while this command does.`);
    await new Promise(() => {});
  }
  try {
    for (const name of values.browser) {
      const rows = await tableIn(/** @type {Name} */ (name), url);
      console.log(textOf(rows));
      check(rows);
      console.log(`${rows.length - 1} workloads, each with ratios`);
    }
  } finally {
    server.close();
  }
}

/**
 * The cells of the table, when the race is over.
 *
 * @param {Name} name
 * @param {string} url
 * @returns {Promise<string[][]>}
 */
async function tableIn(name, url) {
  const { browser, version } = await launch(name);
  console.log(version);
  try {
    const page = await browser.newPage();
    await page.goto(url);
    const until = performance.now() + TIMEOUT_MS;
    // One question for as long as the race takes would outlast what the browser's protocol allows.
    while (!(await page.evaluate("document.body.dataset.state")) && performance.now() < until) {
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
    const { failed, rows } = /** @type {{ failed: string, rows: string[][] }} */ (
      await page.evaluate(`({
        failed: document.querySelector("#state").textContent,
        rows: Array.from(document.querySelectorAll("tr"), (row) => Array.from(row.cells, (cell) => cell.textContent)),
      })`)
    );
    if (failed !== "") throw new StepError(failed);
    return rows;
  } finally {
    await browser.close();
  }
}

/**
 * @param {string[][]} rows
 * @throws {StepError} if a row has no ratio, or one that is no number
 */
function check([, ...rows]) {
  if (rows.length === 0) throw new StepError("The table is empty.");
  for (const [name, ns, ...ratios] of rows) {
    const given = ratios.filter((ratio) => ratio !== "");
    const odd = [ns, ...given].find((text) => !(Number(text) > 0 && Number(text) < Infinity));
    if (odd !== undefined || given.length === 0) throw new StepError(`${name}: ${odd ?? "no ratio"}`);
  }
}

/** @param {string[][]} rows */
function textOf(rows) {
  const widths = rows[0].map((_, i) => Math.max(...rows.map((row) => row[i].length)));
  return rows
    .map((row) => row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]) : cell.padStart(widths[i]))).join("  "))
    .join("\n");
}
