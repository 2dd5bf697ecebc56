// How much memory WebAssembly has, from outside: modules keep theirs to themselves.

/**
 * Notes every memory that is made from now on, or that an instance exports.
 *
 * @returns {() => number} the bytes of all of them together
 */
export function watchMemories() {
  /** @type {Set<WebAssembly.Memory>} */
  const memories = new Set();
  const { Instance, Memory } = WebAssembly;
  WebAssembly.Memory = new Proxy(Memory, {
    construct(target, args) {
      const memory = Reflect.construct(target, args);
      memories.add(memory);
      return memory;
    },
  });
  WebAssembly.Instance = new Proxy(Instance, {
    construct(target, args) {
      const instance = Reflect.construct(target, args);
      for (const exported of Object.values(instance.exports)) if (exported instanceof Memory) memories.add(exported);
      return instance;
    },
  });
  return () => [...memories].reduce((sum, { buffer }) => sum + buffer.byteLength, 0);
}
