// What can be said of an image that a deploy names: the verdict on its worst alternative, and why.
import type { Value } from "./value.ts";

/**
 * Why a reference is mutable, as a closed set: the tag is `latest` (or ends in it), names an environment or moving channel, is a
 * branch, a version, a run number, a time, or some other fixed text; or there is no tag.
 */
export type MutableClass = "latest" | "channel" | "branch" | "version" | "run" | "time" | "fixed" | "untagged";

/** `why` is a clause that completes "…, and": `the tag "latest" moves with every push`. `value` is the alternative that decided. */
export type Judgement =
  | { readonly verdict: "immutable"; readonly why: string; readonly value: Value }
  | { readonly verdict: "mutable"; readonly class: MutableClass; readonly why: string; readonly value: Value }
  /** A part that only a run knows decides, or it is no image reference at all. */
  | { readonly verdict: "undecided"; readonly why: string; readonly value: Value };
