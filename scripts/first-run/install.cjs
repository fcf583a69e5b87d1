// Installs the dependencies with npm ci and, at the same time, downloads the pinned Node and with it the engine's packages, since all
// of them mostly wait for the network. No install script runs: of those in the lockfile only the pinned Node's is needed, and
// it would unpack again what was downloaded here.
// @ts-check
"use strict";

const crypto = require("crypto");
const fs = require("fs");
const path = require("path");
const { root } = require("./machine.cjs");
const { endAll, run } = require("./programs.cjs");

const OPTIONS = ["--no-fund", "--no-audit", "--prefer-offline", "--loglevel=error"];

/** Messages of npm and Node when the network failed, which can pass; a wrong checksum or a missing package does not. */
const NETWORK =
  /\b(ECONNRESET|ECONNREFUSED|ECONNABORTED|EPIPE|ENOTFOUND|EAI_AGAIN|E?TIMEDOUT|ERR_SOCKET_TIMEOUT|EIDLETIMEOUT|ERR_SSL\w*|UND_ERR\w*|E429|E5\d\d)\b|socket hang up|network timeout|network aborted/i;

/** @param {{ engine: boolean }} needs */
async function install(needs) {
  const began = Date.now();
  say("installing dependencies (npm ci)");
  const progress = setInterval(() => say(`still installing after ${secondsSince(began)} s`), 10000);
  const folder = fs.mkdtempSync(path.join(process.env.TMPDIR || "/var/tmp", "deploy-actions-node-"));
  process.once("exit", () => fs.rmSync(folder, { recursive: true, force: true }));
  try {
    const dependencies = npm(root, ["ci", "--ignore-scripts"]);
    const node = fetchNode(folder);
    const packages = node.then((program) => fetchPackages(program, needs));
    packages.catch(() => undefined); // where the Node failed, the next line says so
    await Promise.all([dependencies, node]);
    putInPlace(await node);
    await packages;
  } catch (error) {
    endAll();
    throw error;
  } finally {
    clearInterval(progress);
  }
  say(`dependencies installed in ${secondsSince(began)} s`);
}

/**
 * The pinned Node, as the npm package that its own install script would download, checked against the checksum stored here.
 * @param {string} folder
 */
async function fetchNode(folder) {
  const name = `node-linux-${process.arch}`;
  const version = require("../../package.json").devDependencies.node;
  await npm(folder, ["install", "--no-save", "--no-package-lock", "--ignore-scripts", `${name}@${version}`]);
  const program = path.join(folder, "node_modules", name, "bin/node");
  const known = require("./node.json");
  /** @type {Record<string, string>} */
  const checksums = known.sha256;
  const sum = crypto.createHash("sha256").update(fs.readFileSync(program)).digest("hex");
  if (known.version !== version || sum !== checksums[`linux-${process.arch}`])
    throw new Error(
      `${name}@${version} is not what scripts/first-run/node.json expects: its program has the sha256 ${sum}. It was not run.`,
    );
  return program;
}

/** @param {string} node */
function putInPlace(node) {
  const modules = path.join(root, "node_modules");
  const program = path.join(modules, "node/bin/node");
  fs.mkdirSync(path.dirname(program), { recursive: true });
  fs.copyFileSync(node, program);
  fs.chmodSync(program, 0o755);
  const link = path.join(modules, ".bin/node");
  fs.mkdirSync(path.dirname(link), { recursive: true });
  fs.rmSync(link, { force: true });
  fs.symlinkSync("../node/bin/node", link);
  // npm keeps an older time if nothing changed, and the next run would install again.
  const now = new Date();
  fs.utimesSync(path.join(modules, ".package-lock.json"), now, now);
}

/**
 * Tries once more if the network failed, which can pass.
 * @param {string} cwd
 * @param {readonly string[]} args
 */
async function npm(cwd, args) {
  const once = () => run("npm", [...args, ...OPTIONS], { cwd });
  let ended = await once();
  if (ended.code !== 0 && NETWORK.test(ended.said)) {
    say(`npm ${args[0]} failed on the network; trying once more`);
    ended = await once();
  }
  if (ended.code === 0) return;
  const reason = NETWORK.test(ended.said) ? "the network failed twice" : "see what npm says above";
  throw new Error(
    `npm ${args[0]} ended with ${ended.code}: ${reason}. Nothing else was started; run the same command again.`,
  );
}

/**
 * Never fails: a missing package is downloaded when it is needed, and an error is reported then.
 * @param {string} node
 * @param {{ engine: boolean }} needs
 */
async function fetchPackages(node, { engine }) {
  const script = path.join(root, "test/engine/fetch-packages.ts");
  await run(node, [script, ...(engine ? ["--engine"] : [])], { cwd: root, show: true });
}

/** @param {number} began */
function secondsSince(began) {
  return Math.round((Date.now() - began) / 1000);
}

/** @param {string} line */
function say(line) {
  process.stderr.write(`${line}\n`);
}

module.exports = { install };
