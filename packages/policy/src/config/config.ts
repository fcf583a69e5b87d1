// The team's decisions, `.github/immutable-tags.yml`: what may stay although it breaks the policy, and until when; how much a rule weighs;
// which files and jobs are meant.
import type { Location, Severity } from "../finding.ts";

/** An exception. It holds through the day `expires` (YYYY-MM-DD); `place` is where it stands. */
export type Allowance = { readonly reason: string; readonly expires?: string; readonly place: Location };

/** Images of this repository may be deployed by any tag, or none. `image` is a glob. */
export type AllowedImage = Allowance & { readonly image: string };

/** `tag` is a glob; `semver` stands for versions, `run-id` for run numbers, run ids and times. `images` is a glob on the repository. */
export type AllowedTag = Allowance & { readonly tag: string; readonly images?: string };

/** All globs as in {@link globMatcher}; severities by rule id. */
export type Config = {
  readonly allowImages: readonly AllowedImage[];
  readonly allowTags: readonly AllowedTag[];
  readonly severities: ReadonlyMap<string, Severity | "off">;
  /** Files to look at (all, where `include` is missing), less those in `exclude`. */
  readonly paths: { readonly include?: readonly string[]; readonly exclude: readonly string[] };
  readonly ownOwners: readonly string[];
  readonly deployJobs: readonly string[];
  readonly buildJobs: readonly string[];
};

/** The configuration of a repository that has none. */
export const NO_CONFIG: Config = {
  allowImages: [],
  allowTags: [],
  severities: new Map(),
  paths: { exclude: [] },
  ownOwners: [],
  deployJobs: [],
  buildJobs: [],
};
