// What runs in pages from the repository itself, not from an installed package: the core of the tests, and the race.

import { NAMES, titleOf } from "../browser.mjs";

/** @typedef {import("./table.mjs").Project} Project */

const BROWSERS = NAMES.map((browser) => ({ browser, title: titleOf(browser) }));

const VITEST = ["node_modules/vitest/vitest.mjs", "run", "--config=test/in-page/vitest.config.ts"];

/** @type {Project[]} */
export const IN_PAGE = [
  {
    name: "suite",
    group: "suite",
    isRepository: true,
    files: [],
    environments: BROWSERS.map(({ browser, title }) => ({
      name: `${title}, the core of the tests`,
      run: { script: [...VITEST, `--project=${browser}*`], browser },
      expects: { says: /^ *Tests +(\d+ passed.*)/m },
    })),
  },
  {
    name: "race",
    group: "race",
    isRepository: true,
    files: [],
    environments: BROWSERS.map(({ browser, title }) => ({
      name: `${title}, the race`,
      run: { script: ["bench/race.mjs", "--page", "--shortest", `--browser=${browser}`], browser },
      expects: { says: /^(\d+ workloads), each with ratios$/m },
    })),
  },
];
