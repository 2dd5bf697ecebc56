// Properties of what users hold.

/**
 * Defines a property, not enumerable. By a descriptor without a prototype, because Object.prototype may have a property
 * `get`; and by definition, because assigning `toString` throws where Object.prototype is frozen.
 *
 * @param changeable - Whether users may replace it.
 */
export function define(target: object, key: PropertyKey, value: unknown, changeable = false): void {
  const descriptor = { __proto__: null, value, writable: changeable, configurable: changeable };
  Object.defineProperty(target, key, descriptor as PropertyDescriptor);
}
