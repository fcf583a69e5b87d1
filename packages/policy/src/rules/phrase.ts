// How the rules speak: which job deploys what with what, and what to write instead, said the same way by every rule.
import { type DeployedImage, type Hop, shown, type UnknownFiles } from "@deploy-actions/workflow";
import type { Severity } from "../finding.ts";

/** What to write instead of a name that can change. */
export const IMMUTABLE_FORMS =
  "Deploy the image by its digest (name@sha256:…) or by a tag that carries the commit (name:sha-${{ github.sha }}).";

/** The beginning of a message: how the image comes to run. A further clause can follow after ", and". */
export function deployPhrase(image: DeployedImage): string {
  const { by, job, file, certainty } = image;
  const what = referenceIn(image);
  if (certainty === "promote") return `Job "${job}" pulls ${what} with ${by}, only to push it under another name`;
  const verb = certainty === "maybe" ? "may deploy" : "deploys";
  if (file !== undefined) return `Job "${job}" ${verb} ${file.asked} with ${by}, where ${file.name} is ${what}`;
  return /^(?:service|container)\b/.test(by)
    ? `Job "${job}" runs ${what} as its ${by}`
    : `Job "${job}" ${verb} ${what} with ${by}`;
}

/** How a rule's severity is softened where it isn't sure that something deploys. */
export function softened(severity: Severity, { certainty }: Pick<UnknownFiles, "certainty">): Severity {
  return certainty === "deploy" || severity === "note" ? severity : "warning";
}

/** `$TAG ← steps.meta.outputs.tag ← input tag (required, no default)`; empty where the value came through nothing. */
export function chainPhrase(written: string, chain: readonly Hop[]): string {
  return chain.length === 0 ? "" : [written, ...chain.map(({ what }) => what)].join(" ← ");
}

/** As written, with what that comes to where this says more. */
function referenceIn({ written, judgement }: DeployedImage): string {
  const meant = shown(judgement.value.text);
  return meant === written || judgement.verdict === "undecided" ? written : `${written} (here ${meant})`;
}
