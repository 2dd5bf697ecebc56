// The quick form of the race in a page: heats one after the other, each a row of the table. `?shortest` measures one
// length alone, and as little as gives a ratio; `?workload=NAME` a workload alone.

import { lengthsOf, planOf } from "../race/options.mjs";
import { nsPerElement, ratios } from "../race/record.mjs";
import { lengthName, threeDigits } from "../race/words.mjs";
import { workloads } from "../workloads/index.mjs";

/** @typedef {import("../race/heat.mjs").Row} Row */
/** @typedef {import("../workloads/workload.mjs").Workload} Workload */

/** The engines of the table, by their ids. */
const NAMES = {
  fluxion: "fluxion, fresh",
  "fluxion-into": "fluxion, into",
  "fluxion-alloc": "fluxion, zero-copy",
  plain: "plain JavaScript, fresh",
  "plain-into": "plain JavaScript, into",
  "jax-js-copied": "jax-js, copies counted",
  "jax-js": "jax-js",
  "tfjs-wasm": "tfjs wasm",
};

const query = new URLSearchParams(location.search);
const quick = planOf(/** @type {any} */ ({ isQuick: true }));
// One call of the fastest takes several times the 20 µs that a browser's clock may be off.
/** @type {import("../race/options.mjs").Plan} */
const plan = query.has("shortest")
  ? { ...quick, lengths: [2 ** 18], sampleMs: 1, warmMs: 1, budgetMs: 0, rounds: [2, 2] }
  : quick;
/** The length that the table is of, if a workload has none of its own. */
const length = Math.max(...plan.lengths);

const find = (/** @type {string} */ selector) => /** @type {HTMLElement} */ (document.querySelector(selector));

/**
 * One workload in all engines.
 *
 * @param {Workload} workload
 * @returns {Promise<Row[]>}
 */
function heat({ name }) {
  const frame = document.createElement("iframe");
  frame.src = "heat.html";
  /** @type {Row[]} */
  const rows = [];
  return new Promise((resolve, reject) => {
    const listen = (/** @type {MessageEvent} */ { source, data }) => {
      if (source !== frame.contentWindow) return;
      if (data.isReady) frame.contentWindow?.postMessage({ workload: name, engines: Object.keys(NAMES), plan });
      rows.push(...(data.rows ?? []));
      if (!data.isOver && data.error === undefined) return;
      removeEventListener("message", listen);
      frame.remove();
      if (data.isOver) resolve(rows);
      else reject(new Error(data.error));
    };
    addEventListener("message", listen);
    document.body.append(frame);
  });
}

/**
 * The ratios of a workload, by the pairs of engines that they are of.
 *
 * @param {Workload} workload
 * @param {Row[]} rows
 */
function result(workload, rows) {
  const lengths = lengthsOf(workload, plan);
  const engines = Object.entries(NAMES).map(([id, name]) => ({ id, name }));
  const one = { ...workload, lengths };
  /** @type {any} */
  const record = { engines, workloads: [one], rows };
  const wrong = rows.find((row) => row.wrong !== undefined);
  if (wrong !== undefined) throw new Error(`${workload.name}: ${wrong.engine} is wrong about ${wrong.wrong}`);
  return {
    name: workload.name,
    ns: nsPerElement(record, workload.name, "fluxion", Math.max(...lengths)),
    ratios: new Map(ratios(record, [/** @type {any} */ (one)]).map(({ pair, ratios: [ratio] }) => [pair, ratio])),
  };
}

/**
 * Writes the table: a column for each pair that some workload has a ratio of.
 *
 * @param {ReturnType<typeof result>[]} results
 */
function write(results) {
  const pairs = [...new Set(results.flatMap(({ ratios }) => [...ratios.keys()]))];
  const cell = (/** @type {"th" | "td"} */ kind, /** @type {string} */ text) => {
    const element = document.createElement(kind);
    element.textContent = text;
    return element;
  };
  const line = (/** @type {HTMLElement[]} */ cells) => {
    const row = document.createElement("tr");
    row.append(...cells);
    return row;
  };
  find("thead").replaceChildren(line(["workload", "ns per element", ...pairs].map((text) => cell("th", text))));
  find("tbody").replaceChildren(
    ...results.map(({ name, ns, ratios }) =>
      line([
        cell("td", name),
        cell("td", ns === undefined ? "" : threeDigits(ns)),
        ...pairs.map((pair) => {
          const ratio = ratios.get(pair);
          const element = cell("td", ratio === undefined ? "" : threeDigits(ratio));
          if (ratio !== undefined && ratio < 1) element.className = "slower";
          return element;
        }),
      ]),
    ),
  );
}

async function race() {
  const named = query.getAll("workload");
  const chosen = workloads.filter(({ name }) => named.length === 0 || named.includes(name));
  find("#browser").textContent = navigator.userAgent;
  find("#length").textContent = lengthName(length);
  const results = [];
  for (const [i, workload] of chosen.entries()) {
    find("#state").textContent = `${i + 1} of ${chosen.length}: ${workload.name} …`;
    results.push(result(workload, await heat(workload)));
    write(results);
  }
  find("#state").textContent = "";
}

try {
  await race();
  document.body.dataset.state = "done";
} catch (error) {
  find("#state").textContent = String(error);
  document.body.dataset.state = "failed";
}
