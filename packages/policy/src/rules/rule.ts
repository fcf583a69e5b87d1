// What a rule is and what it says. A rule sees what a workflow deploys, as values; it knows nothing of YAML, shells or reports.
import type {
  DeployedImage,
  Hop,
  Restart,
  SourcePlace,
  SourceProblem,
  TargetBuild,
  UnknownFiles,
  UnreadDeploy,
  Use,
  WorkflowReport,
} from "@deploy-actions/workflow";
import type { NamedImage, Severity } from "../finding.ts";

/** What the person who runs the check decides. */
export type Settings = {
  /** What cannot be decided breaks the policy too. */
  readonly strict: boolean;
  /** `sha`: what a workflow uses from others must be pinned. */
  readonly actions: "sha" | "off";
  /** Owners (`acme`) whose actions and workflows may be used by tag: the repository's own, and more. */
  readonly ownOwners: readonly string[];
};

/** What surrounds the thing that a rule looks at. */
export type Context = { readonly settings: Settings; readonly report: WorkflowReport };

/** A place that belongs to a complaint: a finding's `Related` before anyone asked for its line. */
export type Mention = { readonly what: string; readonly place: SourcePlace; readonly deploys?: true | "besides" };

/** `message`: one sentence that says what is wrong, one that says what to write instead. */
export type Complaint = {
  readonly severity: Severity;
  readonly message: string;
  readonly place: SourcePlace;
  /** What it is about: the reference as written, or the like. Part of the finding's identity. */
  readonly subject: string;
  readonly job?: string;
  readonly step?: string;
  readonly chain?: readonly Hop[];
  readonly images?: readonly NamedImage[];
  readonly related?: readonly Mention[];
};

/** `id` is stable (`ITV…`), `name` its readable form. A rule implements the hooks it needs. */
export type Rule = {
  readonly id: string;
  readonly name: string;
  /** The severity where nothing softens it. */
  readonly severity: Severity;
  /** How often it is right, in the words of SARIF. */
  readonly precision: "very-high" | "high" | "medium";
  readonly tags: readonly string[];
  /** What it finds, in one sentence. */
  readonly summary: string;
  /** Why that matters, in a sentence or two of Markdown. */
  readonly why: string;
  /** What to do about it, in a sentence or two of Markdown. */
  readonly remedy: string;
  readonly onImage?: (image: DeployedImage, context: Context) => Complaint | undefined;
  readonly onRestart?: (restart: Restart, context: Context) => Complaint | undefined;
  readonly onUnknownFiles?: (files: UnknownFiles, context: Context) => Complaint | undefined;
  readonly onTargetBuild?: (build: TargetBuild, context: Context) => Complaint | undefined;
  readonly onUnread?: (deploy: UnreadDeploy, context: Context) => Complaint | undefined;
  readonly onUse?: (use: Use, context: Context) => Complaint | undefined;
  readonly onProblem?: (problem: SourceProblem, context: Context) => Complaint | undefined;
};

/** The page that explains a rule, from the project's root. */
export function pageOf({ id }: Pick<Rule, "id">): string {
  return `docs/policy/${id}.md`;
}
