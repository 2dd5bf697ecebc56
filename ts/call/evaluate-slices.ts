// Calls in slices.

import type { Kernel } from "../engine/kernel.js";
import { isPlan, type Plan } from "../engine/plan.js";
import type { Runnable } from "../engine/run-plan.js";
import { runInSlices, type Watch } from "../engine/slices.js";
import type { Callable } from "./callable.js";
import { collectInputs, commonLength, planCallOf, planFor, resultOf } from "./evaluate.js";
import { collectOutputs } from "./into.js";

/** What a call in slices gets beside its arguments: arrays to compute into, if there are any. */
export interface SlicedCall extends Watch {
  readonly into: unknown;
}

/**
 * The value at these arguments, computed in slices, and written to arrays of the caller's own, if there are any. Throws
 * as `evaluate` does, and if an array is taken away meanwhile.
 */
export async function evaluateInSlices(callable: Callable, args: unknown[], sliced: SlicedCall): Promise<unknown> {
  const { into: out } = sliced;
  const inputs = collectInputs(callable, args);
  const given = out === undefined ? undefined : collectOutputs(callable, out);
  const length = commonLength(callable, inputs);
  const kernel = callable.kernel(inputs, length);
  const plan = isPlan(kernel) ? planFor(kernel, inputs, given) : planOfOne(kernel);
  const call = planCallOf(callable, plan, inputs, length, given);
  callable.lastWay = await runInSlices(plan, call, sliced);
  callable.lastKernel = kernel;
  return resultOf(callable, call, given, out);
}

/** A kernel as a plan of one step. */
function planOfOne(kernel: Kernel): Runnable & Pick<Plan, "varies"> {
  const { isBatch, arenaBytes } = kernel;
  const isPass = isBatch.includes(1);
  const results = Array.from(kernel.outputSlots, (_, i) => [~i, i] as const);
  const inputs = [...isBatch.keys()];
  const rest = { before: [], calls: [], reductions: [], accumulating: undefined };
  const steps = [{ isPass, kernel, inputs, results, ...rest }];
  return { varies: results.map(() => isPass), steps, kept: [], arenaBytes, sums: 1 };
}
