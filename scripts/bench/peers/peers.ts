// The two workflow linters that the validator's speed is compared with, as command lines over the same files: offline, JSON into a pipe.
import { EngineError } from "../../../test/engine/progress.ts";
import * as linters from "../../../test/linters/programs.ts";

export type Peer = {
  readonly name: string;
  /** The complete command line that checks these files. */
  argv(files: readonly string[]): readonly [string, ...string[]];
};

/** A peer, or why it is not available here. */
export type PeerOrReason = Peer | { readonly name: string; readonly reason: string };

export function peers(): Promise<readonly PeerOrReason[]> {
  return Promise.all([
    peer("zizmor", linters.zizmor, ["--format=json"]),
    peer("actionlint", linters.actionlint, ["-format", "{{json .}}"]),
  ]);
}

async function peer(
  name: string,
  program: () => Promise<linters.Program>,
  asJson: readonly string[],
): Promise<PeerOrReason> {
  try {
    const { argv } = await program();
    return { name, argv: (files) => [...argv, ...asJson, ...files] };
  } catch (error) {
    if (error instanceof EngineError) return { name, reason: error.message };
    throw error;
  }
}
