// Runs programs, each in its own process group, and ends them all when this one is asked to end or its parent is gone: npm
// passes SIGTERM only to its shell, which would leave an installation running in the background.
// @ts-check
"use strict";

const { spawn } = require("child_process");
const { constants } = require("os");

/** @type {Set<number>} */
const groups = new Set();

/**
 * Resolves with the exit code and the end of the program's output; with `show` the output also goes to the terminal.
 * @param {string} program
 * @param {readonly string[]} args
 * @param {{ cwd: string, show?: boolean }} options
 * @returns {Promise<{ code: number, said: string }>}
 */
function run(program, args, { cwd, show = false }) {
  return new Promise((resolve) => {
    const child = spawn(program, args, { cwd, detached: true, stdio: ["ignore", "pipe", "pipe"] });
    const pid = child.pid;
    if (pid !== undefined) groups.add(pid);
    let said = "";
    const take = (/** @type {Buffer} */ chunk) => {
      said = (said + chunk).slice(-20000);
      if (show) process.stderr.write(chunk);
    };
    child.stdout.on("data", take);
    child.stderr.on("data", take);
    child.on("error", (error) => resolve({ code: 127, said: error.message }));
    child.on("close", (code) => {
      if (pid !== undefined) groups.delete(pid);
      if (code !== 0 && !show) process.stderr.write(said);
      resolve({ code: code === null ? 128 : code, said });
    });
  });
}

/** Asks every program that runs to end, with what it started. */
function endAll() {
  for (const pid of groups) signal(pid, "SIGTERM");
}

/**
 * @param {number} group
 * @param {NodeJS.Signals} name
 */
function signal(group, name) {
  try {
    process.kill(-group, name);
  } catch (_) {
    // it has ended meanwhile
  }
}

/** @param {number} code */
function end(code) {
  endAll();
  const killAt = Date.now() + 3000;
  setInterval(() => {
    if (Date.now() > killAt) for (const pid of groups) signal(pid, "SIGKILL");
    if (groups.size === 0 || Date.now() > killAt + 1000) process.exit(code);
  }, 50);
}

for (const name of /** @type {const} */ (["SIGINT", "SIGTERM", "SIGHUP"]))
  process.once(name, () => end(128 + constants.signals[name]));

const parent = process.ppid;
const watch = setInterval(() => {
  if (process.ppid === parent) return;
  clearInterval(watch);
  end(128 + constants.signals.SIGHUP);
}, 250);
watch.unref();

module.exports = { endAll, run };
