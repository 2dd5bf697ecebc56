import { failed } from "./check.mjs";

try {
  await navigator.serviceWorker.register("worker.mjs", { type: "module" });
  const { active } = await navigator.serviceWorker.ready;
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = ({ data }) => console.log(data);
  active.postMessage("check", [port2]);
} catch (error) {
  console.log(failed(error));
}
