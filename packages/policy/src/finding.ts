// A finding: the value that suppressions, fixes and all reports work on.
import type { Hop, MutableClass, Range } from "@deploy-actions/workflow";

/** A `note` is shown and counted but never fails a check. */
export type Severity = "error" | "warning" | "note";

export type Location = { readonly path: string; readonly range: Range };

/**
 * A location that belongs to a finding. `what` is a label: `deployed by docker compose up`, `env IMAGE_TAG`. `deploys` is set for the
 * command that deploys the file containing the finding, so that a comment on that command also covers the finding; it is `besides` if the
 * command also names an image of its own, which is then what a comment there refers to.
 */
export type Related = Location & { readonly what: string; readonly deploys?: true | "besides" };

/**
 * An image that may be mutable, as far as it is known: the texts contain marks for parts known only at run time. `tag` is missing if none
 * is written; `class` says why the tag may move.
 */
export type NamedImage = { readonly repository: string; readonly tag?: string; readonly class?: MutableClass };

/** An edit that resolves a finding: each replacement puts `text` in place of a range of a file. */
export type Fix = {
  /** A sentence: "Deploy the tag that the build pushes: …". */
  readonly description: string;
  readonly replacements: readonly (Location & { readonly text: string })[];
};

export type Finding = Location & {
  /** `ITV001`. */
  readonly rule: string;
  /** `mutable-tag`. */
  readonly name: string;
  readonly severity: Severity;
  /** What is wrong, and what to write instead. */
  readonly message: string;
  readonly job?: string;
  readonly step?: string;
  /**
   * The reference as written, or another description of what the finding is about. Part of the fingerprint, together with rule, job and
   * step.
   */
  readonly subject: string;
  /** Where the value came from, starting nearest to its use. */
  readonly chain: readonly Hop[];
  /** For rules about images: every possible image. A finding is allowed only if all of them are. */
  readonly images?: readonly NamedImage[];
  readonly related: readonly Related[];
  readonly fix?: Fix;
  /** Set if a comment or the configuration accepts this finding. */
  readonly suppressed?: { readonly by: "comment" | "config"; readonly reason: string; readonly place: Location };
};
