// The options of a call in slices.

import type { SlicedCall } from "../call/evaluate-slices.js";
import { now } from "../engine/slices.js";
import { aborted, wrongAsync, wrongOptions } from "../errors.js";
import { isPlain } from "../program/read-tree.js";
import { ownOptions } from "./argnums.js";
import type { AsyncOptions } from "./public-types.js";

/**
 * Reads them: where to write, and who watches.
 *
 * @throws TypeError if they are no such options; the reason of a signal that has come before the call.
 */
export function readAsyncOptions(name: string, options: unknown): SlicedCall {
  const start = now();
  const label = `${name}.async(options, ...args)`;
  if (options !== undefined && !isPlain(options)) throw wrongOptions(label, options, "signal");
  const own = ownOptions(label, options, ["signal", "onProgress", "into"]);
  const { signal, onProgress, into } = own as AsyncOptions & { readonly into?: unknown };
  if (signal !== undefined && typeof (signal as Partial<typeof signal> | null)?.aborted !== "boolean")
    throw wrongAsync(label, "signal", signal, "an AbortSignal");
  if (onProgress !== undefined && typeof onProgress !== "function")
    throw wrongAsync(label, "onProgress", onProgress, "a function");
  const check = () => {
    if (signal?.aborted) throw aborted(label, signal.reason);
  };
  check();
  return { into, start, onProgress, check };
}
