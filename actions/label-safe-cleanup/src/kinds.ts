// The values of the input `kinds` and the kinds of engine objects that they mean.
import type { ReadResult } from "@deploy-actions/contract";

export type Kind = "container" | "image" | "volume" | "network";

const KINDS: Readonly<Record<string, Kind>> = {
  containers: "container",
  images: "image",
  volumes: "volume",
  networks: "network",
};

/** Each kind once. The mistake completes the sentence "Input `kinds` …". */
export function readKinds(names: readonly string[]): ReadResult<readonly Kind[]> {
  const known = Object.keys(KINDS);
  if (names.length === 0) return { mistake: `must contain at least one of ${known.join(", ")}` };
  const unknown = names.find((name) => !Object.hasOwn(KINDS, name));
  if (unknown !== undefined) return { mistake: `must contain only ${known.join(", ")}; "${unknown}" is unknown` };
  return { value: [...new Set(names.flatMap((name) => KINDS[name] ?? []))] };
}
