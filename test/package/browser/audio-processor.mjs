import { check } from "./check.mjs";
import * as fluxion from "./node_modules/fluxion/dist/index.js";

registerProcessor(
  "fluxion",
  class extends AudioWorkletProcessor {
    constructor() {
      super();
      this.port.postMessage(check(fluxion));
    }

    process() {
      return false;
    }
  },
);
