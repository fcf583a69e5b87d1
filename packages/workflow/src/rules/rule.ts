// What a rule is and what it finds. A rule sees one deployed reference or one problem; it knows nothing of YAML, shells or reports.
import type { Deployed } from "../deploy/deployed.ts";
import type { Problem } from "../source/decode.ts";
import type { Range } from "../source/position.ts";

export type Severity = "error" | "warning";

/** `message` says what is wrong and what to write instead. */
export type Complaint = { readonly severity: Severity; readonly message: string };

/** `id` is stable (`ITV…`), `name` is its readable form. A rule implements the hook it needs. */
export type Rule = {
  readonly id: string;
  readonly name: string;
  readonly onReference?: (reference: Deployed) => Complaint | undefined;
  readonly onProblem?: (problem: Problem) => Complaint | undefined;
};

export type Finding = Complaint & {
  readonly rule: string;
  readonly name: string;
  readonly path: string;
  readonly range: Range;
};

/** What to write instead, said the same way by every rule. */
export const IMMUTABLE_FORMS =
  "Deploy the image by its digest (name@sha256:…) or by a tag that carries the commit (name:sha-${{ github.sha }}).";

/** How the reference comes to run, for the beginning of a message. */
export function deployPhrase({ by, written, job, certainty }: Deployed): string {
  if (certainty === "promote") return `Job "${job}" pulls ${written} only to push it under another name`;
  if (certainty === "maybe" && by.startsWith("docker ")) return `Job "${job}" may deploy ${written} with ${by}`;
  if (by.startsWith("docker ")) return `Job "${job}" deploys ${written} with ${by}`;
  return `Job "${job}" runs ${written} as its ${by}`;
}

/** A deploy is held to the policy; where it only may be one, or only promotes, the rule warns. */
export function severityOf({ certainty }: Deployed): Severity {
  return certainty === "deploy" ? "error" : "warning";
}
