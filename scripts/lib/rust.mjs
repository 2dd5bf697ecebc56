// A Rust compiler with the wasm target: the user's own where it has it or
// rustup can add it, else Debian's.

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
import { aptInstall, asRoot, hasApt } from "./apt.mjs";
import { output, root, step } from "./step.mjs";

const TARGET = "wasm32-unknown-unknown";
const RUSTUP_LIMIT_MS = 60_000;

// Debian packages a current compiler under these names for building browsers.
// They bring the library's source, but not the library built for wasm.
const DEBIAN = {
  packages: ["rustc-web", "rust-web-src", "rust-web-llvm", "cargo-web"],
  rustc: "/usr/bin/rustc",
  cargo: "/usr/bin/cargo",
  // A link to LLVM's linker, of a package that the above do not always bring along.
  linker: "/usr/bin/rust-lld",
};

/** In the folder of the library that we built: the compiler it was built by. */
const BUILT_BY = "built-by.txt";

/**
 * The folder to put first in PATH for the wasm build ("" if PATH is right as
 * it is), or null if no compiler here has the target.
 */
export function findWasmRust() {
  if (hasTarget("rustc")) return "";
  if (hasTarget(DEBIAN.rustc)) return debianFolder();
  return null;
}

/** Gets the target. */
export async function installWasmTarget() {
  if (output("rustup", ["--version"]) !== null && (await rustupTarget())) return;
  await step(
    "wasm target",
    "installing Debian's Rust (20 s), building its standard library for wasm (70 s)",
    `The Rust target ${TARGET} is missing: with rustup, run "rustup target add ${TARGET}"; ` +
      `on Debian, as root, "apt-get install ${DEBIAN.packages.join(" ")}", then this again.`,
    async (log) => {
      await installDebian(log);
      if (!hasTarget(DEBIAN.rustc)) await buildStandardLibrary(log);
      // What was compiled before knows another standard library.
      rmSync(join(root, "build", "target"), { recursive: true, force: true });
    },
  );
}

/** Asks rustup. @returns {Promise<boolean>} whether the target is there now */
async function rustupTarget() {
  try {
    await step(
      "rustup",
      `adding the target ${TARGET} (10 s)`,
      null,
      (log) => log.run("rustup", ["target", "add", TARGET], { timeout: RUSTUP_LIMIT_MS }),
    );
  } catch {
    // Its server cannot be reached, or the compiler is not its own: then Debian's.
  }
  return hasTarget("rustc");
}

/** @param {import("./step.mjs").Log} log */
async function installDebian(log) {
  const install = async (/** @type {string[]} */ packages) => {
    if (!hasApt()) throw new Error("neither rustup nor apt-get (as root) can provide it");
    await aptInstall(log, packages);
  };
  if (!DEBIAN.packages.every(isInstalled)) await install(DEBIAN.packages);
  if (!existsSync(DEBIAN.linker)) await install([basename(readlinkSync(DEBIAN.linker))]);
}

/** @param {string} rustc */
function libraryFolder(rustc) {
  return output(rustc, ["--print", "target-libdir", "--target", TARGET]);
}

/** @param {string} rustc */
function hasTarget(rustc) {
  const folder = libraryFolder(rustc);
  if (folder === null || !existsSync(folder)) return false;
  if (!readdirSync(folder).some((name) => /^libstd-.*\.rlib$/.test(name))) return false;
  const builtBy = join(dirname(folder), BUILT_BY);
  if (!existsSync(builtBy)) return true;
  // Built by us: of no use if the compiler was upgraded since, or if it lacks its linker.
  return readFileSync(builtBy, "utf8") === output(rustc, ["-vV"]) && existsSync(DEBIAN.linker);
}

/** @param {string} name of a Debian package */
function isInstalled(name) {
  return output("dpkg-query", ["-W", "-f=${Status}", name])?.endsWith(" installed") ?? false;
}

/**
 * Builds the standard library for wasm with Debian's compiler, and puts it
 * where that compiler looks for it.
 *
 * @param {import("./step.mjs").Log} log
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
  await log.run(
    DEBIAN.cargo,
    ["build", "--release", "-Z", "build-std=std,panic_abort", "--target", TARGET],
    {
      cwd: crate,
      env: {
        RUSTC: DEBIAN.rustc,
        RUSTC_BOOTSTRAP: "1", // -Z on a stable compiler
        CARGO_TARGET_DIR: join(crate, "target"),
        // Without the bitcode no link-time optimisation could see into it.
        CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS: "-Cembed-bitcode=yes -Ctarget-feature=+simd128",
      },
    },
  );

  const folder = libraryFolder(DEBIAN.rustc);
  if (folder === null) throw new Error(`${DEBIAN.rustc} cannot be run`);
  const destination = dirname(folder);
  const built = join(crate, "target", TARGET, "release", "deps");
  const libraries = readdirSync(built)
    .filter((name) => name.endsWith(".rlib") && !name.startsWith("libempty"))
    .map((name) => join(built, name));
  writeFileSync(join(crate, BUILT_BY), output(DEBIAN.rustc, ["-vV"]) ?? "");

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

/**
 * A folder with nothing but links to Debian's two programs: /usr/bin itself,
 * put first in PATH, would bring another node before the user's.
 */
function debianFolder() {
  const folder = join(root, ".tools", "debian-rust");
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  symlinkSync(DEBIAN.rustc, join(folder, "rustc"));
  symlinkSync(DEBIAN.cargo, join(folder, "cargo"));
  return folder;
}
