import { check } from "../check.mjs";
import * as fluxion from "../node_modules/fluxion/dist/index.js";

chrome.runtime.onMessage.addListener((_message, _sender, reply) => reply(check(fluxion)));
