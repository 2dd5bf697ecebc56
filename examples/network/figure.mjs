/** The picture of the network: how it learned, what its hidden units look at, and where it is wrong. */

import { svgOf } from "../show/chart.mjs";
import { PIXELS } from "./data.mjs";

const SIDE = Math.sqrt(PIXELS);
const SOURCE = "Data: E. Alpaydin and C. Kaynak, Optical Recognition of Handwritten Digits, UCI. CC BY 4.0.";
const CELL = 9;
/** Each panel has colours, and a legend, of its own. */
const independent = {
  scale: { color: /** @type {const} */ ("independent") },
  legend: { color: /** @type {const} */ ("independent") },
};
/** How many images that were taken for another digit are shown. */
const SHOWN = 20;

/**
 * @typedef {object} Training
 * @property {{ epoch: number, loss: number, training: number, test: number }[]} history  shares recognised
 * @property {import("./model.mjs").Parameters} parameters
 * @property {import("./data.mjs").Images} test
 * @property {number[]} answers  the digits recognised in it
 */

/**
 * @param {Training} training
 * @returns {Promise<string>}  an SVG document
 */
export function figure({ history, parameters, test, answers }) {
  const wrong = answers.flatMap((digit, row) => (digit === test.digits[row] ? [] : [{ digit, row }]));
  const missed = wrong.slice(0, SHOWN).map(({ digit, row }) => ({
    name: `${test.digits[row]} → ${digit}`,
    values: test.pixels.map((pixel) => pixel[row]),
  }));
  const units = Object.values(parameters.hidden).map(({ w }, i) => ({
    name: `unit ${i + 1}`,
    values: Object.values(w),
  }));
  const last = history[history.length - 1].test;
  return svgOf({
    title: {
      text: `A network of 16 hidden units reads ${(100 * last).toFixed(1)} % of the digits that it has not seen`,
      subtitle: SOURCE,
    },
    spacing: 40,
    resolve: independent,
    vconcat: [
      { hconcat: [lossPanel(history), accuracyPanel(history)], spacing: 80, bounds: "flush", resolve: independent },
      imagePanel(units, {
        title: "The weights of the hidden units: blue adds, orange takes away",
        scheme: signed(units),
      }),
      imagePanel(missed, {
        title: `What it gets wrong in ${answers.length} test images (${missed.length} of ${wrong.length}): shown → recognised`,
        scheme: { domain: [0, 1], range: ["#ffffff", "#1f2937"], interpolate: "rgb" },
      }),
    ],
  });
}

/** The loss by epoch. */
function lossPanel(history) {
  return {
    width: 390,
    height: 180,
    data: { values: history },
    mark: { type: /** @type {const} */ ("line"), color: "#1d4ed8" },
    encoding: {
      x: epochAxis(),
      y: {
        field: "loss",
        ...quantitative,
        scale: { type: /** @type {const} */ ("log") },
        axis: { title: "mean cross-entropy", values: [0.01, 0.03, 0.1, 0.3, 1] },
      },
    },
  };
}

/** The shares recognised, by epoch. */
function accuracyPanel(history) {
  const values = history.flatMap(({ epoch, training, test }) => [
    { epoch, percent: 100 * training, images: "images learned from" },
    { epoch, percent: 100 * test, images: "test images" },
  ]);
  return {
    width: 390,
    height: 180,
    data: { values },
    mark: { type: /** @type {const} */ ("line") },
    encoding: {
      x: epochAxis(),
      y: {
        field: "percent",
        ...quantitative,
        scale: { domain: [70, 100], clamp: true },
        axis: { title: "recognised, %" },
      },
      color: {
        field: "images",
        type: /** @type {const} */ ("nominal"),
        scale: { range: ["#1d4ed8", "#ea580c"] },
        legend: { orient: /** @type {const} */ ("bottom-right") },
      },
    },
  };
}

const quantitative = { type: /** @type {const} */ ("quantitative") };

function epochAxis() {
  return { field: "epoch", ...quantitative, axis: { title: "epoch", tickCount: 5 } };
}

/** Blue for positive and orange for negative weights, of the same depth for the same size. */
function signed(images) {
  const largest = Math.max(...images.flatMap(({ values }) => values.map(Math.abs)));
  return { domain: [-largest, 0, largest], range: ["#ea580c", "#ffffff", "#1d4ed8"], interpolate: "rgb" };
}

/** Images of 8 by 8 pixels in rows, each with its name. */
function imagePanel(images, { title, scheme }) {
  const values = images.flatMap(({ name, values }, image) =>
    values.map((value, pixel) => ({ image, name, value, x: pixel % SIDE, y: Math.floor(pixel / SIDE) })),
  );
  const position = (field) => ({
    field,
    type: /** @type {const} */ ("ordinal"),
    axis: null,
    scale: { paddingInner: 0, paddingOuter: 0 },
  });
  return {
    title: { text: title, fontSize: 14, offset: 12 },
    data: { values },
    facet: {
      field: "image",
      type: /** @type {const} */ ("ordinal"),
      header: { labelExpr: `${JSON.stringify(images.map(({ name }) => name))}[datum.value]`, labelFontSize: 11 },
    },
    columns: 10,
    spacing: 16,
    spec: {
      width: SIDE * CELL,
      height: SIDE * CELL,
      mark: { type: /** @type {const} */ ("rect") },
      encoding: {
        x: position("x"),
        y: position("y"),
        color: { field: "value", ...quantitative, scale: scheme, legend: null },
      },
    },
  };
}
