// The result of a check with one finding of every kind that reports must show, made by hand.
import type { CheckResult } from "../src/check.ts";
import type { Finding } from "../src/finding.ts";
import { at, COMMIT, check, hop, INPUT, image, LATEST, report, unknownFiles, value, WORKFLOW } from "./made.ts";

const trail = [hop("env TAG", 5), hop("default of input tag", 3, { fallback: true })];
const file = { asked: "compose.yml", name: "service web", at: at(30) };

/** ITV003 with a chain, ITV004 in a file, ITV006 twice, ITV010 beside the two errors. */
export function checked(): CheckResult {
  const fallback = image({
    written: "ghcr.io/acme/app:$TAG",
    judgement: { ...LATEST, value: value("ghcr.io/acme/app:latest", trail) },
  });
  const compose = image({ by: "docker compose up", place: at(4, 12, 23, "deploy/compose [1].yml"), file });
  const open = image({
    written: "app:$TAG",
    place: at(14),
    judgement: {
      verdict: "undecided",
      why: "only the caller knows its tag",
      value: value(`app:${INPUT}`, [hop("input tag", 3)]),
    },
  });
  const pushed = [
    { job: "build", step: "Push", written: "$IMAGE:$SHA", place: at(7), values: [value(`ghcr.io/acme/app:${COMMIT}`)] },
  ];
  return check([report({ deployments: [fallback, compose, open, unknownFiles()], pushed })]);
}

/** The same with every finding changed. */
export function checkedWith(change: (finding: Finding) => Finding): CheckResult {
  const result = checked();
  return { ...result, findings: result.findings.map(change) };
}

export const FIX = {
  description: "Deploy the tag that the build pushes.",
  replacements: [{ path: WORKFLOW, range: at(12).range(), text: "ghcr.io/acme/app:${{ github.sha }}" }],
};

export const SUPPRESSED = {
  by: "comment",
  reason: "the demo environment follows latest on purpose",
  place: { path: WORKFLOW, range: at(11).range() },
} as const;
