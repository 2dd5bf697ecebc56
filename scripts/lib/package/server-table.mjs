// Frameworks, whose servers run the package as well as their pages.

const NEXT = ["next", "start", "--hostname=127.0.0.1", "--port={port}"];
const NEXT_DEV = ["next", "dev", "--hostname=127.0.0.1", "--port={port}"];
const SVELTEKIT = ["vite", "preview", "--host=127.0.0.1", "--port={port}", "--strictPort"];

/** @param {string} title @param {string[]} start @returns {import("./table.mjs").Environment[]} */
function next(title, start) {
  return [
    { name: `${title}, server component`, run: { start, fetch: "/server" } },
    { name: `${title}, client component, rendered by the server`, run: { start, fetch: "/client" } },
    { name: `${title}, client component, hydrated in a page`, run: { start, open: "/client" } },
    { name: `${title}, route in Node`, run: { start, fetch: "/node" } },
    { name: `${title}, edge route`, run: { start, fetch: "/edge" }, expects: { engine: "tiles" } },
  ];
}

/** @type {readonly import("./table.mjs").Project[]} */
export const SERVERS = [
  {
    name: "next",
    group: "servers",
    build: [["next", "build"]],
    environments: [
      ...next("Next", NEXT),
      // In a folder of its own beside the build.
      ...next("Next, dev server", NEXT_DEV),
    ],
  },
  {
    name: "sveltekit",
    group: "servers",
    build: [["vite", "build"]],
    environments: [
      { name: "SvelteKit, page, rendered by the server", run: { start: SVELTEKIT, fetch: "/" } },
      { name: "SvelteKit, page, hydrated", run: { start: SVELTEKIT, open: "/" } },
      { name: "SvelteKit, endpoint", run: { start: SVELTEKIT, fetch: "/endpoint" } },
    ],
  },
  {
    name: "workerd",
    group: "servers",
    scripts: true,
    environments: [
      {
        name: "Cloudflare's workerd, by wrangler",
        run: { start: ["wrangler", "dev", "--ip=127.0.0.1", "--port={port}", "--inspector-port=0"], fetch: "/" },
        expects: { engine: "tiles" },
        quick: true,
      },
    ],
  },
];
