// Vitest's browser mode in the browsers of this machine.

import { defineBrowserProvider } from "@vitest/browser";
import { launch, NAMES } from "../../scripts/lib/browser.mjs";

export const provider = () =>
  defineBrowserProvider({
    name: "found",
    supportedBrowser: NAMES,
    providerFactory: ({ config }) =>
      providerOf(/** @type {import("../../scripts/lib/browser.mjs").Name} */ (config.browser.name)),
  });

/**
 * One browser, and a page for each session.
 *
 * @param {import("../../scripts/lib/browser.mjs").Name} name
 * @returns {import("vitest/node").BrowserProvider}
 */
function providerOf(name) {
  /** @type {ReturnType<typeof start> | undefined} */
  let started;
  const start = async () => {
    const { browser, version } = await launch(name);
    console.log(version);
    return browser;
  };
  return {
    name: "found",
    supportsParallelism: false,
    getCommandsContext: () => ({}),
    openPage: async (_, url) => {
      const page = await (await (started ??= start())).newPage();
      await page.goto(url);
    },
    close: async () => (await started?.catch(() => undefined))?.close(),
  };
}
