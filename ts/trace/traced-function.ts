// A function that was traced for one number of arguments.

import type { Elements } from "../memory/elements.js";
import type { Named } from "../errors.js";
import { decode } from "../program/format.js";
import { type Kernel, kernelOf } from "../engine/kernel.js";
import type { HiddenNode } from "../program/expression-graph.js";
import type { Program } from "../program/program.js";
import { isFlat, type Shape } from "../program/shape.js";

/** A function rarely sees more than one or two choices of batches among its arguments. */
const MOST_KERNELS = 8;

/** A program, and what it needs to be called like the function it was made of. */
export class Traced implements Named {
  /** The program's bytes, in normal form. */
  readonly program: Uint8Array;
  readonly label: string;
  /** The names of the arguments, for people. */
  readonly names: readonly string[];
  /** The structure of the result. */
  readonly shape: Shape;
  /** Whether that is the array of the outputs. */
  readonly isFlat: boolean;
  /** What the inputs after the arguments stand for. */
  readonly hidden: readonly HiddenNode[];
  /** Whether it depends on the inputs of an enclosing trace: no call gives numbers then. */
  readonly isOpen: boolean;

  #unpacked: Program | undefined;
  #text: string | undefined;
  #single: Kernel | undefined;
  /** Those used last. */
  #kernels: Kernel[] = [];

  constructor(of: Named, program: Uint8Array, shape: Shape, hidden: readonly HiddenNode[]) {
    this.label = of.label;
    this.names = of.names;
    this.program = program;
    this.shape = shape;
    this.isFlat = isFlat(shape);
    this.hidden = hidden;
    this.isOpen = hidden.some((node) => node.kind === "input");
  }

  /** The number of arguments. */
  get arity(): number {
    return this.names.length;
  }

  unpacked(): Program {
    return (this.#unpacked ??= decode(this.program));
  }

  /** The kernel for all inputs numbers. */
  single(): Kernel {
    return (this.#single ??= this.#newKernel(new Uint8Array(this.arity)));
  }

  /** The kernel for such inputs. */
  kernel(inputs: readonly (number | Elements)[]): Kernel {
    let kernel = this.#kernels.find(({ batch }) =>
      inputs.every((input, i) => (typeof input === "number") === (batch[i] === 0)),
    );
    if (kernel === undefined) {
      kernel = this.#newKernel(Uint8Array.from(inputs, (input) => (typeof input === "number" ? 0 : 1)));
      this.#kernels = [kernel, ...this.#kernels.slice(0, MOST_KERNELS - 1)];
    }
    return kernel;
  }

  #newKernel(batch: Uint8Array): Kernel {
    this.#text ??= Array.from(this.program, (byte) => String.fromCharCode(byte)).join("");
    return kernelOf(this.program, this.#text, batch);
  }
}
