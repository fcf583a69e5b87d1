// node scripts/first-run/main.cjs demo|test
// Runs before the demo and the tests: prints everything that the machine lacks and exits with 1, or installs the dependencies if
// they are missing or stale and downloads the engine's packages meanwhile. Old syntax on purpose: any Node can print the reason.
// @ts-check
"use strict";

const { install } = require("./install.cjs");
const { look } = require("./machine.cjs");
const { missing } = require("./missing.cjs");

const purpose = process.argv[2] === "demo" ? "demo" : "test";
const machine = look(purpose);
const sentences = missing(machine, purpose);
if (sentences.length > 0) {
  const what = purpose === "demo" ? "The demo" : "The tests";
  console.error(
    `${what} cannot start here; nothing was fetched or changed:\n${sentences.map((each) => `  - ${each}`).join("\n")}`,
  );
  process.exitCode = 1;
} else if (!machine.installed) {
  install({ engine: !machine.engine || purpose === "test" }).catch((error) => {
    console.error(`error: ${error.message}`);
    process.exitCode = 1;
  });
}
