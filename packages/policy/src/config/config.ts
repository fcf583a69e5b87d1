// The team's settings from `.github/immutable-tags.yml`: exceptions and their expiry dates, severities, and which files and jobs are
// checked.
import type { Location, Severity } from "../finding.ts";

/** An exception, valid up to and including the day `expires` (YYYY-MM-DD). `place` is its position in the configuration file. */
export type Allowance = { readonly reason: string; readonly expires?: string; readonly place: Location };

/** Images of this repository may be deployed by any tag, or none. `image` is a glob. */
export type AllowedImage = Allowance & { readonly image: string };

/** `tag` is a glob; `semver` stands for versions, `run-id` for run numbers, run ids and times. `images` is a glob on the repository. */
export type AllowedTag = Allowance & { readonly tag: string; readonly images?: string };

/** Globs are matched with {@link globMatcher}; severities are keyed by rule id. */
export type Config = {
  readonly allowImages: readonly AllowedImage[];
  readonly allowTags: readonly AllowedTag[];
  readonly severities: ReadonlyMap<string, Severity | "off">;
  /** Files to check (all if `include` is missing), except those matched by `exclude`. */
  readonly paths: { readonly include?: readonly string[]; readonly exclude: readonly string[] };
  readonly ownOwners: readonly string[];
  readonly deployJobs: readonly string[];
  readonly buildJobs: readonly string[];
};

/** The settings of a repository without a configuration file. */
export const EMPTY_CONFIG: Config = {
  allowImages: [],
  allowTags: [],
  severities: new Map(),
  paths: { exclude: [] },
  ownOwners: [],
  deployJobs: [],
  buildJobs: [],
};
