// Reports on workflows, made by hand: what the analysis would say, for tests of what follows from it.
import type {
  DeployedImage,
  Hop,
  Judgement,
  MutableClass,
  Restart,
  SourcePlace,
  UnknownFiles,
  Value,
  WorkflowReport,
} from "@deploy-actions/workflow";
import { type CheckContext, type CheckResult, checkReports } from "../src/check.ts";
import { EMPTY_CONFIG } from "../src/config/config.ts";
import type { Settings } from "../src/rules/rule.ts";

export const WORKFLOW = ".github/workflows/deploy.yml";

/** What stands in a value for a whole commit SHA, an input and a secret, in the private use of packages/workflow-source. */
export const COMMIT = "\u{f0028}";
export const INPUT = "\u{f0106}";
export const SECRET = "\u{f0107}";

export const lenient: Settings = { strict: false, actions: "off", ownOwners: [] };

/** `length` characters from a line and column on. */
export function at(line: number, column = 9, length = 10, path = WORKFLOW): SourcePlace {
  return { path, range: () => ({ start: { line, column }, end: { line, column: column + length } }) };
}

export function hop(what: string, line: number, more: { fallback?: true } = {}): Hop {
  return { what, place: at(line, 3), ...more };
}

export function value(text: string, trail: readonly Hop[] = []): Value {
  return { text, trail };
}

export function mutable(text: string, kind: MutableClass, why: string, trail: readonly Hop[] = []): Judgement {
  return { verdict: "mutable", class: kind, why, value: value(text, trail) };
}

export const LATEST = mutable("ghcr.io/acme/app:latest", "latest", 'the tag "latest" moves with every push');

/** An own image that a job named deploy runs by docker run, by the tag latest where nothing else is given. */
export function image(parts: Partial<DeployedImage> = {}): DeployedImage {
  const judgement = parts.judgement ?? LATEST;
  return {
    is: "image",
    job: "deploy",
    step: "Run",
    by: "docker run",
    written: "ghcr.io/acme/app:latest",
    place: at(12),
    values: [judgement.value],
    judgement,
    certainty: "deploy",
    own: true,
    ...parts,
  };
}

export function restart(parts: Partial<Restart> = {}): Restart {
  return {
    is: "restart",
    job: "deploy",
    step: "Roll",
    by: "kubectl rollout restart",
    what: "deployment/api",
    place: at(20),
    certainty: "deploy",
    ...parts,
  };
}

export function unknownFiles(parts: Partial<UnknownFiles> = {}): UnknownFiles {
  return {
    is: "unknown-files",
    job: "deploy",
    step: "Apply",
    by: "kubectl apply",
    asked: "k8s/",
    why: "k8s/ is not in this repository",
    place: at(25),
    certainty: "deploy",
    ...parts,
  };
}

export function report(parts: Partial<WorkflowReport> = {}): WorkflowReport {
  return { path: WORKFLOW, deployments: [], uses: [], pushed: [], problems: [], files: [WORKFLOW], ...parts };
}

/** What comes of reports where nobody allowed anything. */
export function check(
  reports: readonly WorkflowReport[],
  settings: Settings = lenient,
  decisions: Partial<CheckContext> = {},
): CheckResult {
  return checkReports(reports, settings, {
    text: () => undefined,
    config: EMPTY_CONFIG,
    today: "2026-01-31",
    ...decisions,
  });
}
