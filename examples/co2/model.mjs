/**
 * The model: a quadratic trend and a yearly cycle of two harmonics, with seven parameters.
 * Everything that is computed from it comes from these few functions, through fluxion.
 */

import { add, compile, cos, grad, mul, sin } from "../fluxion.mjs";

/**
 * float32 holds about seven digits. In calendar years the terms of the trend would be some 100,000 ppm
 * each and cancel to 400, with an error of a hundredth. So time is counted in decades from here and
 * CO2 in ppm from here, and both subtractions are done in float64 before fluxion sees the numbers.
 */
export const ORIGIN = { year: 1990, ppm: 350 };
export const DECADE = 10;

/** The parameters in the order in which the functions below take them. */
export const PARAMETERS = [
  { name: "level in 1990", unit: "ppm", origin: ORIGIN.ppm },
  { name: "slope in 1990", unit: "ppm/decade", origin: 0 },
  { name: "curvature", unit: "ppm/decade²", origin: 0 },
  { name: "yearly, sine", unit: "ppm", origin: 0 },
  { name: "yearly, cosine", unit: "ppm", origin: 0 },
  { name: "half-yearly, sine", unit: "ppm", origin: 0 },
  { name: "half-yearly, cosine", unit: "ppm", origin: 0 },
];

/** The part without the seasons. Times in decades and values in ppm, both from the origin. */
function trend(t, level, slope, curvature) {
  return add(level, mul(t, add(slope, mul(t, curvature))));
}

/** The yearly cycle: a wave that returns once a year and one that returns twice. */
function season(t, sine, cosine, sine2, cosine2) {
  const angle = mul(2 * Math.PI * DECADE, t);
  const twice = mul(2, angle);
  return add(
    add(mul(sine, sin(angle)), mul(cosine, cos(angle))),
    add(mul(sine2, sin(twice)), mul(cosine2, cos(twice))),
  );
}

/** Trend and season. */
export function model(t, level, slope, curvature, sine, cosine, sine2, cosine2) {
  return add(trend(t, level, slope, curvature), season(t, sine, cosine, sine2, cosine2));
}

const runModel = compile(model);
const runTrend = compile(trend);
const growth = grad(trend); // by its first argument, the time

/**
 * Decades from the origin of the model to a decimal year.
 * @param {number} year
 */
export function decadesTo(year) {
  return (year - ORIGIN.year) / DECADE;
}

/**
 * The fitted curve in ppm at decimal years.
 * @param {number[]} parameters
 * @param {ArrayLike<number>} years
 */
export function fittedCurve(parameters, years) {
  return fromOrigin(runModel(Float32Array.from(years, decadesTo), ...parameters));
}

/**
 * The trend of the fitted curve in ppm at decimal years.
 * @param {number[]} parameters
 * @param {ArrayLike<number>} years
 */
export function fittedTrend(parameters, years) {
  const [level, slope, curvature] = parameters;
  return fromOrigin(runTrend(Float32Array.from(years, decadesTo), level, slope, curvature));
}

/**
 * Record minus fitted curve, in ppm.
 * @param {import("./record.mjs").Record} record
 * @param {number[]} parameters
 */
export function residuals({ years, ppm }, parameters) {
  const curve = fittedCurve(parameters, years);
  return ppm.map((c, i) => c - curve[i]);
}

/**
 * How fast the trend rises, in ppm per year: its derivative by the time.
 * @param {number[]} parameters
 * @param {number} year
 */
export function growthPerYear(parameters, year) {
  const [level, slope, curvature] = parameters;
  return growth(decadesTo(year), level, slope, curvature) / DECADE;
}

/** ppm as they are, from ppm above the origin. */
function fromOrigin(values) {
  return Float64Array.from(values, (v) => v + ORIGIN.ppm);
}
