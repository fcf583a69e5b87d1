// The verdict on an image that a deploy names: that of its worst alternative, with the reason.
import type { Value } from "./value.ts";

/**
 * Why a reference is mutable: the tag is `latest` (or ends in it), an environment or moving channel, a branch, a version, a run number, a
 * time, or some other fixed text; or there is no tag; or what stands in the place of the digest is none.
 */
export type MutableClass =
  | "latest"
  | "channel"
  | "branch"
  | "version"
  | "run"
  | "time"
  | "fixed"
  | "untagged"
  | "malformed";

/** `why` is a clause that completes "…, and": `the tag "latest" moves with every push`. `value` is the alternative that decided. */
export type Judgement =
  | { readonly verdict: "immutable"; readonly why: string; readonly value: Value }
  | { readonly verdict: "mutable"; readonly class: MutableClass; readonly why: string; readonly value: Value }
  /** An unknown part decides, or it is not a valid image reference. */
  | { readonly verdict: "undecided"; readonly why: string; readonly value: Value };
