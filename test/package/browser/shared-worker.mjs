import { failed } from "./check.mjs";

const worker = new SharedWorker("worker.mjs", { type: "module" });
worker.port.onmessage = ({ data }) => console.log(data);
worker.onerror = (error) => console.log(failed(new Error(error.message)));
worker.port.start();
