// An instance of the core. A file of types only.

/**
 * An instance of the core, with everything that is kept of its memory: what belongs to an instance is dropped with it,
 * for the next one has other contents at the same addresses.
 */
export interface Instance {
  readonly memory: WebAssembly.Memory;
  /**
   * Copy n words, rounded up to a multiple of 4, between a slot and rows, of which every second one is so many bytes
   * apart. They use no stack of the core's, so that an error leaves the instance as it is.
   */
  readonly gather: (even: number, odd: number, step: number, slot: number, n: number) => void;
  readonly scatter: (even: number, odd: number, step: number, slot: number, n: number) => void;
  /** Accumulators of reductions, see crate/src/engine/reduce. */
  readonly sums: SumExports;
  /** The whole memory. Growing detaches it: then its length is 0. */
  floats: Float32Array<ArrayBuffer>;
  /** Views of parts of the memory, by index. */
  readonly views: Map<number, Float32Array>;
  /** The address of the arena. */
  address: number;
  /** The address as an index, in floats from the start of memory: a division for each call takes 5 ns. */
  index: number;
  /** Bytes of the arena. */
  size: number;
  /** Who wrote what the arena holds; undefined while that is being written. */
  owner: object | undefined;
  /** What compiled kernels keep, by kernel: see engine/jit/run.ts. */
  readonly stagings: WeakMap<object, object>;
}

/** The core's functions for reductions, which are told by the codes of their ops. */
export interface SumExports {
  readonly reserveSums: (count: number) => number;
  readonly accumulate: (op: number, index: number, x: number, y: number, number: number, n: number) => void;
  readonly addTotals: (sums: number, address: number, chunks: number) => void;
  readonly finishSum: (op: number, index: number, n: number, ddof: number) => number;
  readonly closedForm: (op: number, x: number, y: number, n: number, ddof: number) => number;
}
