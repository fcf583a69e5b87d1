// Installs the dependencies with npm ci and, beside it, fetches the engine's packages: both wait for the network most of the time.
// @ts-check
"use strict";

const fs = require("fs");
const os = require("os");
const path = require("path");
const { root } = require("./machine.cjs");
const { endAll, run } = require("./programs.cjs");

const OPTIONS = ["--no-fund", "--no-audit", "--prefer-offline", "--loglevel=error"];

/** What npm and Node say when the network failed, which passes; a wrong checksum or a missing package does not. */
const NETWORK =
  /\b(ECONNRESET|ECONNREFUSED|ECONNABORTED|EPIPE|ENOTFOUND|EAI_AGAIN|E?TIMEDOUT|ERR_SOCKET_TIMEOUT|EIDLETIMEOUT|ERR_SSL\w*|UND_ERR\w*|E429|E5\d\d)\b|socket hang up|network timeout|network aborted/i;

/** @param {{ engine: boolean }} needs */
async function install(needs) {
  const packages = fetchPackages(needs);
  try {
    await installDependencies();
  } catch (error) {
    endAll();
    throw error;
  } finally {
    await packages;
  }
}

async function installDependencies() {
  say("installing dependencies (npm ci)");
  const began = Date.now();
  const progress = setInterval(() => {
    const seconds = Math.round((Date.now() - began) / 1000);
    say(`npm ci is still at work after ${seconds} s`);
  }, 10000);
  try {
    const first = await run("npm", ["ci", ...OPTIONS], { cwd: root });
    if (first.code !== 0 && NETWORK.test(first.said)) {
      say("npm ci failed on the network; trying once more");
      await must(run("npm", ["ci", ...OPTIONS], { cwd: root }));
    } else await must(first);
  } finally {
    clearInterval(progress);
  }
  // npm leaves an older time where nothing changed, and the next run would install again.
  const now = new Date();
  fs.utimesSync(path.join(root, "node_modules/.package-lock.json"), now, now);
  say(`dependencies installed in ${Math.round((Date.now() - began) / 1000)} s`);
}

/** @param {Promise<{ code: number, said: string }> | { code: number, said: string }} ending */
async function must(ending) {
  const { code, said } = await ending;
  if (code === 0) return;
  const network = NETWORK.test(said) ? "the network failed twice" : "see what npm says above";
  throw new Error(`npm ci ended with ${code}: ${network}. Nothing else was started; run the same command again.`);
}

/**
 * Never fails: what is not there afterwards is fetched when it is needed, and that says what is wrong. Where this Node reads no
 * TypeScript, the pinned one is fetched ahead; npm ci finds it in npm's cache then.
 * @param {{ engine: boolean }} needs
 */
async function fetchPackages({ engine }) {
  const script = [path.join(root, "test/engine/fetch-packages.ts"), ...(engine ? ["--engine"] : [])];
  const features = /** @type {{ typescript?: unknown }} */ (process.features);
  if (features.typescript) return void (await run(process.execPath, script, { cwd: root, show: true }));
  const parent = process.env.TMPDIR || (fs.existsSync("/var/tmp") ? "/var/tmp" : os.tmpdir());
  const folder = fs.mkdtempSync(path.join(parent, "deploy-actions-node-"));
  process.on("exit", () => fs.rmSync(folder, { recursive: true, force: true }));
  const name = `node-linux-${process.arch}`;
  const version = require("../../package.json").devDependencies.node;
  const options = ["--no-save", "--no-package-lock", "--ignore-scripts", ...OPTIONS];
  const fetched = await run("npm", ["install", "--prefix", folder, ...options, `${name}@${version}`], { cwd: folder });
  const node = path.join(folder, "node_modules", name, "bin/node");
  if (fetched.code === 0) await run(node, script, { cwd: root, show: true });
  fs.rmSync(folder, { recursive: true, force: true });
}

/** @param {string} line */
function say(line) {
  process.stderr.write(`${line}\n`);
}

module.exports = { install };
