// What the check of a release refuses, and that it accepts one that is as it ought to be.

import { execFileSync, spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { FILES, PLACEHOLDER, problems, released, type Release } from "../scripts/lib/release.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const changelog = readFileSync(join(root, "CHANGELOG.md"), "utf8");

/** A release as it ought to be. */
function good(): Release {
  return {
    manifest: {
      name: "fluxion",
      version: "1.2.3",
      repository: { type: "git", url: "git+https://example.com/us/fluxion.git" },
    },
    changelog:
      "# Changelog\n\n## Unreleased\n\n## 1.2.3 (2026-01-01)\n\nWhat changed.\n\n## 1.2.2 (2025-01-01)\n\nMore.\n",
    packed: {
      name: "fluxion",
      version: "1.2.3",
      size: 1000,
      unpackedSize: 1000,
      files: FILES.map((path) => ({ path, size: 1 })),
    },
    tag: "v1.2.3",
    repository: "https://example.com/us/fluxion",
  };
}

describe("the check of a release", () => {
  it("accepts one", () => {
    expect(problems(good())).toEqual([]);
    // By hand, nobody tells a tag.
    expect(problems({ ...good(), tag: undefined, repository: undefined })).toEqual([]);
  });

  const refused: Record<string, [change: (release: Release) => unknown, problem: RegExp]> = {
    "a placeholder": [
      (release) => {
        release.manifest.repository!.url = `git+https://example.com/${PLACEHOLDER}/fluxion.git`;
        release.repository = undefined;
      },
      /^package\.json has the placeholder OWNER in the address of the repository$/,
    ],
    "no repository": [
      (release) => {
        delete release.manifest.repository;
        release.repository = undefined;
      },
      /names no repository/,
    ],
    "another repository": [(release) => (release.repository = "https://example.com/them/fluxion"), /released from/],
    "another tag": [(release) => (release.tag = "v1.2.4"), /^the tag v1\.2\.4 is not that of version 1\.2\.3$/],
    "a version that is none": [
      (release) => {
        release.manifest.version = release.packed.version = "1.2";
        release.changelog = release.changelog.replace("1.2.3", "1.2");
        release.tag = "v1.2";
      },
      /^1\.2 is no version$/,
    ],
    "a private package": [(release) => (release.manifest.private = true), /private/],
    "no changes of the version": [
      (release) => (release.changelog = release.changelog.replace("1.2.3", "1.2.30")),
      /nothing of version 1\.2\.3/,
    ],
    "a version without a word": [
      (release) => (release.changelog = release.changelog.replace("What changed.", "")),
      /nothing of version 1\.2\.3/,
    ],
    "unreleased changes": [
      (release) => (release.changelog = release.changelog.replace("## Unreleased", "## Unreleased\n\nMore.")),
      /unreleased changes/,
    ],
    "another package": [(release) => (release.packed.version = "1.2.2"), /another package/],
    "a file that is missing": [(release) => release.packed.files.shift(), /^the tarball lacks LICENSE$/],
    "a file too many": [
      (release) => release.packed.files.push({ path: "dist/stale.js", size: 1 }),
      /^the tarball has dist\/stale\.js, which/,
    ],
    "an empty file": [(release) => (release.packed.files[0].size = 0), /empty/],
    "a large tarball": [(release) => (release.packed.size = 1e6), /^the tarball has 1000000 bytes/],
    "a large package": [(release) => (release.packed.unpackedSize = 1e7), /^it unpacks to 10000000 bytes/],
  };

  it.each(Object.entries(refused))("refuses %s", (_, [change, problem]) => {
    const release = good();
    change(release);
    expect(problems(release)).toEqual([expect.stringMatching(problem)]);
  });

  it("is of what npm would publish", () => {
    // A tag that no release has, so that this is refused whatever the version.
    const env = { ...process.env, GITHUB_REF_TYPE: "tag", GITHUB_REF_NAME: "none", npm_config_offline: "true" };
    const { status, stdout, stderr } = spawnSync(process.execPath, ["scripts/release-check.mjs"], {
      cwd: root,
      encoding: "utf8",
      env,
    });
    expect(status).toBe(1);
    expect(stderr).toMatch(/This is no release:\n(- .*\n)*- the tag none is not that of version/);
    expect(stderr).not.toMatch(/the tarball|it unpacks|a file/);
    for (const path of FILES) expect(stdout).toContain(`  ${path}\n`);
    expect(stdout).toMatch(/^\d+ bytes, \d+ unpacked$/m);
  });
});

describe("the changes of a version", () => {
  it("are those that were unreleased", () => {
    const text = released(changelog, "9.9.9", "2030-01-01");
    expect(text).toContain("## Unreleased\n\n## 9.9.9 (2030-01-01)\n");
    const { manifest, packed, ...rest } = good();
    manifest.version = packed.version = "9.9.9";
    expect(problems({ ...rest, manifest, packed, tag: "v9.9.9", changelog: text })).toEqual([]);
    expect(() => released(text, "9.9.10", "2030-01-02")).toThrow("no unreleased changes");
  });
});

it("the address of the repository stands in package.json alone", () => {
  const { repository } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as Release["manifest"];
  const [, address] = /^git\+https:\/\/(.*)\.git$/.exec(repository!.url)!;
  const texts = execFileSync("git", ["ls-files", "*.md", "*.yml", "*.json", "ts", "scripts"], {
    cwd: root,
    encoding: "utf8",
  });
  const files = texts.trim().split("\n");
  expect(files.length).toBeGreaterThan(100);
  expect(files.filter((path) => readFileSync(join(root, path), "utf8").includes(address))).toEqual(["package.json"]);
});

it("every template of an issue asks for something", () => {
  const folder = join(root, ".github/ISSUE_TEMPLATE");
  const templates = readdirSync(folder).filter((name) => name !== "config.yml");
  expect(templates.sort()).toEqual(["bug.yml", "environment.yml", "missing.yml", "slow.yml"]);
  for (const name of templates)
    expect(readFileSync(join(folder, name), "utf8")).toMatch(
      /^name: .+\ndescription: .+\nbody:\n( {2}.*\n)*.*required: true/,
    );
});
