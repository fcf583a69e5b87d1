// Settings of a check, from the action's inputs or the command line's options.

export type Settings = {
  /** An undecidable image is an error instead of a warning. */
  readonly strict: boolean;
  /** `sha`: a `uses:` of others must name a full commit SHA. */
  readonly actions: "sha" | "off";
  /** Owners whose images and actions count as your own: the repository's owner, if known, and those listed by the user. */
  readonly ownOwners: readonly string[];
  /** Globs that match job names: jobs to treat as deploys or as builds, regardless of what their names suggest. */
  readonly deployJobs: readonly string[];
  readonly buildJobs: readonly string[];
  /** Path of the configuration file from the repository root. If missing, {@link DEFAULT_CONFIG} is used if it exists. */
  readonly config?: string;
};

export const DEFAULT_CONFIG = ".github/immutable-tags.yml";
