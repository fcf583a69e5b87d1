// The two workflow linters that the validator's speed is held against, as command lines over the same files: offline, without the
// programs that they would call themselves, JSON into a pipe. Both are fetched by hash, once, and kept in the cache.
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { kept } from "../../../test/engine/cache.ts";
import { goTool } from "../../../test/engine/go-tool.ts";
import { run, tryRun } from "../../../test/engine/program.ts";
import { EngineError, progress } from "../../../test/engine/progress.ts";

export type Peer = {
  readonly name: string;
  /** The whole command line over these files. */
  argv(files: readonly string[]): readonly [string, ...string[]];
};

/** A peer, or why it cannot be had here. */
export type PeerOrReason = Peer | { readonly name: string; readonly reason: string };

export function peers(): Promise<readonly PeerOrReason[]> {
  return Promise.all([zizmor(), actionlint()]);
}

async function actionlint(): Promise<PeerOrReason> {
  const name = "actionlint";
  const tool = await goTool(name);
  if ("reason" in tool) return { name, reason: tool.reason };
  return { name, argv: (files) => [tool.path, "-shellcheck=", "-pyflakes=", "-format", "{{json .}}", ...files] };
}

async function zizmor(): Promise<PeerOrReason> {
  const name = "zizmor";
  const requirements = join(import.meta.dirname, "zizmor.txt");
  const hash = createHash("sha256")
    .update(await readFile(requirements))
    .digest("hex")
    .slice(0, 12);
  try {
    const folder = await kept(`peers/zizmor-${process.platform}-${process.arch}-${hash}`, async (target) => {
      if ((await tryRun(["python3", "-m", "pip", "--version"]).catch(() => undefined))?.code !== 0)
        throw new EngineError("zizmor comes from PyPI, and there is no python3 with pip on PATH");
      progress("fetching zizmor from PyPI (once; kept in the cache)");
      const install = ["--require-hashes", "--only-binary=:all:", "--no-deps", "--quiet", "--target", target];
      await run(["python3", "-m", "pip", "install", ...install, "-r", requirements]);
    });
    const program = join(folder, "bin", "zizmor");
    return { name, argv: (files) => [program, "--offline", "--no-progress", "--format=json", ...files] };
  } catch (error) {
    if (error instanceof EngineError) return { name, reason: error.message };
    throw error;
  }
}
