// Energy and forces of molecular dynamics over 40,000 pairs of atoms, beside the plain loop. A table is neither a number
// nor a batch, so positions are looked up before the call, and forces are scattered after it: the call is given the
// squared distances alone, and gives the energy and its derivative by each of them. That is the best form: with the
// three coordinates of each pair as batches, the kernel writes three derivatives where it now writes one. One interleaved
// run, the minimum of each: `node bench/pairs.mjs`.
//
// The figure: how many times as fast as the plain loop. A pair of arithmetic alone costs the plain loop less than looking
// up and scattering twice; what exponentials cost, a call saves.
//
// With the path of another build's dist folder, its figures.

import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

const dist = resolve(process.argv[2] ?? join(import.meta.dirname, "../dist"));
const fluxion = await import(pathToFileURL(join(dist, "index.js")).href);
const { add, alloc, div, erfc, mul, sqrt, square, sub, sum, valueAndGrad } = fluxion;

const PAIRS = 40_000;
const SIDE = 10;
const ATOMS = SIDE ** 3;
const SPACING = 1.1;
/** Of Ewald's sum over charges, in the unit of the pair's distance. */
const ALPHA = 0.9;
const CHARGES = 0.25;
const ROUNDS = 200;

const positions = Float32Array.from({ length: 3 * ATOMS }, (_, i) => {
  const cell = Math.floor(Math.floor(i / 3) / SIDE ** (i % 3)) % SIDE;
  return SPACING * cell + 0.1 * Math.sin(12.9898 * i);
});
const [first, second] = closest();
const [r2, slopes] = alloc([PAIRS, PAIRS]);
const [dx, dy, dz] = [0, 1, 2].map(() => new Float32Array(PAIRS));
const energy = new Float32Array(1);

/**
 * The potentials: in fluxion, of a squared distance, and the plain loop. Each loop is written out, as a program has it: a
 * potential that one loop is given would be called for each pair, which is no fair rival.
 */
const potentials = {
  "Lennard-Jones": {
    f: (r2) => {
      const s6 = div(1, mul(r2, square(r2)));
      return sum(mul(4, sub(square(s6), s6)));
    },
    plain(positions, first, second, forces) {
      let energy = 0;
      for (let k = 0; k < first.length; k++) {
        const i = 3 * first[k];
        const j = 3 * second[k];
        const x = positions[i] - positions[j];
        const y = positions[i + 1] - positions[j + 1];
        const z = positions[i + 2] - positions[j + 2];
        const inverse = 1 / (x * x + y * y + z * z);
        const s6 = inverse * inverse * inverse;
        energy += 4 * (s6 * s6 - s6);
        const pull = 24 * (2 * s6 * s6 - s6) * inverse;
        forces[i] += pull * x;
        forces[i + 1] += pull * y;
        forces[i + 2] += pull * z;
        forces[j] -= pull * x;
        forces[j + 1] -= pull * y;
        forces[j + 2] -= pull * z;
      }
      return energy;
    },
  },
  "Lennard-Jones and screened charges": {
    f: (r2) => {
      const r = sqrt(r2);
      const s6 = div(1, mul(r2, square(r2)));
      return sum(add(mul(4, sub(square(s6), s6)), mul(CHARGES, div(erfc(mul(ALPHA, r)), r))));
    },
    // erfc by Abramowitz and Stegun 7.1.26, error 1.5e-7, as programs of molecular dynamics have it.
    plain(positions, first, second, forces) {
      let energy = 0;
      for (let k = 0; k < first.length; k++) {
        const i = 3 * first[k];
        const j = 3 * second[k];
        const x = positions[i] - positions[j];
        const y = positions[i + 1] - positions[j + 1];
        const z = positions[i + 2] - positions[j + 2];
        const squared = x * x + y * y + z * z;
        const r = Math.sqrt(squared);
        const inverse = 1 / squared;
        const s6 = inverse * inverse * inverse;
        const a = ALPHA * r;
        const t = 1 / (1 + 0.3275911 * a);
        const e = Math.exp(-a * a);
        const erfc =
          t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429)))) * e;
        const charged = (CHARGES * erfc) / r;
        energy += 4 * (s6 * s6 - s6) + charged;
        const pull = (24 * (2 * s6 * s6 - s6) + charged + ((2 * CHARGES * ALPHA) / Math.sqrt(Math.PI)) * e) * inverse;
        forces[i] += pull * x;
        forces[i + 1] += pull * y;
        forces[i + 2] += pull * z;
        forces[j] -= pull * x;
        forces[j + 1] -= pull * y;
        forces[j + 2] -= pull * z;
      }
      return energy;
    },
  },
};

console.log(`${PAIRS} pairs of ${ATOMS} atoms, ns a pair`);
for (const [name, { f, plain }] of Object.entries(potentials)) {
  const both = valueAndGrad(f);
  const [byPlain, byCall] = [new Float64Array(3 * ATOMS), new Float64Array(3 * ATOMS)];
  const steps = {
    plain: () => plain(positions, first, second, byPlain.fill(0)),
    "look up": () => lookUp(positions, first, second),
    call: () => both.into([energy, slopes], r2),
    scatter: () => scatter(first, second, byCall.fill(0)),
  };
  const best = new Map(Object.keys(steps).map((step) => [step, Infinity]));
  for (let round = 0; round < ROUNDS; round++) {
    for (const [step, run] of Object.entries(steps)) {
      const start = performance.now();
      run();
      best.set(step, Math.min(/** @type {number} */ (best.get(step)), performance.now() - start));
    }
  }
  check(name, energy[0], steps.plain(), byCall, byPlain);
  const ns = [...best.values()].map((ms) => (ms * 1e6) / PAIRS);
  const [ofPlain, ...parts] = ns;
  const ofAll = parts.reduce((a, b) => a + b);
  const named = parts.map((time, i) => `${Object.keys(steps)[i + 1]} ${time.toFixed(2)}`).join(", ");
  console.log(
    `${name}: plain ${ofPlain.toFixed(2)}; ${named}, together ${ofAll.toFixed(2)}: ` +
      `${(ofPlain / ofAll).toFixed(2)} times as fast`,
  );
}

/** Positions become differences, and squared distances where the call reads them. */
function lookUp(positions, first, second) {
  for (let k = 0; k < first.length; k++) {
    const i = 3 * first[k];
    const j = 3 * second[k];
    const x = positions[i] - positions[j];
    const y = positions[i + 1] - positions[j + 1];
    const z = positions[i + 2] - positions[j + 2];
    dx[k] = x;
    dy[k] = y;
    dz[k] = z;
    r2[k] = x * x + y * y + z * z;
  }
}

/** Forces of pairs become forces of atoms. */
function scatter(first, second, forces) {
  for (let k = 0; k < first.length; k++) {
    const i = 3 * first[k];
    const j = 3 * second[k];
    const pull = -2 * slopes[k];
    const x = pull * dx[k];
    const y = pull * dy[k];
    const z = pull * dz[k];
    forces[i] += x;
    forces[i + 1] += y;
    forces[i + 2] += z;
    forces[j] -= x;
    forces[j + 1] -= y;
    forces[j + 2] -= z;
  }
}

/** The closest pairs of atoms, in the order of a neighbour list. */
function closest() {
  const all = [];
  for (let i = 0; i < ATOMS; i++) {
    for (let j = i + 1; j < ATOMS; j++) {
      const squared = [0, 1, 2].reduce((sum, k) => sum + (positions[3 * i + k] - positions[3 * j + k]) ** 2, 0);
      all.push({ i, j, squared });
    }
  }
  const kept = all.sort((a, b) => a.squared - b.squared).slice(0, PAIRS);
  kept.sort((a, b) => a.i - b.i || a.j - b.j);
  return [Int32Array.from(kept, ({ i }) => i), Int32Array.from(kept, ({ j }) => j)];
}

/** Throws unless energies and forces agree to float32. */
function check(name, energy, plainEnergy, forces, plainForces) {
  const largest = plainForces.reduce((most, force) => Math.max(most, Math.abs(force)), 0);
  const worst = forces.reduce((most, force, i) => Math.max(most, Math.abs(force - plainForces[i])), 0) / largest;
  const ofEnergy = Math.abs(energy / plainEnergy - 1);
  if (!(worst < 1e-5 && ofEnergy < 1e-5))
    throw new Error(`${name}: forces differ by ${worst}, energies by ${ofEnergy}`);
}
