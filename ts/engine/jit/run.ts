// The jit engine: runs compiled kernels, through blocks in the arena or in place.

import { CHUNK, FLOAT_BYTES, LANES, MAX_CHUNKS, VECTOR_BYTES } from "../../core/layout.js";
import { addTotals, load } from "../../core/load.js";
import { alloc, kernelMemoryOf } from "../../memory/alloc.js";
import { base, baseIndex, claim, floats, own, reserve } from "../../memory/arena.js";
import { columnsOf, readBlock, writeBlock } from "../../memory/block.js";
import { type Elements, subview } from "../../memory/elements.js";
import { isStrided } from "../../memory/strided.js";
import { bufferOf, byteOffsetOf } from "../../memory/typed-array.js";
import { sumsOf, TOTALS_FLOATS } from "../accumulating.js";
import type { Engine, Sums } from "../engine.js";
import type { Kernel } from "../kernel.js";
import { tiles as fallback } from "../tiles.js";
import { type CompiledKernel, compiledWithin, instantiate, type Run, type Staging, takesTable } from "./compile.js";

export const jit: Engine = {
  runScalar(kernel, inputs) {
    const staging = stage(kernel, kernel.compiled!);
    const { run, base, operands, outputIndices } = staging;
    if (staging.isTable) for (let i = 0; i < inputs.length; i++) setNumber(floats(), baseIndex(), i, inputs[i]!);
    else for (let i = 0; i < inputs.length; i++) operands[i] = inputs[i]!;
    return call(staging.isTable, run, 0, VECTOR_BYTES, base, operands) === 0 ? outputIndices : undefined;
  },

  runStaged(kernel, inputs, outputs, first, end, sums) {
    const { base, sums: accumulated } = kernel;
    const written = base === undefined ? outputs : outputs.slice(accumulated[0]);
    const reads = columnsOf(inputs, end - first);
    const writes = columnsOf(written, end - first);
    for (let from = first; from < end;) {
      // Laid out anew for each block, because the fallback may have moved the arena.
      const staging = stage(kernel, kernel.compiled!);
      const { run, blockElements, operands, indices, outputIndices, isTable } = staging;
      const count = Math.min(blockElements, end - from);
      const origin = baseIndex();
      readBlock(inputs, reads, from, count, indices, origin);
      for (let i = 0; i < inputs.length; i++) {
        const input = inputs[i]!;
        if (typeof input !== "number") continue;
        if (isTable) setNumber(floats(), baseIndex(), i, input);
        else operands[i] = input;
      }
      if (call(isTable, run, 0, VECTOR_BYTES * Math.ceil(count / LANES), staging.base, operands) !== 0) {
        fallback.runStaged(base ?? kernel, inputs, outputs, from, from + count, sums);
      } else {
        writeBlock(written, writes, from, count, outputIndices, origin);
        if (base) addTotals(sumsOf(kernel), staging.base + totalsOf(kernel), count / CHUNK);
        else sums?.(indices, outputIndices, origin, count);
      }
      from += count;
    }
  },

  runInPlace(kernel, { memory, scratchBytes }, inputs, outputs, first, end) {
    const compiled = compiledWithin(kernel, scratchBytes);
    if (compiled === null) return false;
    // The last elements, fewer than a vector, are staged: a 16-byte store would pass the end of the array. They run
    // first, because staging may throw for want of memory, and a call that throws has written nothing.
    const whole = end - ((end - first) % LANES);
    jit.runStaged(kernel, inputs, outputs, whole, end);
    const run = instantiate(compiled, memory);
    // Reserved before the first block, because the fallback must not fail after outputs were written.
    reserve(kernel.arenaBytes);
    const { operands, isTable } = placed(run, memory, [...inputs, ...outputs], kernel);
    // One call a block: V8 has no on-stack replacement for wasm, so that one call for all elements would stay in
    // baseline code.
    for (let from = first; from < whole; from += kernel.blockElements) {
      const to = Math.min(whole, from + kernel.blockElements);
      // The scratch address is 0: scratch memory is at the start of a chunk, and no other memory has any.
      if (call(isTable, run, FLOAT_BYTES * from, FLOAT_BYTES * to, 0, operands) !== 0)
        fallback.runStaged(kernel, inputs, outputs, from, to);
    }
    return true;
  },
};

/** The operands of a kernel that works in place: addresses of arrays, and numbers; in a table if it takes one. */
function placed(
  run: Run,
  memory: WebAssembly.Memory,
  all: readonly (number | Elements)[],
  { isBatch }: Kernel,
  scratch = 0,
): { readonly operands: number[]; readonly isTable: boolean } {
  const operands = all.map((operand) =>
    typeof operand === "number" ? operand : byteOffsetOf(operand as Float32Array),
  );
  const isTable = takesTable(run);
  if (isTable) writeTable(memory.buffer, scratch, operands, isBatch);
  return { operands, isTable };
}

/** Where a kernel that accumulates leaves its totals: an offset in the scratch memory, to its end. */
function totalsOf(kernel: Kernel): number {
  return kernel.compiled!.scratchBytes - FLOAT_BYTES * TOTALS_FLOATS * sumsOf(kernel);
}

/**
 * Runs a kernel that accumulates over the elements from `first` up to `end`, whole chunks, of arrays that lie in one
 * memory; nothing but its sums is a result.
 *
 * @returns Whether it did. False, and nothing is added, if it cannot.
 */
export function accumulateInPlace(
  kernel: Kernel,
  inputs: readonly (number | Elements)[],
  outputs: readonly (Elements | undefined)[],
  first: number,
  end: number,
  sums: Sums,
): boolean {
  const compiled = kernel.compiled!;
  const batch = inputs[kernel.isBatch.indexOf(1)] as Elements;
  const place = isStrided(batch) ? undefined : kernelMemoryOf(bufferOf(batch));
  if (!place || compiled.scratchBytes > place.scratchBytes || kernel.outputSlots.length > 0) return false;
  const { buffer } = place.memory;
  if (inputs.some((input) => typeof input !== "number" && (isStrided(input) || bufferOf(input) !== buffer)))
    return false;
  const run = instantiate(compiled, place.memory);
  const { operands, isTable } = placed(run, place.memory, inputs, kernel);
  const count = sumsOf(kernel);
  const totals = new Float32Array(buffer, totalsOf(kernel), TOTALS_FLOATS * count);
  for (let from = first; from < end; from += MAX_CHUNKS * CHUNK) {
    const to = Math.min(end, from + MAX_CHUNKS * CHUNK);
    if (call(isTable, run, FLOAT_BYTES * from, FLOAT_BYTES * to, 0, operands) !== 0) {
      fallback.runStaged(kernel.base!, inputs, outputs, from, to, sums);
    } else {
      claim(Math.max(kernel.arenaBytes, FLOAT_BYTES * totals.length));
      floats().set(totals, baseIndex());
      addTotals(count, base(), (to - from) / CHUNK);
    }
  }
  return true;
}

/** The floats of all arrays that a loop works on: they stay in the L2 cache. And the fewest elements. */
const LOOP_FLOATS = 16384;
const MIN_LOOP_ELEMENTS = 64;
/** Scratch memory of each of the two ways that a loop calls a kernel. */
const LOOP_SCRATCH_BYTES = 1 << 19;

/** What loops work in. Nothing of a user's runs meanwhile. */
let room = /* @__PURE__ */ new Float32Array(0);

/**
 * Runs a compiled kernel many times, as `runSteps` in run.ts says.
 *
 * @returns Whether it did: false if the kernel needs more scratch memory than there is.
 */
export function runStepsInPlace(
  kernel: Kernel,
  count: number,
  inputs: readonly (number | Float32Array)[],
  size: number,
  n: number,
): boolean {
  const compiled = kernel.compiled!;
  if (compiled.scratchBytes > LOOP_SCRATCH_BYTES) return false;
  const most = LANES * Math.ceil(Math.max(MIN_LOOP_ELEMENTS, LOOP_FLOATS / (inputs.length + size)) / LANES);
  const floats = most * (inputs.length + size);
  if (room.length < floats) room = alloc(floats);
  let used = 0;
  const newView = (input: number | Float32Array) =>
    typeof input === "number" ? input : subview(room, most * used++, most);
  // A step reads states and writes others, which the next one reads.
  const views = inputs.map(newView);
  const ours = views.slice(0, size) as Float32Array[];
  const theirs = inputs.slice(0, size).map(newView) as Float32Array[];
  const others = views.slice(size);
  const { memory } = kernelMemoryOf(bufferOf(room))!;
  const run = instantiate(compiled, memory);
  const numbers = new Float32Array(memory.buffer);
  const ways = [
    [ours, theirs],
    [theirs, ours],
  ].map(([before, after], turn) => {
    const scratch = turn * LOOP_SCRATCH_BYTES;
    return {
      before: before!,
      after: after!,
      scratch,
      ...placed(run, memory, [...before!, ...others, ...after!], kernel, scratch),
    };
  });
  for (let from = 0; from < n; from += most) {
    const elements = Math.min(most, n - from);
    // What else is there could make the fallback necessary.
    const pad = (view: Float32Array) => view.fill(view[elements - 1]!, elements);
    views.forEach((view, k) => {
      if (typeof view === "number") return;
      view.set(subview(inputs[k] as Float32Array, from, elements));
      pad(view);
    });
    for (let i = 0; i < count; i++) {
      const { before, after, scratch, operands, isTable } = ways[i & 1]!;
      if (isTable) setNumber(numbers, scratch / FLOAT_BYTES, size, i);
      else operands[size] = i;
      if (call(isTable, run, 0, VECTOR_BYTES * Math.ceil(elements / LANES), scratch, operands) === 0) continue;
      others[0] = i;
      fallback.runStaged(kernel, [...before, ...others], after, 0, elements);
      after.forEach(pad);
    }
    ways[count & 1]!.before.forEach((view, k) => {
      (inputs[k] as Float32Array).set(subview(view, 0, elements), from);
    });
  }
  return true;
}

/** Calls after which V8 runs code at its usual speed, if not at its best. */
const WARM_CALLS = 8;

/** Runs a compiled kernel some times: V8 compiles the functions of a module at their first call, and learns in others. */
export function warmUp(kernel: Kernel): void {
  if (!kernel.compiled) return;
  const [zero, out] = [new Float32Array(1), new Float32Array(1)];
  const inputs = Array.from(kernel.isBatch, (flag) => (flag === 0 ? 0 : zero));
  const outputs = Array.from(kernel.outputSlots, () => out);
  for (let i = 0; i < WARM_CALLS; i++) jit.runStaged(kernel, inputs, outputs, 0, 1);
}

/** The operands in the arena. Apart from {@link layOut}, which is too long for V8 to inline: 5 ns of a call. */
function stage(kernel: Kernel, compiled: CompiledKernel): Staging {
  const owner = load().owner as Partial<Staging> | undefined;
  return owner?.of === compiled ? (owner as Staging) : layOut(kernel, compiled);
}

/** Lays out the operands in the arena, and makes the arena the kernel's. */
function layOut(kernel: Kernel, compiled: CompiledKernel): Staging {
  const { stagings } = load();
  const known = stagings.get(compiled) as Staging | undefined;
  if (known !== undefined) {
    claim(known.bytes);
    if (known.base === base()) {
      if (known.isTable) writeTable(floats().buffer, known.base, known.operands, kernel.isBatch);
      own(known);
      return known;
    }
  }

  const isArray = [...kernel.isBatch, ...kernel.outputSlots.map(() => 1)];
  const arrays = isArray.filter((flag) => flag === 1).length;
  // A kernel of numbers alone writes a vector of each output.
  const blockElements = kernel.isBatch.includes(1) ? kernel.blockElements : LANES;
  const scratchBytes = VECTOR_BYTES * Math.ceil(compiled.scratchBytes / VECTOR_BYTES);
  // At least what the fallback needs, because it must not fail after outputs were written.
  const bytes = Math.max(scratchBytes + FLOAT_BYTES * blockElements * arrays, kernel.arenaBytes);
  claim(bytes);
  let address = base() + scratchBytes;
  const operands = isArray.map((flag) => {
    if (flag === 0) return 0;
    address += FLOAT_BYTES * blockElements;
    return address - FLOAT_BYTES * blockElements;
  });
  const indices = operands.map((operand) => operand / FLOAT_BYTES - baseIndex());
  const outputIndices = indices.slice(kernel.inputSlots.length);
  const run = instantiate(compiled, load().memory);
  const isTable = takesTable(run);
  if (isTable) writeTable(floats().buffer, base(), operands, kernel.isBatch);
  const staging = { of: compiled, run, base: base(), bytes, blockElements, isTable, operands, indices, outputIndices };
  stagings.set(compiled, staging);
  own(staging);
  return staging;
}

/** Writes a table of operands: a vector for each, with its address in the first lane, or the number in all of them. */
function writeTable(buffer: ArrayBufferLike, at: number, operands: readonly number[], isBatch: Uint8Array): void {
  const addresses = new Uint32Array(buffer, at, LANES * operands.length);
  const numbers = new Float32Array(buffer, at, LANES * operands.length);
  for (let i = 0; i < operands.length; i++) {
    if (isBatch[i] === 0) setNumber(numbers, 0, i, operands[i]!);
    else addresses[LANES * i] = operands[i]!;
  }
}

/** Writes a number into the table that begins at this index. */
function setNumber(memory: Float32Array, table: number, operand: number, value: number): void {
  for (let lane = 0; lane < LANES; lane++) memory[table + LANES * operand + lane] = value;
}

/** Calls with the operands spread. Spread arguments are slow in V8, and two to four operands are the common cases. */
function call(
  isTable: boolean,
  run: Run,
  start: number,
  end: number,
  scratch: number,
  operands: readonly number[],
): number {
  if (isTable) return run(start, end, scratch);
  switch (operands.length) {
    case 2:
      return run(start, end, scratch, operands[0]!, operands[1]!);
    case 3:
      return run(start, end, scratch, operands[0]!, operands[1]!, operands[2]!);
    case 4:
      return run(start, end, scratch, operands[0]!, operands[1]!, operands[2]!, operands[3]!);
    default:
      return run(start, end, scratch, ...operands);
  }
}
