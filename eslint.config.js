// typescript-eslint's strict set, with types wherever a tsconfig.json knows the file. Prettier decides the form.

import eslint from "@eslint/js";
import { defineConfig, globalIgnores } from "eslint/config";
import globals from "globals";
import tseslint from "typescript-eslint";

export default defineConfig(
  // test/package holds projects of users, which a test installs and checks.
  globalIgnores(["build/", "dist/", "examples/out/", "target/", "test/package/"]),
  { linterOptions: { reportUnusedDisableDirectives: "error", reportUnusedInlineConfigs: "error" } },
  eslint.configs.recommended,
  { files: ["**/*.mjs", "*.js"], languageOptions: { globals: globals.node } },
  { files: ["bench/page/*.mjs"], languageOptions: { globals: globals.browser } },
  {
    files: ["**/*.ts", "scripts/**/*.mjs", "*.js"],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: true } },
    rules: {
      // `noUncheckedIndexedAccess` makes every element of an array possibly undefined; where a loop's bounds prove
      // otherwise, `!` says so without a check at run time.
      "@typescript-eslint/no-non-null-assertion": "off",
      // Numbers have one form as text. Objects, arrays and undefined stay forbidden.
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      // `() => f()` passes a call on, whether or not it returns something.
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_" }],
      "@typescript-eslint/no-confusing-void-expression": ["error", { ignoreArrowShorthand: true }],
    },
  },
  {
    files: ["**/*.mjs", "*.js"],
    rules: {
      // In JavaScript the type in a comment is the cast: these rules see the `any` before it.
      "@typescript-eslint/no-unsafe-argument": "off",
      "@typescript-eslint/no-unsafe-assignment": "off",
      "@typescript-eslint/no-unsafe-call": "off",
      "@typescript-eslint/no-unsafe-member-access": "off",
      "@typescript-eslint/no-unsafe-return": "off",
    },
  },
  {
    files: ["scripts/**", "test/**"],
    rules: {
      // Only ts/ has `noUncheckedIndexedAccess`; elsewhere the type of an element does not say that it may be missing.
      "@typescript-eslint/no-unnecessary-condition": "off",
    },
  },
  {
    files: ["test/**/*.ts"],
    rules: {
      // What must not compile is written down as such.
      "@typescript-eslint/ban-ts-comment": ["error", { "ts-expect-error": false }],
      // Functions of Math, which tests compare with, use no `this`.
      "@typescript-eslint/unbound-method": "off",
      // References are written with more digits than float64 holds.
      "no-loss-of-precision": "off",
    },
  },
  {
    // The workloads of the benchmarks have no types: their functions are called with whatever an engine has.
    files: ["test/workloads.test.ts"],
    rules: {
      "@typescript-eslint/no-explicit-any": "off",
      "@typescript-eslint/no-unsafe-argument": "off",
      "@typescript-eslint/no-unsafe-assignment": "off",
      "@typescript-eslint/no-unsafe-call": "off",
      "@typescript-eslint/no-unsafe-member-access": "off",
    },
  },
  {
    // They do on purpose what the types forbid.
    files: ["test/errors.test.ts", "test/types.test.ts"],
    rules: {
      "@typescript-eslint/no-extraneous-class": "off",
      "@typescript-eslint/no-meaningless-void-operator": "off",
      // An assertion that widens a type is what is tested.
      "@typescript-eslint/no-unnecessary-type-assertion": "off",
      "@typescript-eslint/no-unsafe-return": "off",
      "@typescript-eslint/require-await": "off",
      "@typescript-eslint/restrict-plus-operands": "off",
      "@typescript-eslint/restrict-template-expressions": "off",
      "@typescript-eslint/unbound-method": "off",
      "no-sparse-arrays": "off",
    },
  },
);
