// Runs kernels of the jit engine, for mod.rs.
//
// From stdin, in words of 32 bits: the elements of an array, those of a block, the number of inputs, the number of
// kernels; the inputs; for each kernel the number of its inputs, of its outputs, its bytes of scratch memory, its
// length, a byte for each input (not 0 for a batch), and the module. To stdout, for each kernel: the outputs, and for
// each block a byte that is not 0 if an element in it needs the fallback.

const chunks = [];
for await (const chunk of process.stdin) chunks.push(chunk);
const message = Buffer.concat(chunks);

let at = 0;
const bytes = (length) => message.subarray(at, (at += length));
const word = () => bytes(4).readUInt32LE();

const [elements, block, inputCount, kernelCount] = [word(), word(), word(), word()];
const inputs = bytes(4 * elements * inputCount);

for (let i = 0; i < kernelCount; i++) {
  const [kernelInputs, outputCount, scratchBytes, length] = [word(), word(), word(), word()];
  const batch = [...bytes(kernelInputs)];
  const module = new WebAssembly.Module(bytes(length));
  const size = 4 * elements * (inputCount + outputCount);
  const memory = new WebAssembly.Memory({ initial: Math.ceil((size + scratchBytes) / 65536) });
  const arrays = new Uint8Array(memory.buffer, 0, size);
  arrays.set(inputs);
  const address = (number) => 4 * elements * number;
  const operands = batch.map((flag, k) => (flag ? address(k) : inputs.readFloatLE(address(k))));
  for (let k = 0; k < outputCount; k++) operands.push(address(inputCount + k));
  const { run } = new WebAssembly.Instance(module, { core: { memory } }).exports;
  // Many operands are no parameters, but a table of vectors at the start of scratch memory.
  const isTable = run.length === 3;
  const table = new DataView(memory.buffer, size);
  if (isTable)
    operands.forEach((operand, k) => {
      if (batch[k] === 0) for (let lane = 0; lane < 4; lane++) table.setFloat32(4 * (4 * k + lane), operand, true);
      else table.setUint32(16 * k, operand, true);
    });
  // Over no elements it is called in the very same way, and leaves everything as it is.
  const all = new Uint8Array(memory.buffer);
  arrays.fill(0xab, inputs.length);
  const before = all.slice();
  if (run(4 * block, 4 * block, size, ...(isTable ? [] : operands)) !== 0)
    throw new Error("no elements need a fallback");
  if (Buffer.compare(all, before) !== 0) throw new Error(`kernel ${i} writes where there are no elements`);
  arrays.fill(0, inputs.length);
  const flags = new Uint8Array(elements / block);
  const blocks = batch.includes(1) ? flags.length : 1;
  for (let b = 0; b < blocks; b++)
    flags[b] = run(4 * block * b, 4 * block * (b + 1), size, ...(isTable ? [] : operands));
  process.stdout.write(arrays.subarray(inputs.length));
  process.stdout.write(flags);
}
