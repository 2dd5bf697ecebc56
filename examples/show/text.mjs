/** Words on a terminal: headings, a little colour, numbers that line up. Everything fits 80 columns. */

/** Colour is for people: none in a pipe or a file, none where NO_COLOR asks for none. */
const coloured = Boolean(process.stdout.isTTY) && !process.env.NO_COLOR;

/** A function that gives text the SGR attribute `code`, or returns it as it is where there is no colour. */
const style = (code) => (text) => (coloured ? `\x1b[${code}m${text}\x1b[0m` : String(text));

export const bold = style(1);
export const dim = style(2);
export const red = style(31);
export const green = style(32);
export const cyan = style(36);
export const yellow = style(33);

/** Columns to draw in: those of the terminal within reason, 80 where there is none. */
export function columns() {
  return Math.max(60, Math.min(process.stdout.columns ?? 80, 120));
}

/** Prints one line, indented as all text under a heading is. */
export function say(line = "") {
  console.log(line === "" ? "" : `  ${line}`);
}

/** Prints the heading of a section. */
export function heading(title) {
  console.log(`\n${bold(title)}\n${dim("─".repeat(title.length))}`);
}

/** `x` with `digits` decimals, flush right in `width` columns. */
export function fixed(x, digits, width = 0) {
  return x.toFixed(digits).padStart(width);
}

/** `x` as 1.2e-7, flush right in `width` columns. */
export function scientific(x, width = 0) {
  return (x === 0 ? "0" : x.toExponential(1)).padStart(width);
}

/** The verdict of a check. Pad outside: colour codes have a length and no width. */
export function mark(passed) {
  return passed ? green("ok") : red("FAILED");
}
