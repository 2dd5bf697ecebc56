// Programs as pictures: the graph of what is printed, in the language of Mermaid (https://mermaid.js.org).

import { print, type PrintedFunction, rowNamed } from "./print.js";
import { leafPaths } from "./tree.js";

/**
 * A flowchart of a function, as mathematics: a node for each op, which defines its value in the words of
 * `printFunction`, a hexagon if it reduces, and rounded ones for inputs and outputs. Outputs have the names that errors
 * of `into` call them.
 */
export function printFlowchart(f: PrintedFunction): string {
  const { steps, outputs, definitions, texts } = print(f, true);
  const labels = steps.map((step, value) => (step[0] === undefined ? texts[value] : definitions.get(value)));
  const lines = ["flowchart TD"];
  const add = (id: string, shape: string, label: string, operands: readonly number[]) => {
    lines.push(`  ${id}${shape.replace(" ", () => `"${escaped(label)}"`)}`);
    for (const operand of new Set(operands)) if (labels[operand]) lines.push(`  v${operand} --> ${id}`);
  };
  steps.forEach(([how, ...operands], value) => {
    const label = labels[value];
    const reduces = how === "sumFor" || rowNamed(how)?.reduces;
    // A foreign function is named where it is called.
    if (label) add(`v${value}`, reduces ? "{{ }}" : how === undefined ? ROUND : "[ ]", label, operands);
  });
  leafPaths([f.shape]).forEach(({ path }, i) => {
    const value = outputs[i]!;
    add(`o${i}`, ROUND, `out${path}${labels[value] === undefined ? ` = ${texts[value]}` : ""}`, [value]);
  });
  return lines.join(`\n`);
}

/** The brackets of a rounded node. */
const ROUND = "([ ])";

/**
 * Text between the quotes of a label, where Mermaid looks for its own directives, for Markdown and for HTML: all
 * characters that mean anything there as its entities, numbers between # and ;.
 */
function escaped(text: string): string {
  return text.replace(/[^A-Za-z0-9 $().,=*+/[\]-]/gu, (character) => `#${character.codePointAt(0)};`);
}
