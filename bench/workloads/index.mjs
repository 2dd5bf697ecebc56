// All workloads, in the order of the tables.

import blackScholes from "./black-scholes.mjs";
import cubic from "./cubic.mjs";
import line from "./line.mjs";
import logistic from "./logistic.mjs";
import logsumexp from "./logsumexp.mjs";
import morse from "./morse.mjs";
import network from "./network.mjs";
import normals from "./normals.mjs";
import pendulum from "./pendulum.mjs";
import polynomial from "./polynomial.mjs";
import regression from "./regression.mjs";
import sinCos from "./sin-cos.mjs";
import sum from "./sum.mjs";
import wave from "./wave.mjs";

/** @type {readonly import("./workload.mjs").Workload[]} */
export const workloads = [
  ...[sinCos, cubic, blackScholes, morse, normals, logistic, pendulum],
  // With reductions.
  ...[sum, line, polynomial, wave, logsumexp, regression, network],
];
