// A plugin for rollup: templates that have line breaks as escapes in the sources have them as characters in the package,
// and the tag String.raw. A host shows the line that an uncaught error was thrown in, and minified code is one line of
// 100 KB, but for such templates: terser writes escapes in all others, swc in those without an expression.

/** @typedef {import("rollup").AstNode & { type: string, quasi?: unknown, quasis?: Node[] }} Node */

export function lineBreaks() {
  return {
    name: "line-breaks",
    /**
     * @this {Pick<import("rollup").PluginContext, "parse">}
     * @param {string} code
     */
    renderChunk(code) {
      let text = "";
      let end = 0;
      const edits = editsOf(this.parse(code), code).sort((one, other) => one.at - other.at);
      for (const { at, length, by } of edits) {
        text += code.slice(end, at) + by;
        end = at + length;
      }
      return text + code.slice(end);
    },
  };
}

/**
 * What is to be replaced. A template that has other escapes, or a tag, stays as it is.
 *
 * @param {unknown} value
 * @param {string} code
 * @returns {{ at: number, length: number, by: string }[]}
 */
function editsOf(value, code, isTagged = false) {
  if (typeof value !== "object" || value === null) return [];
  const node = /** @type {Node} */ (value);
  const edits = Object.entries(node).flatMap(([key, child]) => editsOf(child, code, key === "quasi"));
  if (node.type !== "TemplateLiteral" || isTagged) return edits;
  const texts = (node.quasis ?? []).map(({ start, end }) => ({ at: start, text: code.slice(start, end) }));
  if (!/^(\\n|[^\\])+$/.test(texts.map(({ text }) => text).join(""))) return edits;
  const breaks = texts.flatMap(({ at, text }) =>
    [...text.matchAll(/\\n/g)].map(({ index }) => ({ at: at + index, length: 2, by: "\n" })),
  );
  return breaks.length === 0 ? edits : [...edits, { at: node.start, length: 0, by: "String.raw" }, ...breaks];
}
