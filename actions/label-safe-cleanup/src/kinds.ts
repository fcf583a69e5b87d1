// The words of the input `kinds`, and the engine's kinds they stand for.
export type Kind = "container" | "image" | "volume" | "network";

const KINDS: Readonly<Record<string, Kind>> = {
  containers: "container",
  images: "image",
  volumes: "volume",
  networks: "network",
};

/** Why words cannot be kinds, or undefined. Reads on after the name of the input. */
export function kindsProblem(words: readonly string[]): string | undefined {
  const known = Object.keys(KINDS);
  if (words.length === 0) return `must name at least one of ${known.join(", ")}`;
  const wrong = words.find((word) => !Object.hasOwn(KINDS, word));
  return wrong === undefined ? undefined : `must name ${known.join(", ")}; "${wrong}" is none of them`;
}

/** The kinds of words that `kindsProblem` had nothing to say against. */
export function kindsOf(words: readonly string[]): readonly Kind[] {
  return [...new Set(words.flatMap((word) => KINDS[word] ?? []))];
}
