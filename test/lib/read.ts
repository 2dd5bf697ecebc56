// Files beside the tests, in Node and in a page: there Vite serves the repository, and a module's address is a URL.

/** The bytes of a file; its address is made as `new URL("name", import.meta.url)`. */
export async function readBytes(url: URL): Promise<Uint8Array<ArrayBuffer>> {
  if (url.protocol === "file:") {
    const { readFile } = await import("node:fs/promises");
    return new Uint8Array(await readFile(url));
  }
  const response = await fetch(url);
  // For what is not there, Vite may serve its page.
  const isPage = response.headers.get("content-type")?.startsWith("text/html") ?? false;
  if (!response.ok || isPage) throw new Error(`${url.pathname} is not served`);
  return new Uint8Array(await response.arrayBuffer());
}

/** A file's text. */
export async function readText(url: URL): Promise<string> {
  return new TextDecoder().decode(await readBytes(url));
}

/** A file's JSON. */
export async function readJson(url: URL): Promise<unknown> {
  return JSON.parse(await readText(url));
}
