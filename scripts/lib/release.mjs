// What a release must be: the package that is published, and what is said about it.

/** Stands in package.json for who owns the repository, which only the place that it is published from knows. */
export const PLACEHOLDER = "OWNER";

/** All that the package holds. */
export const FILES = [
  "LICENSE",
  "README.md",
  "dist/edge.js",
  "dist/facade.js",
  "dist/fluxion.wasm",
  "dist/index.cjs",
  "dist/index.d.cts",
  "dist/index.d.ts",
  "dist/index.js",
  "dist/loops.wasm",
  "dist/slim.cjs",
  "dist/slim.d.cts",
  "dist/slim.d.ts",
  "dist/slim.js",
  "dist/tiles.wasm",
  "dist/workerd.js",
  "docs/functions.md",
  "package.json",
  "slim/package.json",
];

/** Bytes of the tarball, and of what it holds. */
const MOST_PACKED = 610_000;
const MOST_UNPACKED = 2_100_000;

/** The heading of what comes next in CHANGELOG.md. */
const UNRELEASED = "## Unreleased";

/**
 * @typedef {object} Packed what `npm publish --dry-run --json` tells
 * @property {string} name
 * @property {string} version
 * @property {number} size
 * @property {number} unpackedSize
 * @property {{ path: string, size: number }[]} files
 *
 * @typedef {object} Manifest package.json
 * @property {string} name
 * @property {string} version
 * @property {boolean} [private]
 * @property {{ type: string, url: string }} [repository]
 *
 * @typedef {object} Release
 * @property {Manifest} manifest
 * @property {string} changelog
 * @property {Packed} packed
 * @property {string} [tag] that is released
 * @property {string} [repository] the address that it is released from
 */

/**
 * What forbids a release, in words.
 *
 * @param {Release} release
 * @returns {string[]}
 */
export function problems({ manifest, changelog, packed, tag, repository }) {
  const { version } = manifest;
  const url = manifest.repository?.url ?? "";
  const paths = packed.files.map(({ path }) => path);
  const unreleased = sectionOf(changelog, UNRELEASED);
  const missing = FILES.filter((path) => !paths.includes(path));
  const strange = paths.filter((path) => !FILES.includes(path));
  /** @type {[isProblem: boolean, problem: string][]} */
  const all = [
    [url === "", "package.json names no repository, which provenance is of"],
    [url.includes(PLACEHOLDER), `package.json has the placeholder ${PLACEHOLDER} in the address of the repository`],
    [
      repository !== undefined && url !== `git+${repository}.git`,
      `package.json says that the repository is ${url}, and it is released from ${repository ?? ""}`,
    ],
    [!/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version), `${version} is no version`],
    [tag !== undefined && tag !== `v${version}`, `the tag ${tag ?? ""} is not that of version ${version}`],
    [manifest.private === true, "the package is private"],
    [sectionOf(changelog, `## ${version} `) === "", `CHANGELOG.md has nothing of version ${version}: npm version`],
    [unreleased !== "", "CHANGELOG.md has unreleased changes: npm version gives them a version"],
    [packed.name !== manifest.name || packed.version !== version, "npm would publish another package"],
    [missing.length > 0, `the tarball lacks ${missing.join(", ")}`],
    [strange.length > 0, `the tarball has ${strange.join(", ")}, which scripts/lib/release.mjs does not know`],
    [packed.files.some(({ size }) => size === 0), "a file of the tarball is empty"],
    [packed.size > MOST_PACKED, `the tarball has ${packed.size} bytes; ${MOST_PACKED} are the most`],
    [packed.unpackedSize > MOST_UNPACKED, `it unpacks to ${packed.unpackedSize} bytes; ${MOST_UNPACKED} are the most`],
  ];
  return all.flatMap(([isProblem, problem]) => (isProblem ? [problem] : []));
}

/**
 * CHANGELOG.md with the unreleased changes as those of a version.
 *
 * @param {string} changelog
 * @param {string} version
 * @param {string} date
 */
export function released(changelog, version, date) {
  if (sectionOf(changelog, UNRELEASED) === "") throw new Error("CHANGELOG.md has no unreleased changes");
  return changelog.replace(UNRELEASED, `${UNRELEASED}\n\n## ${version} (${date})`);
}

/**
 * What stands below the heading that begins so.
 *
 * @param {string} changelog
 * @param {string} heading
 */
function sectionOf(changelog, heading) {
  const [, ...sections] = `\n${changelog}`.split(/\n(?=## )/);
  const section = sections.find((text) => `${text.split("\n")[0]} `.startsWith(heading)) ?? "";
  return section.split("\n").slice(1).join("\n").trim();
}
