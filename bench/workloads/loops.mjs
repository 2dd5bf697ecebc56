// Loops in plain JavaScript that sum over the elements, from the text of one element: with one accumulator for each
// sum, and with four. The text becomes local variables and one loop, which V8 compiles to machine code without calls,
// allocations or bounds that it cannot hoist; sums in an array cost five times as much.

/** @typedef {{ plain: (...arrays: any[]) => void, plainFour: (...arrays: any[]) => void }} Loops */

const FOUR = [0, 1, 2, 3];

/**
 * @param {object} text
 * @param {string[]} text.args names of the arguments, the first a batch
 * @param {number} text.outputs how many numbers come back
 * @param {string} [text.element] statements before the terms of element i, which is `x[i]` of a batch x
 * @param {string[]} text.terms what is summed, an expression for each sum
 * @param {(sums: string[]) => string[]} text.results the outputs, as expressions of the sums and the length n
 * @returns {Loops}
 */
export function loops({ args, outputs, element = "", terms, results }) {
  const outs = Array.from({ length: outputs }, (_, k) => `out${k}`);
  const one = terms.map((_, k) => `s${k}`);
  const four = FOUR.map((lane) => one.map((sum) => `${sum}_${lane}`));
  const adds = (/** @type {string[]} */ sums, /** @type {number} */ offset) =>
    `{ ${element}; ${terms.map((term, k) => `${sums[k]} += ${term};`).join(" ")} }`.replaceAll(
      "[i]",
      `[i + ${offset}]`,
    );
  const zeros = (/** @type {string[]} */ sums) => `let ${sums.map((sum) => `${sum} = 0`).join(", ")};`;
  const writes = results(one)
    .map((result, k) => `${outs[k]}[0] = ${result};`)
    .join("\n");
  const start = `const n = ${args[0]}.length; let i = 0;`;
  const names = [...args, ...outs];
  return {
    plain: made(names, `${start} ${zeros(one)} for (; i < n; i++) ${adds(one, 0)}\n${writes}`),
    plainFour: made(
      names,
      `${start} ${zeros(four.flat())}
      for (; i + 3 < n; i += 4) { ${FOUR.map((lane) => adds(four[lane], lane)).join("\n")} }
      for (; i < n; i++) ${adds(four[0], 0)}
      ${one.map((sum, k) => `const ${sum} = (${four[0][k]} + ${four[1][k]}) + (${four[2][k]} + ${four[3][k]});`).join("\n")}
      ${writes}`,
    ),
  };
}

/**
 * @param {string[]} names
 * @param {string} body
 */
function made(names, body) {
  return /** @type {(...arrays: any[]) => void} */ (new Function(...names, body));
}
