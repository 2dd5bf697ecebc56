// A user's function, traced for one structure of arguments.

import type { Elements } from "../memory/elements.js";
import { type LeafPath, type MessageContext, refusedCall } from "../errors.js";
import type { Callable } from "../call/callable.js";
import { simplify } from "../core/load.js";
import { decode, encode, isElementwise } from "../program/format.js";
import { type Kernel, kernelOf } from "../engine/kernel.js";
import { isPlan, type Plan, planOf, textOf } from "../engine/plan.js";
import type { ExprNode, HiddenNode } from "../program/expression-graph.js";
import { flatten, isConstant, type Program } from "../program/program.js";
import type { Way } from "../engine/run.js";
import type { Info } from "../api/public-types.js";
import { type Branch, flatOf, isFlat, type Tree } from "../program/tree.js";
import { table } from "../program/table.js";

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

  lastKernel: Kernel | Plan | undefined;
  lastWay: Way | undefined;

  #decoded: Program | undefined;
  #programText: string | undefined;
  #scalarKernel: Kernel | undefined;
  /** Most recently used first; at most MAX_KERNELS. */
  #kernels: (Kernel | Plan)[] = [];

  constructor(
    context: MessageContext,
    program: Uint8Array,
    shape: Tree,
    hidden: readonly HiddenNode[],
    args = flatOf(context.names.length),
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
    const plan = lastKernel && isPlan(lastKernel) ? lastKernel : undefined;
    const kernel = plan ? plan.last : (lastKernel as Kernel | undefined);
    const isJit = lastWay === undefined ? !!kernel?.compiled : lastWay !== "tiles";
    return {
      engine: kernel === undefined ? "none" : isJit ? "jit" : "tiles",
      ops: this.decoded().nodes.filter((node) => !isConstant(node)).length,
      passes: plan ? plan.steps.filter((step) => step.isPass).length : 1,
      bytes: kernel?.arenaBytes ?? 0,
      inPlace: lastWay && lastWay === "in place",
    };
  }

  scalarKernel(): Kernel {
    // A reduction of one number is an op of it: with numbers alone no plan has more than one step.
    return (this.#scalarKernel ??= this.#targetFor(new Uint8Array(this.leaves?.length ?? this.names.length)) as Kernel);
  }

  kernel(inputs: readonly (number | Elements)[], length: number | "n"): Kernel | Plan {
    return this.#kernels.find((known) => isFor(known, inputs)) ?? this.#newKernel(inputs, length);
  }

  #newKernel(inputs: readonly (number | Elements)[], length: number | "n"): Kernel | Plan {
    const isBatch = Uint8Array.from(inputs, (input) => (typeof input === "number" ? 0 : 1));
    const kernel = this.#targetFor(isBatch, length);
    this.#kernels = [kernel, ...this.#kernels.slice(0, MAX_KERNELS - 1)];
    return kernel;
  }

  #targetFor(isBatch: Uint8Array, length: number | "n" = 1): Kernel | Plan {
    if (isElementwise(this.program)) {
      this.#programText ??= textOf(this.program);
      return kernelOf(this.program, this.#programText, isBatch);
    }
    return planOf(this.decoded(), isBatch, this.hidden, ({ reason, op, number, batch }) => {
      // An attach, which has no name, is made by one of these.
      const name = table[op]!.name || "customGrad";
      throw refusedCall(this, reason, name, number, batch, length);
    });
  }
}

/** The function of these inputs that gives this one value, simplified. */
export function tracedValue(
  label: string,
  names: readonly string[],
  inputs: readonly ExprNode[],
  value: ExprNode,
): TracedFunction {
  const { program, hidden } = flatten([value], inputs);
  const context = { label, names, leaves: undefined };
  return new TracedFunction(context, simplify(encode(program), inputs.length), 0, hidden);
}

/** Whether there are batches where the inputs have them. */
function isFor({ isBatch }: Kernel | Plan, inputs: readonly (number | Elements)[]): boolean {
  for (let i = 0; i < inputs.length; i++) if ((typeof inputs[i] === "number") !== (isBatch[i] === 0)) return false;
  return true;
}
