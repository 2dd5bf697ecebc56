// Values of another realm, whose classes are not those of this one: of a context of Node, or of a frame of a page.

import { isPage } from "./page.js";

/** What an expression of JavaScript gives in another realm. */
export async function evaluateInOtherRealm(expression: string): Promise<unknown> {
  if (!isPage) {
    const { runInNewContext } = await import("node:vm");
    return runInNewContext(expression);
  }
  const frame = document.body.appendChild(document.createElement("iframe"));
  return (frame.contentWindow as unknown as typeof globalThis).eval(expression);
}
