// Runs every rule on everything that a workflow deploys and uses, and turns the results into findings.
import type { Deployment, WorkflowReport } from "@deploy-actions/workflow";
import type { Finding, Related } from "./finding.ts";
import { rules } from "./rules/all.ts";
import type { Context, RawFinding, RelatedPlace, Rule, Settings } from "./rules/rule.ts";

/** All findings for one workflow and the files that it deploys, unordered. */
export function findingsOf(report: WorkflowReport, settings: Settings): readonly Finding[] {
  const context: Context = { report, settings };
  return rules.flatMap((rule) =>
    [
      ...report.deployments.map((deployment) => ofDeployment(rule, deployment, context)),
      ...report.uses.map((use) => rule.onUse?.(use, context)),
      ...report.problems.map((problem) => rule.onProblem?.(problem, context)),
    ].flatMap((found) => (found === undefined ? [] : finding(rule, found))),
  );
}

function ofDeployment(rule: Rule, deployment: Deployment, context: Context): RawFinding | undefined {
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
    case "unknown-code":
      return rule.onUnknownCode?.(deployment, context);
  }
}

/** Characters. A word in a script can be as long as a file; its start is enough to identify it. */
const SUBJECT_LIMIT = 1000;

function finding({ id, name }: Rule, { place, chain, related, subject, ...rest }: RawFinding): Finding {
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

function located({ place, ...rest }: RelatedPlace): Related {
  return { ...rest, path: place.path, range: place.range() };
}
