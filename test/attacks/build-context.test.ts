// A build context that git would take for a repository, with a configuration that runs programs.
import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { commitTime } from "../../actions/build-image/src/commit-time.ts";
import { localTarget } from "../../packages/target/src/index.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "build-context-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const git = (args: readonly string[], input = "") =>
  execFileSync("git", ["-C", folder, ...args], { input, encoding: "utf8" });

/** A commit with a signature, which git checks with the program that the configuration names. */
function signedCommit(): string {
  const tree = git(["hash-object", "-t", "tree", "-w", "--stdin"]).trim();
  const who = "A <a@example.com> 1767225600 +0000";
  const signature = "gpgsig -----BEGIN PGP SIGNATURE-----\n \n AAAA\n -----END PGP SIGNATURE-----";
  const text = `tree ${tree}\nauthor ${who}\ncommitter ${who}\n${signature}\n\nmessage\n`;
  return git(["hash-object", "-t", "commit", "-w", "--stdin"], text).trim();
}

describe.runIf(process.platform !== "win32")("a pull request", () => {
  it.each([
    ["that runs a program to check signatures", "true"],
    ["that runs a program to check signatures, in an ordinary repository", "false"],
  ])("makes the build context a repository %s", async (_, bare) => {
    const [program, proof] = [join(folder, "program"), join(folder, "proof")];
    await writeFile(program, `#!/bin/sh\ntouch "${proof}"\n`, { mode: 0o755 });
    git(["init", "--quiet", ...(bare === "true" ? ["--bare"] : [])]);
    git(["config", "log.showSignature", "true"]);
    git(["config", "gpg.program", program]);
    const commit = signedCommit();
    git(["show", "--no-patch", "--format=%cI", commit]);
    expect(existsSync(proof), "git runs the program when nothing prevents it").toBe(true);
    await rm(proof);
    await commitTime(localTarget(), folder, commit, new AbortController().signal);
    expect(existsSync(proof)).toBe(false);
  });
});
