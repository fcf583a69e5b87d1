// Counts deploys by verdict, each place once even if several workflows share it, and findings by severity.
import type { Deployment, WorkflowReport } from "@deploy-actions/workflow";
import type { Finding } from "./finding.ts";
import { placeKey } from "./merge-by-place.ts";
import { unknownCode } from "./rules/unknown-code.ts";
import { unreadDeploy } from "./rules/unread-deploy.ts";
import { unreadable } from "./rules/unreadable.ts";

/** `immutable`, `mutable` and `undecided` count deploys; the others count findings. A suppressed finding counts only as `suppressed`. */
export type Tally = {
  readonly immutable: number;
  readonly mutable: number;
  readonly undecided: number;
  readonly errors: number;
  readonly warnings: number;
  readonly notes: number;
  readonly suppressed: number;
  /** Jobs that deploy in a way that the check does not understand. */
  readonly unread: number;
  /** Places that could not be read, so that it is not known what they deploy. */
  readonly unreadable: number;
  /** Commands that the check does not understand beside those jobs, whether they are reported or not. */
  readonly unknown: number;
};

export function tallyOf(reports: readonly WorkflowReport[], findings: readonly Finding[]): Tally {
  const verdicts = [...verdictsByPlace(reports).values()];
  const deploys = (verdict: Verdict) => verdicts.filter((one) => one === verdict).length;
  const open = findings.filter(({ suppressed }) => suppressed === undefined);
  const weighing = (severity: Finding["severity"]) => open.filter((one) => one.severity === severity).length;
  return {
    immutable: deploys("immutable"),
    mutable: deploys("mutable"),
    undecided: deploys("undecided"),
    errors: weighing("error"),
    warnings: weighing("warning"),
    notes: weighing("note"),
    suppressed: findings.length - open.length,
    unread: open.filter(({ rule }) => rule === unreadDeploy.id).length,
    unreadable: open.filter(({ rule }) => rule === unreadable.id).length,
    unknown: unknownPlaces(reports, findings),
  };
}

/** The commands with unknown code, and those beside deploys that were understood, unless an exception accepts them. */
function unknownPlaces(reports: readonly WorkflowReport[], findings: readonly Finding[]): number {
  const isAbout = ({ rule }: Finding): boolean => rule === unknownCode.id || rule === unreadDeploy.id;
  const accepted = findings.filter((one) => one.suppressed !== undefined && isAbout(one)).map(placeKey);
  const places = reports
    .flatMap(({ deployments }) => deployments)
    .filter((one) => one.is === "unknown-code" || (one.is === "unread" && one.isBeside === true))
    .map(({ place }) => placeKey({ path: place.path, range: place.range() }));
  return [...new Set(places)].filter((place) => !accepted.includes(place)).length;
}

/** From best to worst: the worst verdict for a place counts. */
const VERDICTS = ["immutable", "undecided", "mutable"] as const;
type Verdict = (typeof VERDICTS)[number];

function verdictsByPlace(reports: readonly WorkflowReport[]): ReadonlyMap<string, Verdict> {
  const worst = new Map<string, Verdict>();
  for (const deployment of reports.flatMap(({ deployments }) => deployments)) {
    const verdict = verdictOf(deployment);
    if (verdict === undefined) continue;
    const key = placeKey({ path: deployment.place.path, range: deployment.place.range() });
    const known = worst.get(key);
    if (known === undefined || VERDICTS.indexOf(verdict) > VERDICTS.indexOf(known)) worst.set(key, verdict);
  }
  return worst;
}

function verdictOf(deployment: Deployment): Verdict | undefined {
  if (deployment.is === "image") return deployment.judgement.verdict;
  if (deployment.is === "restart") return "mutable";
  return deployment.is === "unknown-files" ? "undecided" : undefined;
}
