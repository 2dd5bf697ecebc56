// The benchmarks' distance from the exact result is that of the core's tests.

import { readFileSync, readdirSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { distance, failure, Worst } from "../bench/accuracy/ulp.mjs";

const RESULTS = new URL("../docs/accuracy/", import.meta.url);
const LARGEST = 3.4028234663852886e38;

describe("distance", () => {
  it("is the one that the sweeps found", () => {
    const names = readdirSync(RESULTS).filter((name) => name.endsWith(".json"));
    expect(names.length).toBeGreaterThan(0);
    for (const name of names) {
      const kept = JSON.parse(readFileSync(new URL(name, RESULTS), "utf8")) as Record<"got" | "exact", string> & {
        worst: number;
      };
      const { worst, got, exact } = kept;
      expect(distance(Math.fround(Number(got)), Number(exact)), name).toBeCloseTo(worst, 5);
    }
  });

  it("is in steps of 2^-149 below the normal numbers", () => {
    expect(distance(0, 3 * 2 ** -149)).toBe(3);
    expect(distance(2 ** -149, 0)).toBe(1);
  });

  it("takes overflow for 2^128", () => {
    expect(distance(Infinity, LARGEST)).toBe(1);
    expect(distance(Infinity, 1e300)).toBe(0);
    expect(distance(-Infinity, -Infinity)).toBe(0);
  });
});

describe("failure", () => {
  it.each([
    [NaN, NaN, null],
    [1, NaN, "not NaN"],
    [NaN, 1, "NaN"],
    [Infinity, LARGEST, null],
    [Infinity, 1, "Infinity"],
    [-Infinity, 1e300, "-Infinity"],
    [LARGEST, Infinity, "finite"],
    [LARGEST, 2 ** 128, null],
    [2 ** -149, 0, null],
    [1e-9, 0, "not 0"],
  ])("of %s for %s is %s", (got, exact, expected) => {
    expect(failure(got, exact)).toBe(expected);
  });
});

describe("Worst", () => {
  it("tells the largest distance, and the most ordinary point of each failure", () => {
    const worst = new Worst();
    const xs = Float32Array.of(1, 2, 100, 3);
    [1 + 2 ** -22, 2, NaN, NaN].forEach((got, i) => worst.see(got, [1, 2, 100, 3][i], [xs], i));
    expect(worst.toString()).toBe("2.00 at 1; NaN at 3");
    expect(worst.summary).toBe("2.00, NaN");
    expect(worst.compare(new Worst())).toBe(1);
  });
});
