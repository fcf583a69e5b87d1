// skopeo, the machine's own or Debian's, as an independent reader of what was pushed and copied. It shares no code with this library
// or with Docker.

import { join } from "node:path";
import { unpackedPackages } from "./debian-packages.ts";
import { thisMachine } from "./machine.ts";
import { run, succeeds } from "./program.ts";

/** With the libraries that it needs beyond the C library; a machine may have them or not. */
const packages: Readonly<Record<string, readonly string[]>> = {
  bookworm: ["skopeo", "libgpgme11", "libassuan0", "libgpg-error0", "libdevmapper1.02.1"],
  trixie: ["skopeo", "libgpgme11t64", "libassuan9", "libgpg-error0", "libsqlite3-0"],
};

export type Skopeo = (argv: readonly string[], options?: { authFile?: string }) => Promise<string>;

/** Resolves with a function that runs skopeo and gives what it printed; an exit code other than 0 is an EngineError. */
export async function skopeo(): Promise<Skopeo> {
  const { program, env } = (await succeeds(["skopeo", "--version"]))
    ? { program: "skopeo", env: {} }
    : await unpacked();
  return (argv, { authFile } = {}) =>
    run([program, "--insecure-policy", ...argv], {
      env: { ...process.env, ...env, ...(authFile === undefined ? {} : { REGISTRY_AUTH_FILE: authFile }) },
    });
}

async function unpacked(): Promise<{ program: string; env: NodeJS.ProcessEnv }> {
  const { codename } = thisMachine();
  const prefix = await unpackedPackages("skopeo", [{ suite: codename, names: packages[codename] ?? ["skopeo"] }]);
  const triplet = process.arch === "x64" ? "x86_64-linux-gnu" : "aarch64-linux-gnu";
  const folders = ["usr/lib", "lib"].map((folder) => join(prefix, folder, triplet));
  return { program: join(prefix, "usr/bin/skopeo"), env: { LD_LIBRARY_PATH: folders.join(":") } };
}
