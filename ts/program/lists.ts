// Elements of lists. What a list does not have, at a hole or beyond its end, it inherits from Array.prototype, to which
// somebody may have added indices.

/** The element of a list without holes; undefined beyond its end. */
export function elementAt<T>(list: ArrayLike<T>, index: number): T | undefined {
  return index < list.length ? list[index] : undefined;
}

/** Sets an element of a list; those before it that are not there become undefined. */
export function setElement<T>(list: (T | undefined)[], index: number, value: T): T {
  while (list.length < index) list.push(undefined);
  return (list[index] = value);
}
