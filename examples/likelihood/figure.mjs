/** The figure of the fit: the samples with the line between them, and how sure the data are of its parameters. */

import { svgOf } from "../show/chart.mjs";
import { profile } from "./fit.mjs";

const SOURCE = "Data: W. Wolberg and others, Breast Cancer Wisconsin (Diagnostic), UCI. CC BY 4.0.";
const quantitative = /** @type {const} */ ("quantitative");
const BLUE = "#1d4ed8";
const ORANGE = "#ea580c";
/** The 95 % point of chi-squared with one degree of freedom, and with two. */
const [ONE, TWO] = [3.841, 5.991];
const STEPS = 120;
/** Each panel has colours, and a legend, of its own. */
const independent = {
  scale: { color: /** @type {const} */ ("independent") },
  legend: { color: /** @type {const} */ ("independent") },
};

/**
 * @param {import("./fit.mjs").Observations} observations
 * @param {import("./fit.mjs").Estimate} estimate
 * @returns {Promise<string>}  an SVG document
 */
export function figure(observations, estimate) {
  return svgOf({
    title: { text: "Malignant or not, by size and texture of cells; and how sure the data are", subtitle: SOURCE },
    spacing: 90,
    resolve: independent,
    bounds: "flush",
    hconcat: [samplesPanel(observations, estimate), parametersPanel(observations, estimate)],
  });
}

/** The samples, the line where both answers are as probable, and the band that it lies in with 95 %. */
function samplesPanel({ radius, texture, malignant }, { parameters, covariance }) {
  const [a, b, c] = parameters;
  const textures = Array.from({ length: STEPS + 1 }, (_, i) => -2.5 + (7.5 * i) / STEPS);
  // The variance of a + b radius + c texture is a quadratic in the radius, as is the score's square: Fieller's bounds.
  const band = textures.map((t) => {
    const [level, spread] = [a + c * t, covariance[0][0] + 2 * t * covariance[0][2] + t * t * covariance[2][2]];
    const mixed = covariance[0][1] + t * covariance[1][2];
    const [p, q, r] = [b * b - ONE * covariance[1][1], b * level - ONE * mixed, level * level - ONE * spread];
    const root = Math.sqrt(q * q - p * r);
    return { texture: t, radius: -level / b, low: (-q - root) / p, high: (-q + root) / p };
  });
  const values = Array.from(malignant, (y, row) => ({
    radius: radius[row],
    texture: texture[row],
    sample: y === 1 ? "malignant" : "benign",
  }));
  const line = { type: /** @type {const} */ ("line"), color: "#1f2937", strokeWidth: 1.6, clip: true };
  return {
    width: 400,
    height: 400,
    encoding: { x: axis("texture", "texture (standardised)", [-2.5, 5]) },
    layer: [
      {
        data: { values: band },
        mark: { type: /** @type {const} */ ("area"), color: "#9ca3af", opacity: 0.5, clip: true },
        encoding: { y: axis("low", "radius (standardised)", [-2.5, 4.5]), y2: { field: "high" } },
      },
      {
        data: { values },
        mark: { type: /** @type {const} */ ("circle"), size: 12, opacity: 0.8 },
        encoding: {
          y: axis("radius", "radius (standardised)", [-2.5, 4.5]),
          color: {
            field: "sample",
            type: /** @type {const} */ ("nominal"),
            scale: { domain: ["malignant", "benign"], range: [ORANGE, BLUE] },
            legend: { orient: /** @type {const} */ ("top"), symbolSize: 40 },
          },
        },
      },
      {
        data: { values: band },
        mark: line,
        encoding: { y: axis("radius", "radius (standardised)", [-2.5, 4.5]) },
      },
    ],
  };
}

/** The weights, their 95 % ellipse by the Hessian, and the region that the likelihood itself gives. */
function parametersPanel(observations, estimate) {
  const { parameters, covariance } = estimate;
  const [, b, c] = parameters;
  const turns = Array.from({ length: STEPS + 1 }, (_, order) => ({ order, angle: (2 * Math.PI * order) / STEPS }));
  // A circle through the Cholesky factor of the covariance of the two.
  const first = Math.sqrt(covariance[1][1]);
  const across = covariance[1][2] / first;
  const second = Math.sqrt(covariance[2][2] - across * across);
  const direction = (angle) => [first * Math.cos(angle), across * Math.cos(angle) + second * Math.sin(angle)];
  const values = turns.flatMap(({ order, angle }) => {
    const [db, dc] = direction(angle);
    const reach = likelihoodReach(observations, estimate, [db, dc]);
    return [
      { order, b: b + Math.sqrt(TWO) * db, c: c + Math.sqrt(TWO) * dc, region: "95 % region, by the Hessian" },
      { order, b: b + reach * db, c: c + reach * dc, region: "by the likelihood" },
    ];
  });
  const y = axis("c", "c, the weight of the texture", [0.4, 1.6]);
  return {
    width: 400,
    height: 400,
    encoding: { x: axis("b", "b, the weight of the radius", [2.6, 5.2]), y },
    layer: [
      {
        data: { values },
        mark: { type: /** @type {const} */ ("line"), strokeWidth: 1.6, clip: true },
        encoding: {
          order: { field: "order" },
          color: {
            field: "region",
            type: /** @type {const} */ ("nominal"),
            scale: { domain: ["95 % region, by the Hessian", "by the likelihood"], range: [ORANGE, BLUE] },
            legend: { orient: /** @type {const} */ ("top") },
          },
          strokeDash: {
            field: "region",
            type: /** @type {const} */ ("nominal"),
            scale: {
              domain: ["95 % region, by the Hessian", "by the likelihood"],
              range: [
                [1, 0],
                [5, 4],
              ],
            },
            legend: null,
          },
        },
      },
      {
        data: { values: [{ b, c }] },
        mark: { type: /** @type {const} */ ("circle"), size: 40, color: "#1f2937", opacity: 1 },
      },
    ],
  };
}

/**
 * How far the 95 % region reaches in a direction: where twice the loss of the likelihood, the constant fitted anew, is
 * the point of chi-squared. By bisection.
 */
function likelihoodReach(observations, { parameters: [a, b, c], value }, [db, dc]) {
  let [low, high] = [0, 8];
  for (let i = 0; i < 20; i++) {
    const middle = (low + high) / 2;
    const lost = profile(observations, a, b + middle * db, c + middle * dc) - value;
    if (2 * lost < TWO) low = middle;
    else high = middle;
  }
  return low;
}

function axis(field, title, domain) {
  return { field, type: quantitative, scale: { domain, nice: false, zero: false }, axis: { title, tickCount: 6 } };
}
