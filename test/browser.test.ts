// The package in a real browser, served as files by a server that knows nothing.

import { readFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { CHROMIUM_MISSING, findChromium, launchChromium } from "../scripts/lib/chromium.mjs";
import { isCi } from "../scripts/lib/step.mjs";

interface Answers {
  value: number[];
  gradient: number[];
  error: { name: string; message: string };
}

const FILES = new Map([
  ["/", { file: "page.html", type: "text/html" }],
  ["/dist/index.js", { file: "../dist/index.js", type: "text/javascript" }],
]);

let server: Server;

beforeAll(async () => {
  server = createServer((request, response) => {
    const found = FILES.get(request.url ?? "");
    if (found === undefined) {
      response.writeHead(404).end();
      return;
    }
    response.writeHead(200, { "content-type": found.type });
    response.end(readFileSync(new URL(found.file, import.meta.url)));
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
});

afterAll(() => {
  server.close();
});

test("a page gets a value, a gradient and an error", async ({ skip }) => {
  const executablePath = findChromium();
  if (executablePath === null) {
    if (isCi) throw new Error(CHROMIUM_MISSING);
    return skip(CHROMIUM_MISSING);
  }

  const browser = await launchChromium(executablePath);
  try {
    const page = await browser.newPage();
    const failures: string[] = [];
    page.on("pageerror", (error) => failures.push(String(error)));
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`, { waitUntil: "load" });
    expect(failures).toEqual([]);

    const { value, gradient, error } = await page.evaluate(
      () => (globalThis as unknown as { answers: Answers }).answers,
    );
    expectClose(
      value,
      [0, 1, 2, 3].map((x) => Math.sin(Math.cos(x))),
    );
    expectClose(gradient, [-0.7216062, -0.831692, -0.07743199]);
    expect(error.name).toBe("TypeError");
    expect(error.message).toContain("Float32Array");
  } finally {
    await browser.close();
  }
});

function expectClose(actual: number[], expected: number[]) {
  expect(actual).toHaveLength(expected.length);
  actual.forEach((value, i) => expect(value).toBeCloseTo(expected[i], 6));
}
