/** The little of SVG that a figure needs: elements, and panels with scales, axes, lines and points. */

import { ticks } from "./ticks.mjs";

/** Colours and font that all figures share; the font has a stand-in on every system. */
const INK = "#1f2937";
const GRID = "#e5e7eb";
const ZERO = "#9ca3af";
const FONT = "Helvetica, Arial, 'Liberation Sans', 'DejaVu Sans', sans-serif";

/** A whole drawing, on white ground, so that it can be read on any page. */
export function drawing({ width, height, title, description }, ...children) {
  return element(
    "svg",
    {
      xmlns: "http://www.w3.org/2000/svg", viewBox: `0 0 ${width} ${height}`, width, height, role: "img",
      "font-family": FONT, "font-size": 13, fill: INK,
    },
    element("title", {}, escape(title)),
    element("desc", {}, escape(description)),
    element("rect", { width, height, fill: "white" }),
    ...children,
  );
}

/** One element with its attributes; children are markup. */
export function element(name, attributes, ...children) {
  const written = Object.entries(attributes).map(([key, value]) => ` ${key}="${value}"`).join("");
  return children.length === 0 ? `<${name}${written}/>\n` : `<${name}${written}>${children.join("")}</${name}>\n`;
}

/** Text at a place. */
export function text(x, y, content, attributes = {}) {
  return element("text", { x, y, ...attributes }, escape(content));
}

/**
 * A rectangle of the figure with scales of its own. What its functions return is markup.
 * @param {object} place
 * @param {number} place.left
 * @param {number} place.top
 * @param {number} place.width
 * @param {number} place.height
 * @param {[number, number]} place.x  the range shown from left to right
 * @param {[number, number]} place.y  the range shown from bottom to top
 */
export function panel({ left, top, width, height, x, y }) {
  const right = left + width;
  const bottom = top + height;
  const across = (value) => round(left + ((value - x[0]) / (x[1] - x[0])) * width);
  const down = (value) => round(bottom - ((value - y[0]) / (y[1] - y[0])) * height);
  const places = (xs, ys) => Array.from(xs, (value, i) => `${across(value)} ${down(ys[i])}`);
  return {
    /**
     * White ground, grid and axes.
     * @param {object} options
     * @param {string} [options.xLabel]
     * @param {string} [options.yLabel]
     * @param {boolean} [options.xNumbers]  false where a panel below has them
     * @param {number} [options.xTicks]  about how many
     * @param {number} [options.yTicks]
     * @param {number} [options.fontSize]
     */
    axes({ xLabel, yLabel, xNumbers = true, xTicks = 8, yTicks = 6, fontSize = 13 }) {
      const vertical = ticks(...x, xTicks).map((value) =>
        segment(across(value), top, across(value), bottom, GRID) +
        (xNumbers ? text(across(value), bottom + 1.4 * fontSize, value, { "text-anchor": "middle" }) : ""));
      const horizontal = ticks(...y, yTicks).map((value) =>
        segment(left, down(value), right, down(value), value === 0 ? ZERO : GRID) +
        text(left - 8, down(value) + 0.35 * fontSize, minus(value), { "text-anchor": "end" }));
      const upwards = `translate(${left - 44} ${top + height / 2}) rotate(-90)`;
      return element(
        "g",
        { "font-size": fontSize },
        element("rect", { x: left, y: top, width, height, fill: "white" }),
        ...vertical,
        ...horizontal,
        element("path", { d: `M${left} ${top}V${bottom}H${right}`, fill: "none", stroke: INK }),
        xLabel === undefined ? "" : text(left + width / 2, bottom + 3.2 * fontSize, xLabel, { "text-anchor": "middle" }),
        yLabel === undefined ? "" : text(0, 0, yLabel, { "text-anchor": "middle", transform: upwards }),
      );
    },
    /** A line through points. */
    line(xs, ys, colour, strokeWidth) {
      return element("polyline", {
        points: places(xs, ys).join(" "),
        stroke: colour, "stroke-width": strokeWidth, "stroke-linejoin": "round", fill: "none",
      });
    },
    /** Round points: strokes of no length with round ends, much shorter to write than circles. */
    points(xs, ys, colour, diameter) {
      return element("path", {
        d: places(xs, ys).map((place) => `M${place}h0`).join(""),
        stroke: colour, "stroke-width": diameter, "stroke-linecap": "round", fill: "none",
      });
    },
  };
}

/** A straight line. */
export function segment(x1, y1, x2, y2, colour, strokeWidth = 1) {
  return element("path", { d: `M${x1} ${y1}L${x2} ${y2}`, stroke: colour, "stroke-width": strokeWidth });
}

/** Hundredths of a pixel are enough. */
function round(x) {
  return Math.round(x * 100) / 100;
}

/** A number with the minus sign of typography. */
function minus(x) {
  return String(x).replace("-", "\u2212");
}

/** Text as it must stand in markup. */
function escape(content) {
  return String(content).replaceAll("&", "&amp;").replaceAll("<", "&lt;");
}
