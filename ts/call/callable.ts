// What a call needs to know of the function that it calls. A file of types only.

import type { Kernel } from "../engine/kernel.js";
import type { Plan } from "../engine/plan.js";
import type { Way } from "../engine/run.js";
import type { MessageContext } from "../errors.js";
import type { Elements } from "../memory/elements.js";
import type { HiddenNode } from "../program/expression-graph.js";
import type { Tree } from "../program/tree.js";

/** A function as calls see it: its kernels, and the structure of its results. */
export interface Callable extends MessageContext {
  /** The structure of the result. */
  readonly shape: Tree;
  /** Whether the result is the array of all outputs in order. */
  readonly isFlat: boolean;
  /** The free variables: the inputs after the arguments. */
  readonly hidden: readonly HiddenNode[];
  /** The kernel of the last call, else of the last preparation; and how it ran, which a preparation does not tell. */
  lastKernel: Kernel | Plan | undefined;
  lastWay: Way | undefined;
  /** The kernel for arguments that are all numbers. */
  scalarKernel(): Kernel;
  /**
   * What runs these inputs, of which only the kind counts: number or batch. The length is for messages, "n" if it is not
   * known.
   *
   * @throws TypeError if a reduction has no one meaning in such a call.
   */
  kernel(inputs: readonly (number | Elements)[], length: number | "n"): Kernel | Plan;
}
