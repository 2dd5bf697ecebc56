import { tagOf } from "./typed-array.js";

/**
 * Whether the value is a Float32Array, of whatever realm: `instanceof` knows only its own, and believes a prototype.
 */
export function isFloat32Array(value: unknown): value is Float32Array {
  return tagOf(value) === "Float32Array";
}
