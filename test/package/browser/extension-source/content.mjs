// What the site's page asks for: the line of this script, of the extension's background, or of its own page.

import { check } from "../check.mjs";
import * as fluxion from "../node_modules/fluxion/dist/index.js";

switch (location.search) {
  case "?content":
    postMessage(check(fluxion));
    break;
  case "?background":
    chrome.runtime.sendMessage("check").then((line) => postMessage(line));
    break;
  case "?page": {
    const frame = document.createElement("iframe");
    frame.src = chrome.runtime.getURL("page.html");
    document.body.append(frame);
  }
}
