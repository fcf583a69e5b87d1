// Refuses to run under any Node but the pinned one, so that every script runs under the same runtime
// that `using: node24` actions get. CommonJS in old syntax on purpose: any Node in use can print the reason.
"use strict";

const pinned = require("../package.json").devDependencies.node;

if (process.version !== `v${pinned}`) {
  console.error(`This project runs under Node ${pinned} (what the GitHub runner ships); this is Node ${process.version.slice(1)}.
Nothing was run.
Run \`npm ci\` (without --ignore-scripts, which leaves the pinned Node out), then start the script through npm: \`npm run <script>\`.`);
  process.exit(1);
}
