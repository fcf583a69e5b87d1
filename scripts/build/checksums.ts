// SHA256SUMS as `sha256sum --check` reads it, over every file of the tree but itself.
import { createHash } from "node:crypto";
import type { Tree } from "./tree.ts";

export function checksums(tree: Tree): string {
  return [...tree]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([path, { bytes }]) => `${createHash("sha256").update(bytes).digest("hex")}  ${path}\n`)
    .join("");
}
