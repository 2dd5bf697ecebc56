// Random nestings as the source of functions, for messages.

import type { Fn, Nesting } from "./random-nestings.js";

let names = 0;

const call = (name: string, ...operands: readonly unknown[]) => `${name}(${operands.map(String).join(", ")})`;
const list = (parts: readonly unknown[]) => `[${parts.map(String).join(", ")}]`;

/** A function as source. It is of as many arguments as it is called with. */
function source(f: (...args: string[]) => string | string[], count: number): string {
  const own = Array.from({ length: count }, () => `v${++names}`);
  const body = f(...own);
  return `(${own.join(", ")}) => ${typeof body === "string" ? body : list(body)}`;
}

/** The source of a call of a transform. */
const transform =
  (name: string, f: Fn<string>, ...options: readonly unknown[]): Fn<string> =>
  (...args) =>
    `${call(name, source(f, args.length), ...options)}(${args.join(", ")})`;

const along =
  (name: string, f: Fn<string>, ...path: readonly unknown[]) =>
  (args: readonly string[], given: readonly unknown[]) =>
    `${call(name, source(f, args.length))}(${list(args)}, ${name === "vjp" ? String(given[0]) : list(given)})${path.map((i) => `[${String(i)}]`).join("")}`;

/** Numbers that a function captures; named, for they are many. */
const operandText = (operand: unknown) => (operand instanceof Float32Array ? "DATA" : String(operand));

/** The language that gives the source. */
export const text: Nesting<string> = {
  ops: new Proxy({} as Nesting<string>["ops"], {
    get:
      (_, name) =>
      (...operands: unknown[]) =>
        call(String(name), ...operands.map(operandText)),
  }),
  grad: (f) => transform("grad", f),
  constant: String,
  compile: (f) => transform("compile", f),
  gradient: (f, argnums) => transform("grad", f, `{ argnums: ${argnums} }`),
  valueAndGrad:
    (f, argnums, which) =>
    (...args) =>
      `${transform("valueAndGrad", f, `{ argnums: ${argnums} }`)(...args)}[${which}]`,
  jvp: (f, which) => along("jvp", f, which),
  vjp: (f, argnum) => along("vjp", f, 1, argnum),
  hvp: (f, argnum) => along("hvp", f, argnum),
  jacobian: (f, argnums) => transform("jacobian", f, `{ argnums: ${argnums} }`),
  hessian:
    (f, row, column) =>
    (...args) =>
      `${transform("hessian", f)(...args)}[${row}][${column}]`,
  derivatives:
    (f, order, argnum) =>
    (...args) =>
      `${transform("derivatives", f, order, `{ argnum: ${argnum} }`)(...args)}[${order}]`,
  customGrad:
    (f, rule) =>
    (...args) =>
      `${call("customGrad", source(f, args.length), source(rule, args.length + 1))}(${args.join(", ")})`,
  repeat: (count, step, init) => call("repeat", count, source(step, 2), init),
};
