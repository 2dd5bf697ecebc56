// When kernels are compiled: no call waits for it longer than it takes itself, and a program that gains nothing by it
// stays on tiles.

import type { Kernel } from "../kernel.js";

/**
 * When kernels are compiled: when they are hot, which is the rule, at their first call, or never. The other two are
 * for tests.
 */
export const tiering = { mode: "hot" as "hot" | "eager" | "off" };

/** What is known of a kernel until it is compiled. Times are in ns, estimated: no clock is read. */
export interface Heat {
  /** The number of its ops, about. */
  readonly ops: number;
  /** The time to compile it. */
  readonly compilation: number;
  /** The time that tiles take for an element. */
  readonly element: number;
  /** Whether it gains anything by being compiled. */
  readonly gains: boolean;
  /** Whether it has no batches. */
  readonly isOfNumbers: boolean;
  /** The time that it has run on tiles. */
  spent: number;
  /** Asks for compilation between calls. Undefined before the first call, and null once it has been asked for. */
  ask: (() => void) | null | undefined;
}

// Measured with Node 20 on an x86-64 server: a sine takes 4 ns an element by its loop of 90 instructions.
/** The time of a call besides its ops, and of an op besides its elements. */
const CALL = 200;
const OP = 25;
/** The time of an element, for each instruction of the loops that it goes through. */
const ELEMENT_PER_COST = 1 / 22;
/** The time of an element, for each sum that is accumulated. */
const ELEMENT_PER_SUM = 1 / 8;
/** The time to compile any kernel at all, and for each instruction of the loops. A kernel of numbers has half the code. */
const COMPILATION = 200_000;
const COMPILATION_PER_COST = 400;
/** The time to trace, differentiate and lower an op, at the least. */
const PREPARATION = 8_000;
/** The time that any call may wait: for functions of some ten ops, so that a loop that never yields has them at once. */
const PATIENCE = 500_000;
/** The share of its compilation that a kernel must have run before it is compiled between calls, or in a short call. */
const SHARE_BETWEEN_CALLS = 1 / 8;
const SHARE_IN_SHORT_CALL = 50;
/**
 * Instructions of a kernel of numbers that is compiled whatever its ops are, and instructions for each op of a longer one
 * that is. With numbers, what is saved is the 10 ns of an op besides its elements; but each instruction runs once, so that
 * it is fetched from where the code lies. A chain of 1000 sines, of 110 instructions each, takes 20 ns a sine in place of
 * 27, but 54 in place of 46 with a pause before each call; one of 10,000, beyond the L2 cache, takes 44 in place of 35.
 */
const MAX_COST_OF_NUMBERS = 50_000;
const MAX_LONG_COST_PER_OP = 64;
/** Ops of a kernel of numbers that is compiled in its first call. */
const MIN_FIRST_CALL_OPS = 64;
const MAX_FIRST_CALL_OPS = 20_000;

/**
 * When to compile a kernel that runs over n more elements:
 *
 * - now, once it has run for as long as compilation takes, if that is no longer than this call, or {@link PATIENCE};
 * - later, between calls, once it has run for a share of that; a caller that never waits gives no occasion, so that
 *   it is compiled in a call after all, when that is a fiftieth of the time before;
 * - a long kernel of numbers at its first call, if that takes no longer than it took to trace and lower it.
 */
export function whenToCompile({ heat }: Kernel, n: number): "now" | "later" | "never" {
  const { ops, compilation, gains } = heat;
  const isFirst = heat.spent === 0;
  const call = CALL + OP * ops + n * heat.element;
  heat.spent += call;
  if (isFirst && isLongOfNumbers(heat) && compilation <= PREPARATION * ops) return "now";
  if (!gains || heat.spent < SHARE_BETWEEN_CALLS * compilation) return "never";
  const isShort = compilation <= Math.max(PATIENCE, call);
  return heat.spent >= compilation * (isShort ? 1 : SHARE_IN_SHORT_CALL) ? "now" : "later";
}

function isLongOfNumbers({ ops, isOfNumbers }: Heat): boolean {
  return isOfNumbers && ops >= MIN_FIRST_CALL_OPS && ops <= MAX_FIRST_CALL_OPS;
}

/**
 * What is known of a kernel before its first call. Estimated when it is made, which takes longer: in a later call, of
 * 100 ops, it would take 10 times what the call does.
 *
 * @param cost - Instructions of the loops that it goes through.
 * @param gains - Whether it gains anything, if it has batches.
 */
export function heatOf(ops: number, cost: number, gains: boolean, hasBatches: boolean): Heat {
  return {
    ops,
    compilation: COMPILATION + COMPILATION_PER_COST * (hasBatches ? 1 : 0.5) * cost,
    element: ELEMENT_PER_COST * cost,
    gains: hasBatches ? gains : cost < MAX_COST_OF_NUMBERS || cost < MAX_LONG_COST_PER_OP * ops,
    isOfNumbers: !hasBatches,
    spent: 0,
    ask: undefined,
  };
}

/** The same of a kernel that accumulates so many sums. */
export function withSums(heat: Heat, sums: number): Heat {
  return { ...heat, element: heat.element + ELEMENT_PER_SUM * sums, spent: 0, ask: undefined };
}
