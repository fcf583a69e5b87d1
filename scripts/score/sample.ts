// The folders of labelled samples: our own small one in the repository, and a larger one of other people's workflows next to it.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { root } from "../actions.ts";

/** Written for this project: every kind of label once. */
export const OWN_SAMPLE = join(root, "test", "score", "sample");

/** The larger sample, where this machine has it. It is measured with and never copied. */
export function largeSample(): string | undefined {
  const folder = process.env.POLICY_SAMPLE ?? join(root, "..", "shared", "corpus", "deploy-tags");
  return existsSync(join(folder, "labels.jsonl")) ? folder : undefined;
}
