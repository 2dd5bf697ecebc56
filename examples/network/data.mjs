/** Handwritten digits: 1797 images of 8 by 8 pixels, those to learn from and those to be tested with. */

import { readTable } from "../lib/table.mjs";

export const PIXELS = 64;
export const DIGITS = 10;

/** How many images are learned from: the first; the network is tested with the others. */
const LEARNED = 1500;

/**
 * @typedef {object} Images
 * @property {Float32Array[]} pixels  a batch for each pixel, from 0 for white to 1 for black
 * @property {Float32Array} digits  what each image shows
 */

/** @returns {{ training: Images, test: Images }} */
export function readImages() {
  const { rows } = readTable("digits.csv.gz", { columns: PIXELS + 1 });
  return { training: imagesOf(rows.slice(0, LEARNED)), test: imagesOf(rows.slice(LEARNED)) };
}

/** @returns {Images} */
function imagesOf(rows) {
  return {
    pixels: Array.from({ length: PIXELS }, (_, pixel) => Float32Array.from(rows, (row) => row[pixel] / 16)),
    digits: Float32Array.from(rows, (row) => row[PIXELS]),
  };
}

/**
 * All images in random order, in batches of `size`.
 * @param {Images} images
 * @param {number} size
 * @param {() => number} random
 * @returns {Images[]}
 */
export function shuffledBatches({ pixels, digits }, size, random) {
  const order = Uint32Array.from(digits, (_, i) => i);
  for (let i = order.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [order[i], order[j]] = [order[j], order[i]];
  }
  const columns = [...pixels, digits].map((column) => Float32Array.from(order, (i) => column[i]));
  return Array.from({ length: Math.ceil(order.length / size) }, (_, batch) => {
    const parts = columns.map((column) => column.subarray(batch * size, (batch + 1) * size));
    return { pixels: parts.slice(0, PIXELS), digits: parts[PIXELS] };
  });
}
