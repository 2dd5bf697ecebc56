// Debian's Rust for wasm, where neither the user's own compiler nor rustup has the target.
//
// Debian packages a current compiler under these names for building browsers. They bring the library's source, but not
// the library built for wasm: that is built here, once.

import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";
import { libraryFolder, libraryPath, TARGET } from "../lib/wasm-target.mjs";
import { output, root } from "../lib/step.mjs";
import { aptInstall, asRoot, hasApt } from "./apt.mjs";

export const PACKAGES = ["rustc-web", "rust-web-src", "rust-web-llvm", "cargo-web"];
export const CLIPPY_PACKAGE = "rust-web-clippy";

const RUSTC = "/usr/bin/rustc";
const CARGO = "/usr/bin/cargo";
const CLIPPY = ["/usr/bin/cargo-clippy", "/usr/bin/clippy-driver"];
/** A link to LLVM's linker, of a package that the above do not always bring along. */
const LINKER = "/usr/bin/rust-lld";

/** In the folder of the library that we built: the compiler it was built by. */
const BUILT_BY = "built-by.txt";

/** Whether Debian's compiler has the target, by a library that fits it. */
export function hasDebianTarget() {
  const folder = libraryFolder(RUSTC);
  if (folder === null) return false;
  const builtBy = join(dirname(folder), BUILT_BY);
  if (!existsSync(builtBy)) return true;
  // Built by us: of no use if the compiler was upgraded since, or if it lacks its linker.
  return readFileSync(builtBy, "utf8") === output(RUSTC, ["-vV"]) && existsSync(LINKER);
}

/** Whether Debian's clippy is there. */
export function hasDebianClippy() {
  return CLIPPY.every((path) => existsSync(path));
}

/**
 * Installs the compiler and builds its library for wasm.
 *
 * @param {import("../lib/step.mjs").Log} log
 */
export async function installDebianRust(log) {
  if (!PACKAGES.every(isInstalled)) await install(log, PACKAGES);
  if (!existsSync(LINKER)) await install(log, [basename(readlinkSync(LINKER))]);
  if (!hasDebianTarget()) await buildStandardLibrary(log);
}

/** @param {import("../lib/step.mjs").Log} log */
export async function installDebianClippy(log) {
  await install(log, [CLIPPY_PACKAGE]);
}

/**
 * A folder with nothing but links to Debian's programs: /usr/bin itself, put first in PATH, would bring another node
 * before the user's.
 */
export function debianFolder() {
  const folder = join(root, ".tools", "debian-rust");
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const path of [RUSTC, CARGO, ...CLIPPY]) {
    if (existsSync(path)) symlinkSync(path, join(folder, basename(path)));
  }
  return folder;
}

/**
 * @param {import("../lib/step.mjs").Log} log
 * @param {string[]} packages
 */
async function install(log, packages) {
  if (!hasApt()) throw new Error("neither rustup nor apt-get (as root) can provide it");
  await aptInstall(log, packages);
}

/** @param {string} name of a Debian package */
function isInstalled(name) {
  return output("dpkg-query", ["-W", "-f=${Status}", name])?.endsWith(" installed") ?? false;
}

/**
 * Builds the standard library for wasm with Debian's compiler, and puts it
 * where that compiler looks for it.
 *
 * @param {import("../lib/step.mjs").Log} log
 */
async function buildStandardLibrary(log) {
  const crate = join(root, "build", "std");
  mkdirSync(join(crate, "src"), { recursive: true });
  writeFileSync(join(crate, "src", "lib.rs"), "#![no_std]\n");
  writeFileSync(
    join(crate, "Cargo.toml"),
    '[package]\nname = "empty"\nversion = "0.0.0"\nedition = "2021"\n\n' +
      '[profile.release]\npanic = "abort"\n\n[workspace]\n',
  );
  await log.run(CARGO, ["build", "--release", "-Z", "build-std=std,panic_abort", "--target", TARGET], {
    cwd: crate,
    env: {
      RUSTC: RUSTC,
      RUSTC_BOOTSTRAP: "1", // -Z on a stable compiler
      CARGO_TARGET_DIR: join(crate, "target"),
      // Without the bitcode no link-time optimisation could see into it.
      CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS: "-Cembed-bitcode=yes -Ctarget-feature=+simd128",
    },
  });

  const folder = libraryPath(RUSTC);
  if (folder === null) throw new Error(`${RUSTC} cannot be run`);
  const destination = dirname(folder);
  const built = join(crate, "target", TARGET, "release", "deps");
  const libraries = readdirSync(built)
    .filter((name) => name.endsWith(".rlib") && !name.startsWith("libempty"))
    .map((name) => join(built, name));
  writeFileSync(join(crate, BUILT_BY), output(RUSTC, ["-vV"]) ?? "");

  // Under its final name only when it is complete.
  const partial = `${destination}.partial`;
  await asRoot(log, "rm", ["-rf", partial]);
  await asRoot(log, "mkdir", ["-p", join(partial, "lib")]);
  await asRoot(log, "cp", [...libraries, join(partial, "lib")]);
  await asRoot(log, "cp", [join(crate, BUILT_BY), partial]);
  if (existsSync(join(destination, BUILT_BY))) await asRoot(log, "rm", ["-rf", destination]);
  await asRoot(log, "mv", ["-T", partial, destination]);
  rmSync(crate, { recursive: true, force: true });
}
