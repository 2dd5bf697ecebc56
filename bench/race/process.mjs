// Measurements in processes of their own.

import { fork } from "node:child_process";
import { fileURLToPath } from "node:url";

/**
 * Runs a script in a process of its own: it is sent one message, and answers with messages, as many as it likes.
 *
 * @param {string} script its path, relative to this folder
 * @param {object} order the message
 * @param {(answer: any) => void} answered
 * @returns {Promise<void>}
 */
export function inProcess(script, order, answered) {
  const child = fork(fileURLToPath(new URL(script, import.meta.url)));
  child.on("message", answered);
  child.send(order);
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("exit", (code, signal) => {
      if (code === 0) resolve();
      else reject(new Error(`${script} ${code === null ? `was ended by ${signal}` : `gave exit code ${code}`}`));
    });
  });
}
