// Holds one workflow file to the policy: model, deployed references, rules. No file can make it throw.
import { type Deployed, deploymentsOf, type Unread } from "./deploy/deployed.ts";
import { readWorkflow } from "./model/read.ts";
import { rules } from "./rules/all.ts";
import type { Complaint, Finding, Rule } from "./rules/rule.ts";
import { decodeSource, type Problem } from "./source/decode.ts";
import { byPosition, FILE_START, type Range } from "./source/position.ts";

/** How many deployed or promoted references were judged each way. */
export type Tally = { readonly immutable: number; readonly mutable: number; readonly undecided: number };
export type FileReport = {
  readonly path: string;
  /** In the order they stand in the file. */
  readonly findings: readonly Finding[];
  readonly tally: Tally;
  readonly unread: Unread;
};

/** Checks the bytes of one workflow; `path` is how findings name it. */
export function checkWorkflow(path: string, bytes: Uint8Array): FileReport {
  const decoded = decodeSource(path, bytes);
  if (!decoded.ok) return problemReport(decoded.problem);
  try {
    const { workflow, problems } = readWorkflow(decoded.file);
    const deployments = deploymentsOf(workflow);
    const complaints = [
      ...deployments.references.flatMap((one) => findings(path, one.range, (rule) => rule.onReference?.(one))),
      ...[...problems, ...deployments.problems].flatMap(ofProblem),
    ];
    return { path, findings: inOrder(complaints), tally: tallyOf(deployments.references), unread: deployments.unread };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return problemReport({ path, range: FILE_START, message: `This file could not be checked: ${reason}.` });
  }
}

/** The report on a file of which nothing but a problem is known. */
export function problemReport(problem: Problem): FileReport {
  return {
    path: problem.path,
    findings: ofProblem(problem),
    tally: { immutable: 0, mutable: 0, undecided: 0 },
    unread: { composeCommands: 0, foreignScripts: 0 },
  };
}

function ofProblem(problem: Problem): Finding[] {
  return findings(problem.path, problem.range, (rule) => rule.onProblem?.(problem));
}

function findings(path: string, range: Range, ask: (rule: Rule) => Complaint | undefined): Finding[] {
  return rules.flatMap((rule) => {
    const complaint = ask(rule);
    return complaint === undefined ? [] : [{ rule: rule.id, name: rule.name, path, range, ...complaint }];
  });
}

/** An anchor shared by several jobs gives the same finding at the same place more than once; one is enough. */
function inOrder(all: readonly Finding[]): Finding[] {
  const kept = new Map<string, Finding>();
  for (const finding of all) {
    const { start } = finding.range;
    const key = `${start.line}:${start.column}:${finding.rule}`;
    const known = kept.get(key);
    if (known === undefined || (known.severity === "warning" && finding.severity === "error")) kept.set(key, finding);
  }
  return [...kept.values()].sort((a, b) => byPosition(a.range, b.range));
}

function tallyOf(references: readonly Deployed[]): Tally {
  const count = (verdicts: readonly string[]): number =>
    references.filter(({ judgement }) => verdicts.includes(judgement.verdict)).length;
  return { immutable: count(["immutable"]), mutable: count(["mutable", "untagged"]), undecided: count(["undecided"]) };
}
