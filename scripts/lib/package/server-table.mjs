// Frameworks, whose servers run the package as well as their pages.

const NEXT = ["next", "start", "--hostname=127.0.0.1", "--port={port}"];
const SVELTEKIT = ["vite", "preview", "--host=127.0.0.1", "--port={port}", "--strictPort"];

/** @type {readonly import("./table.mjs").Project[]} */
export const SERVERS = [
  {
    name: "next",
    group: "servers",
    build: [["next", "build"]],
    environments: [
      { name: "Next, server component", run: { start: NEXT, fetch: "/server" } },
      { name: "Next, client component, rendered by the server", run: { start: NEXT, fetch: "/client" } },
      { name: "Next, client component, hydrated in a page", run: { start: NEXT, open: "/client" } },
      { name: "Next, route in Node", run: { start: NEXT, fetch: "/node" } },
      { name: "Next, edge route", run: { start: NEXT, fetch: "/edge" }, expects: { engine: "tiles" } },
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
