import { failed } from "./check.mjs";

try {
  const context = new OfflineAudioContext(1, 128, 44100);
  await context.audioWorklet.addModule("audio-processor.mjs");
  // Where the module threw, its processor is not registered, and only here does an error say so.
  const node = new AudioWorkletNode(context, "fluxion");
  node.port.onmessage = ({ data }) => console.log(data);
  node.onprocessorerror = () => console.log(failed(new Error("the processor failed")));
} catch (error) {
  console.log(failed(error));
}
