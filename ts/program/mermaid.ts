// Programs as pictures: the graph of what is printed, in the language of Mermaid (https://mermaid.js.org).

import { print, type PrintedFunction } from "./print.js";
import { table } from "./table.js";
import { leafPaths } from "./tree.js";

/**
 * A flowchart of a function, as mathematics: a node for each op, which defines its value in the words of
 * `printFunction`, a hexagon if it reduces, and rounded ones for inputs and outputs. Outputs have the names that errors
 * of `into` call them.
 */
export function printFlowchart(f: PrintedFunction): string {
  const { steps, outputs, definitions, texts } = print(f, true);
  const lines = ["flowchart TD"];
  const isInput = (value: number) => steps[value]!.length === 0;
  const isNode = (value: number) => isInput(value) || definitions.has(value);
  const add = (id: string, text: string, operands: readonly number[], open = "([", close = "])") => {
    lines.push(`  ${id}${open}"${escaped(text)}"${close}`);
    for (const operand of new Set(operands)) if (isNode(operand)) lines.push(`  v${operand} --> ${id}`);
  };
  steps.forEach(([how, ...operands], value) => {
    const id = `v${value}`;
    if (isInput(value)) add(id, texts[value]!, []);
    else if (isNode(value)) {
      const reduces = how === "sumFor" || table.some(({ name, reduces }) => reduces && name === how);
      add(id, definitions.get(value)!, operands, ...(reduces ? ["{{", "}}"] : ["[", "]"]));
    }
  });
  leafPaths([f.shape]).forEach(({ path }, i) => {
    const value = outputs[i]!;
    add(`o${i}`, `out${path}${isNode(value) ? "" : ` = ${texts[value]}`}`, [value]);
  });
  return lines.join("\n");
}

/**
 * Text between the quotes of a label, where Mermaid looks for its own directives, for Markdown and for HTML: all
 * characters that mean anything there as its entities, numbers between # and ;.
 */
function escaped(text: string): string {
  return text.replace(/[^A-Za-z0-9 $().,=*+/[\]-]/gu, (character) => `#${character.codePointAt(0)};`);
}
