// Programs as pictures: the graph of what is printed, in the language of Mermaid (https://mermaid.js.org).

import { leafNames } from "./names.js";
import { print, type PrintedFunction } from "./print.js";
import { table } from "./table.js";
import { mapLeaves, leafPaths } from "./tree.js";

/**
 * A flowchart of a function, as mathematics: a node for each op, which defines its value in the words of
 * `printFunction`, a hexagon if it reduces, and rounded ones for inputs and outputs. Outputs have the names that errors
 * of `into` call them.
 */
export function printFlowchart(f: PrintedFunction): string {
  const { steps, outputs, definitions, texts } = print(f, true);
  const lines = ["flowchart TD"];
  const add = (id: string, [open, close]: readonly [string, string], text: string, operands: readonly number[]) => {
    lines.push(`  ${id}${open}"${escaped(text)}"${close}`);
    for (const operand of new Set(operands)) if (isNode(operand)) lines.push(`  v${operand} --> ${id}`);
  };
  const own = leafNames(f);
  const isNode = (value: number) => steps[value]!.length === 0 || definitions.has(value);
  const reductions = new Set<unknown>(["sumFor", ...table.filter(({ reduces }) => reduces).map(({ name }) => name)]);
  steps.forEach(([how, ...operands], value) => {
    const text = definitions.get(value) ?? (how === undefined ? (texts[value] ?? own[value]) : undefined);
    const shape = how === undefined ? ROUND : reductions.has(how) ? HEXAGON : BOX;
    if (text !== undefined) add(`v${value}`, shape, text, operands);
  });
  const paths = leafPaths([f.shape]);
  let count = 0;
  mapLeaves(f.shape, (leaf) => {
    const value = outputs[leaf]!;
    const constant = isNode(value) ? "" : ` = ${texts[value]}`;
    add(`o${count}`, ROUND, `out${paths[count]!.path}${constant}`, [value]);
    return count++;
  });
  return lines.join("\n");
}

const ROUND = ["([", "])"] as const;
const BOX = ["[", "]"] as const;
const HEXAGON = ["{{", "}}"] as const;

/**
 * Text between the quotes of a label, where Mermaid looks for its own directives, for Markdown and for HTML: all
 * characters that mean anything there as its entities, numbers between # and ;.
 */
function escaped(text: string): string {
  return text.replace(/[^A-Za-z0-9 $().,=*+/[\]-]/gu, (character) => `#${character.codePointAt(0)};`);
}
