/**
 * Plots in a terminal. A character cell holds 2 by 4 dots of braille, which is enough for a curve;
 * single points that must stand out from it are characters of their own.
 */

import { scale } from "vega";

const linear = scale("linear");

/** The bit of each dot in a braille character, by row and column: U+2800 is the empty one. */
const BRAILLE = [
  [0x01, 0x08],
  [0x02, 0x10],
  [0x04, 0x20],
  [0x40, 0x80],
];

/** Columns to the left of the plot: a label of four characters, a space and the axis. */
const MARGIN = 6;

/**
 * @typedef {object} Series
 * @property {ArrayLike<number>} xs
 * @property {ArrayLike<number>} ys
 * @property {"dots" | "line" | "marks"} kind  marks are drawn as `mark`, one cell each
 * @property {string} [mark]
 * @property {(text: string) => string} colour
 */

/**
 * The lines of a plot; later series are drawn over earlier ones.
 * @param {object} options
 * @param {number} options.width  columns, labels included
 * @param {number} options.height  rows without the axis
 * @param {[number, number]} options.x  the range shown
 * @param {[number, number]} options.y
 * @param {Series[]} options.series
 * @returns {string[]}
 */
export function plot({ width, height, x, y, series }) {
  const columns = width - MARGIN;
  const cells = Array.from({ length: height }, () =>
    Array.from({ length: columns }, () => ({ dots: 0, mark: "", colour: (text) => text })),
  );
  const across = linear()
    .domain(x)
    .rangeRound([0, columns * 2 - 1]);
  const down = linear()
    .domain(y)
    .rangeRound([height * 4 - 1, 0]);

  for (const { xs, ys, kind, mark = "", colour } of series) {
    const put = (column, row) => {
      const cell = cells[row >> 2]?.[column >> 1];
      if (cell === undefined) return; // outside the range shown
      if (kind === "marks") cell.mark = mark;
      else cell.dots |= BRAILLE[row & 3][column & 1];
      cell.colour = colour;
    };
    for (let i = 0; i < xs.length; i++) {
      // A line starts with a segment of one dot.
      const from = kind === "line" && i > 0 ? i - 1 : i;
      segment([across(xs[from]), down(ys[from])], [across(xs[i]), down(ys[i])], put);
    }
  }

  const rowLabels = labels(down.ticks(height / 2), (value) => down(value) >> 2);
  const drawn = cells.map((row, r) => {
    const label = rowLabels.get(r);
    const axis = label === undefined ? "│" : "┤";
    return `${(label ?? "").padStart(MARGIN - 2)} ${axis}${row.map(draw).join("").trimEnd()}`;
  });
  return [...drawn, ...bottomAxis(columns, across)];
}

/** One cell as a character. */
function draw({ dots, mark, colour }) {
  if (mark !== "") return colour(mark);
  return dots === 0 ? " " : colour(String.fromCodePoint(0x2800 + dots));
}

/** The axis below the plot, and its labels under their ticks. */
function bottomAxis(columns, across) {
  const marks = labels(across.ticks(columns / 10), (value) => across(value) >> 1);
  let axis = "";
  let text = " ".repeat(MARGIN);
  for (let column = 0; column < columns; column++) {
    const label = marks.get(column);
    axis += label === undefined ? "─" : "┬";
    // Centred below its tick; left out where it would stick out on the right.
    if (label !== undefined && column + label.length / 2 < columns) {
      text = text.padEnd(MARGIN + column - Math.floor(label.length / 2)) + label;
    }
  }
  return [`${" ".repeat(MARGIN - 1)}└${axis}`, text];
}

/** The labels of an axis by the cell that they belong to. */
function labels(values, cellOf) {
  return new Map(values.map((value) => [cellOf(value), String(value)]));
}

/** Calls `put` for every dot of a straight line, ends included. */
function segment([fromColumn, fromRow], [toColumn, toRow], put) {
  const steps = Math.max(Math.abs(toColumn - fromColumn), Math.abs(toRow - fromRow), 1);
  for (let s = 0; s <= steps; s++) {
    put(
      Math.round(fromColumn + ((toColumn - fromColumn) * s) / steps),
      Math.round(fromRow + ((toRow - fromRow) * s) / steps),
    );
  }
}
