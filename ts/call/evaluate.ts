// Calls with numbers and batches. Everything is checked before anything is
// written, so that a call that throws has changed nothing.

import { isPlan, kernelsOf, type Plan } from "../engine/plan.js";
import { type PlanCall, runPlan } from "../engine/run-plan.js";
import { prepareKernel, runBatch, runScalar, scalarOutput } from "../engine/run.js";
import { CAPTURED, lengthsDiffer, transferred } from "../errors.js";
import { lengthIn, toElements } from "../memory/batch.js";
import { bufferOf, coincide, type Elements, writeFirst } from "../memory/elements.js";
import { freshFloats } from "../memory/fresh.js";
import { unflatten } from "../program/tree.js";
import type { Callable } from "./callable.js";
import { checkOperands, checkOutputs, collectOutputs } from "./into.js";

/** The value at numbers alone, of a function without free variables: nothing is allocated but the result. */
export function evaluateScalar(callable: Callable, args: readonly number[]): unknown {
  const kernel = callable.scalarKernel();
  callable.lastWay = runScalar(kernel, args);
  callable.lastKernel = kernel;
  if (callable.shape === 0) return scalarOutput(0);
  const count = kernel.outputSlots.length;
  // A value and its derivative, the common case: in V8 an array literal is faster than an array that grows.
  return callable.isFlat && count === 2 ? [scalarOutput(0), scalarOutput(1)] : arrangeNumbers(callable, count);
}

/** All outputs of {@link runScalar}. */
function arrangeNumbers(callable: Callable, count: number): unknown {
  const values: number[] = [];
  for (let i = 0; i < count; i++) values.push(scalarOutput(i));
  return callable.isFlat ? values : unflatten(callable.shape, values);
}

/**
 * The value at these arguments.
 *
 * @throws TypeError for an argument of another kind; RangeError for batches that differ in length.
 */
export function evaluate(callable: Callable, args: unknown[]): unknown {
  if (callable.hidden.length === 0 && areNumbers(args)) return evaluateScalar(callable, args);
  const inputs = collectInputs(callable, args);
  const length = commonLength(callable, inputs);
  const kernel = callable.kernel(inputs, length);
  if (isPlan(kernel)) return evaluatePlan(callable, kernel, inputs, length);
  // With a foreign function among the free variables, which it does not need.
  if (callable.hidden.length > 0 && areNumbers(inputs)) {
    callable.lastWay = runScalar(kernel, inputs);
    callable.lastKernel = kernel;
    return arrangeNumbers(callable, kernel.outputSlots.length);
  }
  const outputs = newOutputs(kernel.outputSlots.length, length);
  callable.lastWay = runBatch(kernel, { inputs, outputs, buffer: undefined }, 0, length);
  callable.lastKernel = kernel;
  return callable.isFlat ? outputs : unflatten(callable.shape, outputs);
}

/** The value of a function with reductions: some results are numbers. Written to `given`, if there are such. */
function evaluatePlan(
  callable: Callable,
  plan: Plan,
  inputs: readonly (number | Elements)[],
  length: number,
  given?: readonly Elements[],
): unknown {
  const chosen = planFor(plan, inputs, given);
  const call = planCallOf(callable, chosen, inputs, length, given);
  callable.lastWay = runPlan(chosen, call);
  callable.lastKernel = plan;
  return resultOf(callable, call, given);
}

/** The plan, or the one that keeps nothing, if an output that would keep values is an input. */
export function planFor(
  plan: Plan,
  inputs: readonly (number | Elements)[],
  given: readonly Elements[] | undefined,
): Plan {
  if (!given || plan.kept.length === 0) return plan;
  const isInput = (output: Elements) =>
    inputs.some(
      (input) => typeof input !== "number" && bufferOf(input) === bufferOf(output) && coincide(input, output),
    );
  return plan.kept.some(([, output]) => isInput(given[output]!)) ? plan.withoutKept() : plan;
}

/** The call of a plan, checked, with outputs of its own if none are given. */
export function planCallOf(
  callable: Callable,
  { varies, kept }: Pick<Plan, "varies" | "kept">,
  inputs: readonly (number | Elements)[],
  n: number,
  given?: readonly Elements[],
): PlanCall {
  const operands = given
    ? checkOperands(callable, inputs, given, n, varies)
    : { inputs, outputs: varies.map((is) => (is ? freshFloats(n) : undefined)), buffer: undefined };
  const recheck = () => {
    checkLengths(callable, operands.inputs, n);
    if (given) checkOutputs(callable, given, n, varies);
  };
  const { inputs: sources, outputs, buffer } = operands;
  // An output that keeps values is an input of the last pass.
  return { inputs: sources, outputs: [...outputs], buffer: kept.length > 0 ? undefined : buffer, n, recheck };
}

/** What the call of a plan, which was run, returns; `out` if outputs were given, which are complete then. */
export function resultOf(
  { shape }: Callable,
  { outputs }: PlanCall,
  given: readonly Elements[] | undefined,
  out?: unknown,
): unknown {
  if (!given) return unflatten(shape, outputs);
  outputs.forEach((output, i) => {
    if (typeof output === "number") writeFirst(output, given[i]!);
  });
  return out;
}

/** Fresh arrays, in an array of known length: one that grows leaves garbage of several times its size. */
function newOutputs(count: number, length: number): Float32Array[] {
  const outputs = new Array<Float32Array>(count);
  for (let i = 0; i < count; i++) outputs[i] = freshFloats(length);
  return outputs;
}

/** Writes the value at these arguments to `out`, arrays in the structure of the result. Throws as {@link evaluate}. */
export function evaluateInto(callable: Callable, out: unknown, args: unknown[]): void {
  const inputs = collectInputs(callable, args);
  const outputs = collectOutputs(callable, out);
  // From here on, no user's code runs: what is checked stays so.
  const length = commonLength(callable, inputs);
  const kernel = callable.kernel(inputs, length);
  if (isPlan(kernel)) {
    evaluatePlan(callable, kernel, inputs, length, outputs);
    return;
  }
  const operands = checkOperands(callable, inputs, outputs, length);
  if (areNumbers(inputs)) {
    callable.lastWay = runScalar(kernel, inputs);
    operands.outputs.forEach((output, i) => writeFirst(scalarOutput(i), output));
  } else {
    callable.lastWay = runBatch(kernel, operands, 0, length);
  }
  callable.lastKernel = kernel;
}

/** The inputs and the number of elements of a call that is not run. Throws as {@link evaluate}. */
export function readInputs(
  callable: Callable,
  args: unknown[],
): { readonly inputs: readonly (number | Elements)[]; readonly length: number } {
  const inputs = collectInputs(callable, args);
  const length = commonLength(callable, inputs);
  callable.kernel(inputs, length);
  return { inputs, length };
}

/** Stands for a batch of any length, when a call is prepared. */
const ANY_BATCH = /* @__PURE__ */ new Float32Array(0);

/** Makes ready for a call with these arguments, or with any of the kinds that they name. Throws as {@link evaluate}. */
export function prepareFor(callable: Callable, args: unknown[]): void {
  const inputs = collectInputs(callable, args, true);
  const known = commonLength(callable, inputs);
  const length = inputs.includes(ANY_BATCH) ? "n" : known;
  const isOfNumbers = callable.hidden.length === 0 && areNumbers(inputs);
  const kernel = isOfNumbers ? callable.scalarKernel() : callable.kernel(inputs, length);
  for (const each of isPlan(kernel) ? kernelsOf(kernel) : [kernel]) prepareKernel(each);
  // What the last call tells stays.
  if (callable.lastWay === undefined) callable.lastKernel = kernel;
}

export function areNumbers(args: readonly unknown[]): args is readonly number[] {
  for (let i = 0; i < args.length; i++) if (typeof args[i] !== "number") return false;
  return true;
}

/**
 * The program's inputs, in the array of the arguments. May run a user's code: {@link commonLength} checks what is left
 * after it.
 *
 * @param maybeKinds - Whether "number" and "batch" stand for an argument.
 */
export function collectInputs(callable: Callable, args: unknown[], maybeKinds = false): (number | Elements)[] {
  const inputs = args as (number | Elements)[];
  for (let i = 0; i < args.length; i++) {
    const arg = args[i];
    if (typeof arg === "number") continue;
    if (maybeKinds && (arg === "number" || arg === "batch")) inputs[i] = arg === "number" ? 0 : ANY_BATCH;
    else inputs[i] = toElements(arg, callable, i);
  }
  if (callable.hidden.length > 0) addCaptured(callable, inputs);
  return inputs;
}

/** Adds the arrays that the function met, and a number for a foreign function, which the kernel never reads. */
function addCaptured(callable: Callable, inputs: (number | Elements)[]): void {
  for (const node of callable.hidden)
    inputs.push(node.kind === "captured" ? toElements(node.data, callable, CAPTURED) : 0);
}

/** @throws TypeError if an input, which had so many elements, has fewer: a foreign function may do that. */
function checkLengths(callable: Callable, inputs: readonly (number | Elements)[], n: number): void {
  inputs.forEach((input, i) => {
    const position = i < inputs.length - callable.hidden.length ? i : CAPTURED;
    if (typeof input !== "number" && lengthIn(input, callable, position) < n) throw transferred(callable, position);
  });
}

/** The length that all batches among the inputs have; 1 if there is no batch. */
export function commonLength(callable: Callable, inputs: readonly (number | Elements)[]): number {
  let first: number | undefined;
  let common = 1;
  for (let i = 0; i < inputs.length; i++) {
    const input = inputs[i]!;
    if (typeof input === "number" || input === ANY_BATCH) continue;
    const position = i < inputs.length - callable.hidden.length ? i : CAPTURED;
    const length = lengthIn(input, callable, position);
    if (first === undefined) {
      first = position;
      common = length;
    } else if (length !== common) {
      const leaf = callable.leaves?.[position];
      // A tangent or cotangent that is a batch where a number belongs is refused as that, whatever its length.
      if (leaf?.title) callable.kernel(inputs, common);
      // Of a tangent the argument, which has the length of all others.
      const other = leaf?.of ?? first;
      throw lengthsDiffer(callable, { position: other, length: common }, { position, length });
    }
  }
  return common;
}
