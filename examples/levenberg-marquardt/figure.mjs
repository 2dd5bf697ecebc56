/** The figure of the fit: the data, the curve at each step of the search, and what the last one leaves. */

import { svgOf } from "../show/chart.mjs";
import { curve } from "./fit.mjs";

const SOURCE = "Data: R. Thurber, NIST, Semiconductor electron mobility modeling; Statistical Reference Datasets.";
const POINTS = 300;
const quantitative = /** @type {const} */ ("quantitative");

/**
 * @param {import("./data.mjs").Mobility} data
 * @param {{ parameters: number[], path: number[][], steps: number }} fitted
 * @returns {Promise<string>}  an SVG document
 */
export function figure({ x, y }, { parameters, path, steps }) {
  const xs = Array.from({ length: POINTS }, (_, i) => -3.2 + (5.6 * i) / (POINTS - 1));
  const rows = (xs, ys) => Array.from(xs, (x, i) => ({ x, value: ys[i] }));
  const line = (parameters, look) => ({
    data: { values: rows(xs, curve(parameters, xs)) },
    mark: { type: /** @type {const} */ ("line"), clip: true, ...look },
  });
  const fittedValues = curve(parameters, x);
  const points = { type: /** @type {const} */ ("circle"), size: 24, opacity: 1, color: "#1d4ed8" };
  return svgOf({
    title: {
      text: `Electron mobility: from a start far off to the fit, in ${path.length - 1} steps of ${steps} tried`,
      subtitle: SOURCE,
    },
    spacing: 40,
    bounds: "flush",
    vconcat: [
      panel(
        "mobility",
        330,
        [0, 1700],
        [
          line(path[0], { strokeWidth: 1.2, color: "#6b7280", strokeDash: [5, 4] }),
          ...path.slice(1, -1).map((parameters) => line(parameters, { strokeWidth: 0.8, color: "#9ca3af" })),
          line(parameters, { strokeWidth: 1.6, color: "#ea580c" }),
          { data: { values: rows(x, y) }, mark: points },
        ],
      ),
      panel(
        "residual",
        140,
        [-45, 45],
        [
          {
            data: {
              values: rows(
                x,
                y.map((value, i) => value - fittedValues[i]),
              ),
            },
            mark: points,
          },
        ],
      ),
    ],
  });
}

function panel(title, height, domain, layer) {
  return {
    width: 860,
    height,
    encoding: {
      x: {
        field: "x",
        type: quantitative,
        scale: { domain: [-3.2, 2.4], nice: false },
        axis: { title: title === "residual" ? "log of the density" : null, tickCount: 6 },
      },
      y: { field: "value", type: quantitative, scale: { domain, nice: false }, axis: { title, tickCount: 5 } },
    },
    layer,
  };
}
