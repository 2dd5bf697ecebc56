// Electron's main process, which ends before it would need a screen.
require("./main.cjs");
process.exit(0);
