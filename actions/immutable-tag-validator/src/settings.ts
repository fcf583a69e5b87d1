// How strictly a run checks: what the action's inputs and the command line's options both come to.

export type Settings = {
  /** An undecidable image is an error instead of a warning. */
  readonly strict: boolean;
  /** `sha`: a `uses:` of others must name a full commit SHA. */
  readonly actions: "sha" | "off";
  /** Owners whose actions and images count as one's own, besides {@link owner}. */
  readonly ownOwners: readonly string[];
  /** The repository's owner, where it is known. */
  readonly owner?: string;
  /** Globs over job names: what these run is a deploy, whatever their names say, or a build. */
  readonly deployJobs: readonly string[];
  readonly buildJobs: readonly string[];
  /** The configuration file from the repository's root; undefined stands for {@link CONFIG}, which need not be there. */
  readonly config?: string;
};

export const CONFIG = ".github/immutable-tags.yml";
