/** A measured table as an op: the yearly means of the record of CO2, between which a spline runs. */

import { foreign } from "../fluxion.mjs";
import { readRecord } from "../co2/record.mjs";
import { spline } from "./spline.mjs";

/** Years are counted from here: a float32 has seven digits. */
export const EPOCH = 1990;

/** The means of all years with twelve months, in ppm, at the middle of the year. */
export function yearlyMeans() {
  const { months, ppm } = readRecord();
  const years = new Map();
  months.forEach((month, i) => {
    const year = Number(month.slice(0, 4));
    years.set(year, [...(years.get(year) ?? []), ppm[i]]);
  });
  const whole = [...years].filter(([, values]) => values.length === 12);
  return {
    years: whole.map(([year]) => year + 0.5 - EPOCH),
    ppm: whole.map(([, values]) => values.reduce((sum, value) => sum + value) / 12),
  };
}

/** The table in float64, by the order of its derivative. */
const { years, ppm } = yearlyMeans();
export const exact = spline(years, ppm);

/** The derivative of an order as an op, whose own derivative is that of the next. */
const derivative = (order) =>
  foreign(
    (t) => t.map((each) => exact(order, each)),
    (t) => derivative(order + 1)(t),
  );

/** The CO2 at a time, in ppm. */
export const carbonDioxide = derivative(0);
