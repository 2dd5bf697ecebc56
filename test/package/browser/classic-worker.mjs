import { failed } from "./check.mjs";

const worker = new Worker("classic-worker.js");
worker.onmessage = ({ data }) => console.log(data);
worker.onerror = (error) => console.log(failed(new Error(error.message)));
worker.postMessage("check");
