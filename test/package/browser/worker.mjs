import { check } from "./check.mjs";
import * as fluxion from "./node_modules/fluxion/dist/index.js";

// Of whichever kind this worker is: its own scope, a client's message, or a connection.
self.onconnect = ({ ports: [port] }) => port.postMessage(check(fluxion));
self.onmessage = ({ ports: [port] }) => (port ?? self).postMessage(check(fluxion));
