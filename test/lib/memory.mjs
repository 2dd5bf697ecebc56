// What this process holds.

/** Heap and process in bytes, with all garbage collected. */
export function memory() {
  for (let i = 0; i < 4; i++) globalThis.gc?.();
  const { heapUsed, arrayBuffers, rss } = process.memoryUsage();
  return { heap: heapUsed + arrayBuffers, process: rss };
}
