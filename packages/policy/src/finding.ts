// What a rule found: the one value that suppression, fixes and every report work on.
import type { Hop, MutableClass, Range } from "@deploy-actions/workflow";

/** `note` is shown and counted, and never fails anything. */
export type Severity = "error" | "warning" | "note";

export type Location = { readonly path: string; readonly range: Range };

/**
 * A place that belongs to a finding; `what` reads as a label: `deployed by docker compose up`, `env IMAGE_TAG`. `deploys` is set on the
 * command that deploys the file in which the finding stands: a comment there speaks for the finding too. It is `besides` where that
 * command names another image itself, which is then what its line is about.
 */
export type Related = Location & { readonly what: string; readonly deploys?: true | "besides" };

/**
 * An image that is not known to be immutable, as far as it is known: texts hold marks where only a run knows. No `tag` where none is
 * written; `class` says why the tag may move.
 */
export type NamedImage = { readonly repository: string; readonly tag?: string; readonly class?: MutableClass };

/** An edit that settles a finding: each replacement puts `text` in place of a range of a file. */
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
  /** The reference as written, or what else the finding is about; part of the fingerprint, with rule, job and step. */
  readonly subject: string;
  /** Where the value came through, the nearest to its use first. */
  readonly chain: readonly Hop[];
  /** Every alternative that the finding is about, for rules about an image: one that is allowed does not excuse the others. */
  readonly images?: readonly NamedImage[];
  readonly related: readonly Related[];
  readonly fix?: Fix;
  /** Set where somebody said that this one may stay, and why. */
  readonly suppressed?: { readonly by: "comment" | "config"; readonly reason: string; readonly place: Location };
};
