// Decides whether a reference can ever refer to a different image than it does now.
import type { ImageReference } from "./reference.ts";
import { judgeTag } from "./tag.ts";

/** `why` is a short clause for messages, for example `the tag "latest" moves with every push`. */
export type ReferenceVerdict = { readonly verdict: "immutable" | "mutable"; readonly why: string };

/** Immutable: a digest, or a tag that contains a commit SHA. With a digest the tag does not matter. */
export function judgeReference(ref: ImageReference): ReferenceVerdict {
  if (ref.digest !== undefined) return { verdict: "immutable", why: "it is pinned by digest" };
  if (ref.tag === undefined) return { verdict: "mutable", why: 'it has no tag, which means "latest"' };
  const { kind, why } = judgeTag(ref.tag);
  return { verdict: kind === "commit" ? "immutable" : "mutable", why: `the tag "${ref.tag}" ${why}` };
}
