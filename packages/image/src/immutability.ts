// Decides whether a reference can ever refer to a different image than it does now.
import type { ImageReference } from "./reference.ts";
import { judgeTag } from "./tag.ts";

/** `why` is a short clause for messages, for example `the tag "latest" moves with every push`. */
export type ReferenceVerdict = { readonly verdict: "immutable" | "mutable"; readonly why: string };

/**
 * Immutable: a digest, or a tag that carries a commit SHA. With a digest the tag does not matter. `commits` are full SHAs known from elsewhere,
 * such as the commit of the run: a tag that ends in the first 7 or more digits of one of them carries it.
 */
export function judgeReference(ref: ImageReference, commits: readonly string[] = []): ReferenceVerdict {
  if (ref.digest !== undefined) return { verdict: "immutable", why: "it is pinned by digest" };
  if (ref.tag === undefined) return { verdict: "mutable", why: 'it has no tag, which means "latest"' };
  const { kind, why } = judgeTag(ref.tag, commits);
  return { verdict: kind === "commit" ? "immutable" : "mutable", why: `the tag "${ref.tag}" ${why}` };
}
