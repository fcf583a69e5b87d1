// Says why a bundle cannot run under the Node at hand, and ends the process. Every entry file of the release tree loads this
// where its Node is too old, so it is CommonJS in syntax that any Node since 12 reads.
"use strict";

/** `needed` is a major version, `program` true for one that a person starts and false for a step of a workflow. */
module.exports = function refuse(name, needed, program) {
  const title = `${name} needs Node ${needed} or newer`;
  const what = `${title}, this is Node ${process.versions.node} (${process.execPath}).`;
  if (program) {
    process.stderr.write(
      `${what}\nNothing was checked. Install Node ${needed} or newer, or put it first on PATH.\n` +
        "Under pre-commit, name such a version as the hook's `language_version`.\n",
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

/** As the runner unescapes the message of a command. */
function escaped(text) {
  return text.replace(/%/g, "%25").replace(/\r/g, "%0D").replace(/\n/g, "%0A");
}
