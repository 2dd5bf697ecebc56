// The peers of bench/package.json, which are not there before the first run of a benchmark: types check without them.

declare module "@jax-js/jax";
declare module "@tensorflow/tfjs";
declare module "@tensorflow/tfjs-backend-wasm";
