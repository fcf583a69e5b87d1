// The content of SHA256SUMS, as `sha256sum --check` reads it.
import { createHash } from "node:crypto";

/** `files`: path in the tree to file. */
export function checksums(files: ReadonlyMap<string, { readonly bytes: Buffer }>): string {
  return [...files]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([path, { bytes }]) => `${createHash("sha256").update(bytes).digest("hex")}  ${path}\n`)
    .join("");
}
