// What the modules of the race import from Node, in a page: the import map of its HTML leads here. Versions and options,
// which they would read with it, no page asks for.

export const { performance } = globalThis;

/** The scripts of TensorFlow.js, whose modules load in no page without a bundler, define one global object. */
export const createRequire = () => () => /** @type {any} */ (globalThis).tf;

export const parseArgs = notHere;
export const readFileSync = notHere;
export const existsSync = notHere;
export const arch = notHere;
export const cpus = notHere;
export const platform = notHere;
export const release = notHere;
export const totalmem = notHere;

/** @type {(...args: any[]) => any} */
function notHere() {
  throw new Error("there is no Node in a page");
}
