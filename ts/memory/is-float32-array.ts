/** Whether the value is a Float32Array, of whatever realm: `instanceof` knows only its own. */
export function isFloat32Array(value: unknown): value is Float32Array {
  return (
    value instanceof Float32Array ||
    (ArrayBuffer.isView(value) && Object.prototype.toString.call(value) === "[object Float32Array]")
  );
}
