// Inspects the machine for what the demo and the tests need; decides nothing. CommonJS in old syntax on purpose: it runs
// before anything is installed, under any Node that the machine has.
// @ts-check
"use strict";

const { spawnSync } = require("child_process");
const fs = require("fs");
const os = require("os");
const path = require("path");

/**
 * @typedef {object} Place  A folder that is written to.
 * @property {string} path
 * @property {string} purpose  What is kept there.
 * @property {string} variable  How to name another one; empty where there is no such variable.
 * @property {number} needs  MB that will be written to it.
 * @property {string} [trouble]  Why it cannot be used.
 * @property {string} [filesystem]  The same for places that share their free space.
 * @property {number} [free]  MB.
 *
 * @typedef {object} Machine
 * @property {string} platform
 * @property {string} arch
 * @property {string} node
 * @property {string | undefined} npm
 * @property {string | undefined} git
 * @property {boolean} root
 * @property {string} distribution  As os-release(5) names it: `debian trixie`.
 * @property {boolean} engine  A Docker engine with buildx and compose answers, or a session runs.
 * @property {readonly string[]} lacksCapabilities
 * @property {readonly string[]} lacksPrograms
 * @property {boolean} installed  The dependencies are there and belong to this lockfile.
 * @property {readonly Place[]} places
 */

const root = path.resolve(__dirname, "../..");

/** capabilities(7) without which no engine starts, by their number. */
const CAPABILITIES = { CAP_NET_ADMIN: 12, CAP_SYS_ADMIN: 21 };

/**
 * @param {"demo" | "test"} purpose
 * @returns {Machine}
 */
function look(purpose) {
  const installed = isInstalled();
  return {
    platform: process.platform,
    arch: process.arch,
    node: process.versions.node,
    npm: npmVersion(),
    git: (firstLine("git", "--version") || "").split(" ")[2],
    root: process.getuid !== undefined && process.getuid() === 0,
    distribution: distribution(),
    engine: process.env.DEPLOY_ACTIONS_ENGINE_FILE !== undefined || engineAnswers(),
    lacksCapabilities: lacksCapabilities(),
    lacksPrograms: ["apt-get", "dpkg-deb", "tar", "perl"].filter((name) => firstLine(name, "--version") === undefined),
    installed,
    places: places(purpose, installed).map(tried),
  };
}

/** npm passes its version to the scripts that it runs; starting npm takes a second, and much longer on a busy machine. */
function npmVersion() {
  const [, version] = /^npm\/(\S+)/.exec(process.env.npm_config_user_agent || "") || [];
  return version === undefined ? firstLine("npm", "--version") : version;
}

/** The pinned Node, which npm ci installs last, has to be there too. */
function isInstalled() {
  const pinned = require("../../package.json").devDependencies.node;
  try {
    const lock = fs.statSync(path.join(root, "package-lock.json"));
    if (fs.statSync(path.join(root, "node_modules/.package-lock.json")).mtimeMs < lock.mtimeMs) return false;
  } catch (_) {
    return false;
  }
  return firstLine(path.join(root, "node_modules/.bin/node"), "--version") === `v${pinned}`;
}

/**
 * @param {"demo" | "test"} purpose
 * @param {boolean} installed
 * @returns {readonly Place[]}
 */
function places(purpose, installed) {
  const home = process.env.HOME || os.homedir();
  const cache = path.join(process.env.XDG_CACHE_HOME || path.join(home, ".cache"), "deploy-actions");
  const sessions = process.env.TMPDIR || (fs.existsSync("/var/tmp") ? "/var/tmp" : os.tmpdir());
  const npm = process.env.npm_config_cache || path.join(home, ".npm");
  return [
    ...(installed ? [] : [{ path: root, purpose: "the dependencies", variable: "", needs: 450 }]),
    { path: npm, purpose: "npm's downloads", variable: "npm_config_cache", needs: installed ? 0 : 220 },
    {
      path: cache,
      purpose: "what is fetched once",
      variable: "XDG_CACHE_HOME",
      needs: fs.existsSync(path.join(cache, "packages")) ? 0 : 600,
    },
    { path: sessions, purpose: "the engine's images", variable: "TMPDIR", needs: purpose === "demo" ? 400 : 1500 },
  ];
}

/**
 * @param {Place} place
 * @returns {Place}
 */
function tried(place) {
  const there = nearest(place.path);
  try {
    const folder = fs.mkdtempSync(path.join(there, ".deploy-actions-"));
    try {
      return Object.assign({}, place, freeSpace(folder), startsPrograms(folder) ? {} : { trouble: NOEXEC });
    } finally {
      fs.rmdirSync(folder);
    }
  } catch (error) {
    return Object.assign({}, place, { trouble: error instanceof Error ? error.message.split(",")[0] : String(error) });
  }
}

const NOEXEC = "no program can be started from there, as it is mounted with noexec";

/** @param {string} folder */
function startsPrograms(folder) {
  const program = path.join(folder, "program");
  fs.writeFileSync(program, "#!/bin/sh\n", { mode: 0o700 });
  try {
    return spawnSync(program).status === 0;
  } finally {
    fs.unlinkSync(program);
  }
}

/** @param {string} folder */
function freeSpace(folder) {
  if (fs.statfsSync === undefined) return {}; // before Node 18.15, which is too old anyway
  const { bavail, bsize } = fs.statfsSync(folder);
  return { filesystem: String(fs.statSync(folder).dev), free: Math.floor((bavail * bsize) / 1e6) };
}

/**
 * The folder itself, or the first above it that exists.
 * @param {string} folder
 * @returns {string}
 */
function nearest(folder) {
  return fs.existsSync(folder) || path.dirname(folder) === folder ? folder : nearest(path.dirname(folder));
}

function distribution() {
  const text = readIfThere("/etc/os-release");
  const value = (/** @type {string} */ name) => (new RegExp(`^${name}="?([^"\n]*)`, "m").exec(text) || [])[1] || "";
  return `${value("ID") || process.platform} ${value("VERSION_CODENAME")}`.trim();
}

function lacksCapabilities() {
  const [, effective] = /^CapEff:\s*([0-9a-f]+)/m.exec(readIfThere("/proc/self/status")) || [];
  if (effective === undefined) return [];
  const has = (/** @type {number} */ bit) => ((BigInt(`0x${effective}`) >> BigInt(bit)) & BigInt(1)) === BigInt(1);
  return Object.entries(CAPABILITIES).flatMap(([name, bit]) => (has(bit) ? [] : [name]));
}

function engineAnswers() {
  return [["version"], ["buildx", "version"], ["compose", "version"]].every(
    (args) => firstLine("docker", ...args) !== undefined,
  );
}

/**
 * What the program prints first; undefined where it cannot be started or fails. There is no time limit, since a busy machine may be slow.
 * @param {string} program
 * @param {...string} args
 */
function firstLine(program, ...args) {
  const { status, stdout } = spawnSync(program, args, { encoding: "utf8" });
  return status === 0 ? stdout.split("\n")[0] : undefined;
}

/** @param {string} file */
function readIfThere(file) {
  try {
    return fs.readFileSync(file, "utf8");
  } catch (_) {
    return "";
  }
}

module.exports = { look, root };
