// A user's function, traced for one number of arguments.

import type { Elements } from "../memory/elements.js";
import type { LeafPath, MessageContext } from "../errors.js";
import type { Callable } from "../call/callable.js";
import { decode } from "../program/format.js";
import { type Kernel, kernelOf } from "../engine/kernel.js";
import type { HiddenNode } from "../program/expression-graph.js";
import { isConstant, type Program } from "../program/program.js";
import type { Way } from "../engine/run.js";
import type { Info } from "../api/public-types.js";
import { arrayOf, type Branch, isFlat, type Tree } from "../program/tree.js";

/** Kernels that a function keeps: few functions see more than two choices of which arguments are batches. */
const MAX_KERNELS = 8;

/** What `info` tells of a function that was neither called nor prepared. */
export const NO_INFO: Info = { engine: "none", ops: 0, passes: 0, bytes: 0, inPlace: undefined };

/** The program of a user's function, and what is needed to call it as that function. */
export class TracedFunction implements Callable {
  /** The program's bytes, in normal form. */
  readonly program: Uint8Array;
  readonly label: string;
  readonly names: readonly string[];
  readonly leaves: readonly LeafPath[] | undefined;
  /** The structure of the arguments, whose leaves are the inputs. */
  readonly args: Branch;
  readonly shape: Tree;
  readonly isFlat: boolean;
  readonly hidden: readonly HiddenNode[];
  /** Whether it depends on inputs of an enclosing trace, so that every call gives expressions. */
  readonly isOpen: boolean;

  lastKernel: Kernel | undefined;
  lastWay: Way | undefined;

  #decoded: Program | undefined;
  #programText: string | undefined;
  #scalarKernel: Kernel | undefined;
  /** Most recently used first; at most MAX_KERNELS. */
  #kernels: Kernel[] = [];

  constructor(
    context: MessageContext,
    program: Uint8Array,
    shape: Tree,
    hidden: readonly HiddenNode[],
    args = arrayOf(context.names.map((_, i) => i)),
  ) {
    this.label = context.label;
    this.names = context.names;
    this.leaves = context.leaves;
    this.args = args;
    this.program = program;
    this.shape = shape;
    this.isFlat = isFlat(shape);
    this.hidden = hidden;
    this.isOpen = hidden.some((node) => node.kind === "input");
  }

  /** The program, decoded. */
  decoded(): Program {
    return (this.#decoded ??= decode(this.program));
  }

  /** What `info` tells. */
  info(): Info {
    const { lastKernel, lastWay } = this;
    const isJit = lastWay === undefined ? !!lastKernel?.compiled : lastWay !== "tiles";
    return {
      engine: lastKernel === undefined ? "none" : isJit ? "jit" : "tiles",
      ops: this.decoded().nodes.filter((node) => !isConstant(node)).length,
      passes: 1,
      bytes: lastKernel?.arenaBytes ?? 0,
      inPlace: lastWay && lastWay === "in place",
    };
  }

  scalarKernel(): Kernel {
    return (this.#scalarKernel ??= this.#kernelFor(new Uint8Array(this.leaves?.length ?? this.names.length)));
  }

  kernel(inputs: readonly (number | Elements)[]): Kernel {
    for (const known of this.#kernels) if (isFor(known, inputs)) return known;
    const kernel = this.#kernelFor(Uint8Array.from(inputs, (input) => (typeof input === "number" ? 0 : 1)));
    this.#kernels = [kernel, ...this.#kernels.slice(0, MAX_KERNELS - 1)];
    return kernel;
  }

  #kernelFor(isBatch: Uint8Array): Kernel {
    this.#programText ??= textOf(this.program);
    return kernelOf(this.program, this.#programText, isBatch);
  }
}

/** Whether a kernel has batches where the inputs have. */
function isFor({ isBatch }: Kernel, inputs: readonly (number | Elements)[]): boolean {
  for (let i = 0; i < inputs.length; i++) if ((typeof inputs[i] === "number") !== (isBatch[i] === 0)) return false;
  return true;
}

/** Bytes as a string of as many characters. In pieces, for a function takes only so many arguments. */
function textOf(bytes: Uint8Array): string {
  let text = "";
  for (let i = 0; i < bytes.length; i += 4096) text += String.fromCharCode(...bytes.subarray(i, i + 4096));
  return text;
}
