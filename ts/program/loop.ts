// The program of a loop's step.

import type { LoopState } from "./expression-graph.js";
import { flatten, type Flattened } from "./program.js";

/**
 * The program of a step for these states of one loop, to which those that they take are added. Its inputs are the
 * states, the number of the step, the values that do not change, and foreign functions; its outputs the states after
 * the step.
 */
export function stepOf(states: LoopState[]): Flattened {
  const { index, values } = states[0]!.loop;
  for (;;) {
    const step = flatten(
      states.map(({ update }) => update),
      [...states, index, ...values],
    );
    const others = step.hidden.filter((node) => node.kind === "input");
    if (others.length === 0) return step;
    states.push(...(others as LoopState[]));
  }
}
