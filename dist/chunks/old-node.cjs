// Decides what happens when the current Node is too old for a bundle: a program continues under a newer Node on PATH; everything else
// prints why it cannot run and exits. Every entry file of the release tree loads this only under such a Node, so it is CommonJS in
// syntax that every Node since 12 supports.
// biome-ignore-all lint/style/useNodejsImportProtocol: Node 12 knows no `node:`.
"use strict";

const { spawnSync } = require("child_process");
const { existsSync } = require("fs");
const { constants } = require("os");
const { delimiter, join } = require("path");

/** `needed` is a major version, `program` is true for one that a person starts and false for a step of a workflow. */
module.exports = function refuse(name, needed, program) {
  const title = `${name} needs Node ${needed} or newer`;
  const what = `${title}, this is Node ${process.versions.node} (${process.execPath}).`;
  if (program) {
    const newer = newerNode(needed);
    if (newer !== undefined) process.exit(runUnder(newer));
    process.stderr.write(
      `${what}\nNothing was checked. Install Node ${needed} or newer, so that it is found as \`node\` on PATH.\n` +
        "Under pre-commit, such a version can also be named as the hook's `language_version`.\n",
    );
    // 1 would mean that something breaks the policy.
    process.exit(2);
  }
  const lines = [
    what,
    "Nothing was started or changed.",
    `Under act, Gitea and Forgejo, Node comes from the job's image (\`container:\`, or the one behind the label in \`runs-on:\`) or from the host: use an image with Node ${needed}, or put Node ${needed} first on PATH.`,
    `GitHub's own runner brings Node ${needed} along from version 2.327.1 on: update a self-hosted runner that is older.`,
  ];
  process.stdout.write(`::error title=${title}::${escaped(lines.join("\n"))}\n`);
  process.exit(1);
};

/**
 * The first Node on PATH that is new enough. pre-commit runs a hook under the `nodejs` of the machine, however new the `node` before it on
 * PATH is, and under the one that was there when the hook was installed.
 */
function newerNode(needed) {
  const file = process.platform === "win32" ? "node.exe" : "node";
  return (process.env.PATH || "")
    .split(delimiter)
    .filter((folder) => folder !== "")
    .map((folder) => join(folder, file))
    .find((path) => {
      if (!existsSync(path)) return false;
      const { stdout } = spawnSync(path, ["--version"], { encoding: "utf8" });
      const version = /^v(\d+)\./.exec(stdout || "");
      return version !== null && Number(version[1]) >= needed;
    });
}

/** Runs the same program with the same arguments; returns its exit code, as a shell reports it if a signal ended it. */
function runUnder(node) {
  const { status, signal, error } = spawnSync(node, process.argv.slice(1), { stdio: "inherit" });
  if (status !== null) return status;
  if (signal !== null) return 128 + constants.signals[signal];
  process.stderr.write(
    `${node} could not be started: ${error === undefined ? "no reason was given" : error.message}\n`,
  );
  // The program's own code for "the program failed".
  return 3;
}

/** Escapes a command's message the way the runner unescapes it. */
function escaped(text) {
  return text.replace(/%/g, "%25").replace(/\r/g, "%0D").replace(/\n/g, "%0A");
}
