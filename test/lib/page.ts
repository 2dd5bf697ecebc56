// Where the tests run.

/** Whether that is a page: `npx vitest run --config test/in-page/vitest.config.ts`. */
export const isPage = typeof document !== "undefined";
