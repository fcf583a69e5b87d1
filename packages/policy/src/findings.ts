// Asks every rule about everything that a workflow deploys and uses, and makes findings of what they say.
import type { Deployment, WorkflowReport } from "@deploy-actions/workflow";
import type { Finding, Related } from "./finding.ts";
import { rules } from "./rules/all.ts";
import type { Complaint, Context, Mention, Rule, Settings } from "./rules/rule.ts";

/** All findings on one workflow and the files that it deploys, in no order. */
export function findingsOf(report: WorkflowReport, settings: Settings): readonly Finding[] {
  const context: Context = { report, settings };
  return rules.flatMap((rule) =>
    [
      ...report.deployments.map((deployment) => ofDeployment(rule, deployment, context)),
      ...report.uses.map((use) => rule.onUse?.(use, context)),
      ...report.problems.map((problem) => rule.onProblem?.(problem, context)),
    ].flatMap((complaint) => (complaint === undefined ? [] : finding(rule, complaint))),
  );
}

function ofDeployment(rule: Rule, deployment: Deployment, context: Context): Complaint | undefined {
  switch (deployment.is) {
    case "image":
      return rule.onImage?.(deployment, context);
    case "restart":
      return rule.onRestart?.(deployment, context);
    case "unknown-files":
      return rule.onUnknownFiles?.(deployment, context);
    case "target-build":
      return rule.onTargetBuild?.(deployment, context);
    case "unread":
      return rule.onUnread?.(deployment, context);
  }
}

/** Characters. A word of a script can be as long as a file, and its beginning names it well enough. */
const SUBJECT_LIMIT = 1000;

function finding({ id, name }: Rule, { place, chain, related, subject, ...rest }: Complaint): Finding {
  return {
    rule: id,
    name,
    path: place.path,
    range: place.range(),
    ...rest,
    subject: subject.slice(0, SUBJECT_LIMIT),
    chain: chain ?? [],
    related: (related ?? []).map(located),
  };
}

function located({ place, ...rest }: Mention): Related {
  return { ...rest, path: place.path, range: place.range() };
}
