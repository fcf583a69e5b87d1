// How strictly a run checks: what the action's inputs and the command line's options both come to.

export type Settings = {
  /** An undecidable image is an error instead of a warning. */
  readonly strict: boolean;
  /** `sha`: a `uses:` of others must name a full commit SHA. */
  readonly actions: "sha" | "off";
  /** Owners whose images and actions count as one's own: the repository's, where it is known, and those that somebody named. */
  readonly ownOwners: readonly string[];
  /** Globs over job names: what these run is a deploy, whatever their names say, or is none. */
  readonly deployJobs: readonly string[];
  readonly buildJobs: readonly string[];
  /** The configuration file from the repository's root. Not given, it is {@link CONFIG}, which need not be there. */
  readonly config?: string;
};

export const CONFIG = ".github/immutable-tags.yml";
