// All workloads, in the order of the tables.

import blackScholes from "./black-scholes.mjs";
import cubic from "./cubic.mjs";
import logistic from "./logistic.mjs";
import morse from "./morse.mjs";
import normals from "./normals.mjs";
import pendulum from "./pendulum.mjs";
import sinCos from "./sin-cos.mjs";

/** @type {readonly import("./workload.mjs").Workload[]} */
export const workloads = [sinCos, cubic, blackScholes, morse, normals, logistic, pendulum];
