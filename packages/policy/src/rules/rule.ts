// The interface of a rule. A rule sees what a workflow deploys as values; it knows nothing about YAML, shells or reports.
import type {
  DeployedImage,
  Hop,
  Restart,
  SourcePlace,
  SourceProblem,
  TargetBuild,
  UnknownCode,
  UnknownFiles,
  UnreadDeploy,
  Use,
  WorkflowReport,
} from "@deploy-actions/workflow";
import type { NamedImage, Severity } from "../finding.ts";

/** Options chosen by the user of the check. */
export type Settings = {
  /** What is undecided, not understood or not read is an error too. */
  readonly strict: boolean;
  /** `sha`: actions and workflows of other owners must be pinned. */
  readonly actions: "sha" | "off";
  /** Owners (`acme`) whose actions and workflows may be used by tag: the repository's own and any others. */
  readonly ownOwners: readonly string[];
};

/** Everything that a rule may look at besides the deployment itself. */
export type Context = { readonly settings: Settings; readonly report: WorkflowReport };

/** A related place before its line is computed; see `Related` in finding.ts. */
export type RelatedPlace = { readonly what: string; readonly place: SourcePlace; readonly deploys?: true | "besides" };

/** `message`: one sentence that says what is wrong, and one that says what to write instead. */
export type RawFinding = {
  readonly severity: Severity;
  readonly message: string;
  readonly place: SourcePlace;
  /** What the finding is about, such as the reference as written. Part of the finding's identity. */
  readonly subject: string;
  readonly job?: string;
  readonly step?: string;
  readonly chain?: readonly Hop[];
  readonly images?: readonly NamedImage[];
  readonly related?: readonly RelatedPlace[];
};

/** `id` is stable (`ITV…`), `name` is its readable form. A rule implements the hooks it needs. */
export type Rule = {
  readonly id: string;
  readonly name: string;
  /** The severity if nothing lowers it. */
  readonly severity: Severity;
  /** How often the rule is right, in SARIF's terms. */
  readonly precision: "very-high" | "high" | "medium";
  readonly tags: readonly string[];
  /** What it finds, in one sentence. */
  readonly summary: string;
  /** Why it matters, in a sentence or two of Markdown. */
  readonly why: string;
  /** What to do about it, in a sentence or two of Markdown. */
  readonly remedy: string;
  readonly onImage?: (image: DeployedImage, context: Context) => RawFinding | undefined;
  readonly onRestart?: (restart: Restart, context: Context) => RawFinding | undefined;
  readonly onUnknownFiles?: (files: UnknownFiles, context: Context) => RawFinding | undefined;
  readonly onTargetBuild?: (build: TargetBuild, context: Context) => RawFinding | undefined;
  readonly onUnread?: (deploy: UnreadDeploy, context: Context) => RawFinding | undefined;
  readonly onUnknownCode?: (code: UnknownCode, context: Context) => RawFinding | undefined;
  readonly onUse?: (use: Use, context: Context) => RawFinding | undefined;
  readonly onProblem?: (problem: SourceProblem, context: Context) => RawFinding | undefined;
};

/** The path of the page that explains a rule, from the project's root. */
export function rulePage({ id }: Pick<Rule, "id">): string {
  return `docs/policy/${id}.md`;
}
