// Frameworks, whose servers run the package as well as their pages.

/** @returns {import("./table.mjs").Project[]} */
export function serverProjects() {
  return [];
}
