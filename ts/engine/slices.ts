// Plans run in slices, between which the host has its turn: a page draws, a server answers, other calls run. Slices end
// by the clock. The order in which sums are accumulated does not depend on them.

import { CHUNK, LANES } from "../core/layout.js";
import { passOf, type PlanCall, type Runnable, runUniformStep, slotsOf } from "./run-plan.js";
import type { Way } from "./run.js";

/** Who watches a call. */
export interface Watch {
  /** When the call began, by {@link now}. */
  readonly start: number;
  readonly onProgress: ((done: number) => void) | undefined;
  /** Throws if the call is to end. */
  readonly check: () => void;
}

/** Milliseconds after which a slice ends: with what is late in it, less than half a frame. */
const SLICE = 5;
/** Milliseconds between two looks at the clock; and how many times what a range takes at least, however short it is. */
const RANGE = 0.5;
const LEAST = 3;
/** The first range of a pass, in ops times elements: far less than a millisecond, unless all elements need the fallback. */
const FIRST_OPS = 1 << 15;

/** Milliseconds, by the best clock that there is. A mocked one is looked up too. */
export function now(): number {
  return (typeof performance === "undefined" ? Date : performance).now();
}

/** Runs a plan as {@link runPlan} does. The arrays are checked again after each pause. */
export async function runInSlices(plan: Runnable, call: PlanCall, { start, onProgress, check }: Watch): Promise<Way> {
  const { n } = call;
  const slots = slotsOf(plan, call);
  const all = n * plan.steps.filter(({ isPass }) => isPass).length;
  let way: Way = "tiles";
  let done = 0;
  let since = start;
  for (const step of plan.steps) {
    if (!step.isPass) {
      const uniform = runUniformStep(step, call, slots);
      if (done === 0) way = uniform;
      continue;
    }
    const pass = passOf(step, call, slots, true);
    let size = FIRST_OPS / step.kernel.heat.ops;
    let least = Infinity;
    let from = 0;
    do {
      const begin = now();
      const end = endOf(from, size, n);
      way = pass(from, end);
      const time = now();
      least = Math.min(least, time - begin);
      size = (end - from) * Math.min(2, Math.max(RANGE, LEAST * least) / (time - begin));
      done += end - from;
      from = end;
      if (time - since >= SLICE && done < all) {
        onProgress?.(done / all);
        await pause();
        check();
        call.recheck();
        since = now();
      }
    } while (from < n);
  }
  onProgress?.(1);
  check();
  return way;
}

/**
 * The end of a range of about this size: of whole vectors; and once it may have a chunk, the start of one, from which the
 * next range, of twice the size at most, can be accumulated by kernels.
 */
function endOf(from: number, size: number, n: number): number {
  const end = from + Math.max(LANES, size);
  return Math.min(n, end - (end % (size < CHUNK ? LANES : CHUNK)));
}

/**
 * Waits for a task of the host. By a message, because timers of a hidden page are late by a second and more; the ports
 * are closed, for they would keep Node's process from ending. A host that has no tasks to wait for has at least promises.
 */
function pause(): Promise<void> {
  return new Promise((resolve) => {
    if (typeof MessageChannel === "undefined") {
      if (typeof setTimeout === "undefined") resolve();
      else setTimeout(resolve);
      return;
    }
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(0);
  });
}
