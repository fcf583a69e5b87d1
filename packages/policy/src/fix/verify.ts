// Verifies edits by analysing the edited workflow: they must have the intended effect and change nothing else that is deployed. This way,
// fixes need no rules of their own about scopes, quotes or expressions.
import type { Deployment, WorkflowReport } from "@deploy-actions/workflow";
import { applyEdits } from "./apply.ts";
import type { Candidate } from "./candidate.ts";
import type { Site } from "./site.ts";

export type Sources = {
  text(path: string): string | undefined;
  /** Analyses a workflow as if these files (by path) had these texts. */
  recheck(path: string, texts: ReadonlyMap<string, string>): WorkflowReport;
};

/** The candidate chosen for each site. */
export type Choice = ReadonlyMap<Site, Candidate>;

/**
 * The sites where the chosen edits do not have the intended effect; empty if all do. Undefined if the edits cannot be applied or change
 * anything else.
 */
export function failedSites(
  choice: Choice,
  report: WorkflowReport,
  { text, recheck }: Sources,
): readonly Site[] | undefined {
  const texts = editedTexts(choice, text);
  const after = texts === undefined ? undefined : recheck(report.path, texts);
  if (after === undefined || after.problems.length > report.problems.length) return undefined;
  if (after.deployments.length !== report.deployments.length) return undefined;
  const now = new Map<Deployment, Deployment | undefined>();
  for (const [index, before] of report.deployments.entries()) now.set(before, after.deployments[index]);
  const chosen = new Set<Deployment>([...choice.keys()].flatMap(({ images }) => images));
  if ([...now].some(([before, one]) => !chosen.has(before) && meaning(before) !== meaning(one))) return undefined;
  return [...choice].flatMap(([site, candidate]) => {
    const images = site.images.map((image) => now.get(image));
    return images.every((one) => one?.is === "image" && candidate.succeeds(one)) ? [] : site;
  });
}

/** Undefined if two edits overlap. */
function editedTexts(choice: Choice, text: Sources["text"]): ReadonlyMap<string, string> | undefined {
  const replacements = [...choice.values()].flatMap((candidate) => candidate.replacements);
  const texts = new Map<string, string>();
  for (const [path, edits] of Map.groupBy(replacements, (one) => one.path)) {
    const applied = applyEdits(text(path) ?? "", edits);
    if (applied.left.length > 0) return undefined;
    texts.set(path, applied.text);
  }
  return texts;
}

function meaning(one: Deployment | undefined): string | undefined {
  return one?.is === "image" ? one.values.map(({ text }) => text).join("\n") : one?.is;
}
