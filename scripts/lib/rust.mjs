// A Rust compiler with the wasm target, and its linter: the user's own where it has the target or rustup can add it,
// else Debian's.

import { rmSync } from "node:fs";
import { join } from "node:path";
import {
  CLIPPY_PACKAGE,
  debianFolder,
  hasDebianClippy,
  hasDebianTarget,
  installDebianClippy,
  installDebianRust,
  PACKAGES,
} from "../debian/rust.mjs";
import { output, root, step, StepError } from "./step.mjs";
import { libraryFolder, TARGET } from "./wasm-target.mjs";

const RUSTUP_LIMIT_MS = 60_000;

/** Throws if there is no cargo; says what hinders one that is there. */
export function requireCargo() {
  if (output("cargo", ["--version"]) !== null) return;
  // rust-toolchain.toml names components, which rustup downloads if they are missing: without its server, no cargo
  // call would work. What is installed may well do.
  process.env.RUSTUP_AUTO_INSTALL = "0";
  if (output("cargo", ["--version"]) === null) {
    throw new StepError("cargo is missing, or cannot be run: install Rust, by rustup or the system's packages.");
  }
  console.log(
    "rust        rustup cannot complete the toolchain of rust-toolchain.toml, and its server cannot be reached: " +
      "going on with what is installed (RUSTUP_AUTO_INSTALL=0)",
  );
}

/**
 * The folder to put first in PATH for the wasm build ("" if PATH is right as
 * it is), or null if no compiler here has the target.
 */
export function findWasmRust() {
  if (libraryFolder("rustc") !== null) return "";
  return hasDebianTarget() ? debianFolder() : null;
}

/** The same for clippy, which must be that of the compiler. */
export function findWasmClippy() {
  const folder = findWasmRust();
  if (folder === "") return output("cargo", ["clippy", "--version"]) === null ? null : "";
  return hasDebianClippy() ? folder : null;
}

/** Gets the target. */
export async function installWasmTarget() {
  if (output("rustup", ["--version"]) !== null && (await rustupTarget())) return;
  await step(
    "wasm target",
    "installing Debian's Rust (20 s), building its standard library for wasm (70 s)",
    `The Rust target ${TARGET} is missing: with rustup, run "rustup target add ${TARGET}"; ` +
      `on Debian, as root, "apt-get install ${PACKAGES.join(" ")}", then this again.`,
    async (log) => {
      await installDebianRust(log);
      // What was compiled before knows another standard library.
      rmSync(join(root, "build", "target"), { recursive: true, force: true });
    },
  );
}

/** Gets clippy for Debian's compiler, if that is the one in use. Never fails: the check says what is missing. */
export async function installWasmClippy() {
  const folder = findWasmRust();
  if (folder === null || folder === "" || hasDebianClippy()) return;
  try {
    await step("wasm clippy", `installing ${CLIPPY_PACKAGE} (5 s)`, null, installDebianClippy);
  } catch {
    // The step has said so.
  }
}

/** Asks rustup. @returns {Promise<boolean>} whether the target is there now */
async function rustupTarget() {
  try {
    await step("rustup", `adding the target ${TARGET} (10 s)`, null, (log) =>
      log.run("rustup", ["target", "add", TARGET], { timeout: RUSTUP_LIMIT_MS }),
    );
  } catch {
    // Its server cannot be reached, or the compiler is not its own: then Debian's.
  }
  return libraryFolder("rustc") !== null;
}
