// Runs modules that mod.rs encoded.
//
// From stdin, in words of 32 bits: the elements of an array, those of a block, the number of inputs, the number of
// modules; the inputs; for each module the number of its outputs, its length in bytes, and itself. To stdout, for
// each module: the outputs, and for each block a byte that is not 0 if an element in it is rare.

const chunks = [];
for await (const chunk of process.stdin) chunks.push(chunk);
const message = Buffer.concat(chunks);

let at = 0;
const bytes = (length) => message.subarray(at, (at += length));
const word = () => bytes(4).readUInt32LE();

const [elements, block, inputCount, moduleCount] = [word(), word(), word(), word()];
const inputs = bytes(4 * elements * inputCount);

for (let i = 0; i < moduleCount; i++) {
  const outputCount = word();
  const module = new WebAssembly.Module(bytes(word()));
  const size = 4 * elements * (inputCount + outputCount);
  const memory = new WebAssembly.Memory({ initial: Math.ceil(size / 65536) });
  const arrays = new Uint8Array(memory.buffer, 0, size);
  arrays.set(inputs);
  const { run } = new WebAssembly.Instance(module, { env: { memory } }).exports;
  const rare = Uint8Array.from({ length: elements / block }, (_, b) => run(4 * block * b, 4 * block * (b + 1)));
  process.stdout.write(arrays.subarray(inputs.length));
  process.stdout.write(rare);
}
