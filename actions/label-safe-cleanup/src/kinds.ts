// The words of the input `kinds`, and the engine's kinds they stand for.
import type { ReadResult } from "@deploy-actions/action";

export type Kind = "container" | "image" | "volume" | "network";

const KINDS: Readonly<Record<string, Kind>> = {
  containers: "container",
  images: "image",
  volumes: "volume",
  networks: "network",
};

/** Each kind once. The mistake reads on after the name of the input. */
export function readKinds(words: readonly string[]): ReadResult<readonly Kind[]> {
  const known = Object.keys(KINDS);
  if (words.length === 0) return { mistake: `must name at least one of ${known.join(", ")}` };
  const wrong = words.find((word) => !Object.hasOwn(KINDS, word));
  if (wrong !== undefined) return { mistake: `must name ${known.join(", ")}; "${wrong}" is none of them` };
  return { value: [...new Set(words.flatMap((word) => KINDS[word] ?? []))] };
}
