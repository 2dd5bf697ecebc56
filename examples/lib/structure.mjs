/** Parameters as a structure, and as the flat list of numbers that an optimiser works on. */

/** @typedef {number | { [key: string]: Structure }} Structure */

/**
 * The numbers of a structure, in the order of its keys. Gradients have theirs in ascending order; so must parameters.
 * @param {Structure} structure
 * @param {number[]} [numbers]  to which they are added
 * @returns {number[]}
 */
export function numbersOf(structure, numbers = []) {
  if (typeof structure === "number") numbers.push(structure);
  else for (const key in structure) numbersOf(structure[key], numbers);
  return numbers;
}

/**
 * The structure with other numbers.
 * @template {Structure} S
 * @param {S} structure
 * @param {ArrayLike<number>} numbers
 * @returns {S}
 */
export function withNumbers(structure, numbers) {
  let next = 0;
  const copy = (part) => {
    if (typeof part === "number") return numbers[next++];
    const parts = {};
    for (const key in part) parts[key] = copy(part[key]);
    return parts;
  };
  return /** @type {S} */ (copy(structure));
}
