// The package without its types, for tests of values: what kind a result has is what such a test asks.

import * as fluxion from "../../ts/index.js";
import type { Expr, Info } from "../../ts/index.js";

/** A number, a batch or an expression: the assertions tell. */
export type Value = number & Float32Array<ArrayBuffer> & Expr;

export interface Call {
  (...args: unknown[]): Value;
  into(out: unknown, ...args: unknown[]): unknown;
  prepare(...args: unknown[]): Call;
  info(): Info;
  toBytes(): Uint8Array<ArrayBuffer>;
}

type Transform = (f: (...args: Value[]) => unknown, options?: unknown) => Call;

export const { compile, grad, hessian, hvp, jacobian, valueAndGrad } = fluxion as unknown as Readonly<
  Record<"compile" | "grad" | "hessian" | "hvp" | "jacobian" | "valueAndGrad", Transform>
>;

/** Transforms with a direct form. */
type Direct = Transform & ((f: (...args: Value[]) => unknown, ...direct: unknown[]) => Value);

export const { jvp, vjp } = fluxion as unknown as Readonly<Record<"jvp" | "vjp", Direct>>;

export const derivatives = fluxion.derivatives as unknown as (
  f: (...args: Value[]) => unknown,
  order: number,
  options?: unknown,
) => Call;

export const fromBytes = fluxion.fromBytes as unknown as (bytes: Uint8Array) => Call;

/** The ops by name. */
export const ops = fluxion as unknown as Readonly<Record<string, (...args: unknown[]) => Value>>;

/** The results of a call that gives several. */
export function list(value: Value): unknown[] {
  return value as unknown as unknown[];
}
