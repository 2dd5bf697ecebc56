// The sizes of WebAssembly memories, seen from outside: the library exports none of its own.

/**
 * Notes every memory that an instance exports from now on. Memories of `alloc` are not among them.
 *
 * @returns {() => number} the bytes of all noted memories together
 */
export function watchMemories() {
  /** @type {Set<WebAssembly.Memory>} */
  const memories = new Set();
  const { Instance } = WebAssembly;
  WebAssembly.Instance = new Proxy(Instance, {
    construct(target, args) {
      const instance = Reflect.construct(target, args);
      for (const exported of Object.values(instance.exports)) {
        if (exported instanceof WebAssembly.Memory) memories.add(exported);
      }
      return instance;
    },
  });
  return () => [...memories].reduce((sum, { buffer }) => sum + buffer.byteLength, 0);
}
