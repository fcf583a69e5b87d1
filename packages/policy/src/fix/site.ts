// Collects the places in a workflow and its deployed files that need a fix, with the candidates for each.
import type { DeployedImage, WorkflowReport } from "@deploy-actions/workflow";
import { placeKey } from "../merge-by-place.ts";
import { mutableDefault } from "../rules/mutable-default.ts";
import type { Candidate } from "./candidate.ts";
import { jobsIn } from "./jobs.ts";
import { pushedTagCandidates } from "./pushed-tag.ts";
import { requiredCandidates } from "./require-value.ts";
import { setVariableCandidates } from "./set-variable.ts";
import { type SourceLines, sourceLines } from "./source-lines.ts";

/** One place and all images deployed from it: several jobs or callers can share it. */
export type Site = {
  readonly place: string;
  readonly images: readonly DeployedImage[];
  readonly candidates: readonly Candidate[];
  /** Used if none of `candidates` works. */
  readonly otherwise: readonly Candidate[];
};

/** A patch with more places in one workflow would be too long to review. */
const LIMIT = 100;

/** `wanted` maps each place to the rule of its finding. */
export function sitesOf(
  report: WorkflowReport,
  wanted: ReadonlyMap<string, string>,
  text: (path: string) => string | undefined,
): readonly Site[] {
  const images = Map.groupBy(
    report.deployments.filter((one) => one.is === "image"),
    ({ place }) => placeKey({ path: place.path, range: place.range() }),
  );
  const places = [...images].filter(([place]) => wanted.has(place)).slice(0, LIMIT);
  const workflow = places.length === 0 ? undefined : text(report.path);
  if (workflow === undefined) return [];
  const context = { report, excerpts: sourceLines(workflow), jobs: jobsIn(report.path, workflow) };
  const others = new Map<string, SourceLines | undefined>([[report.path, context.excerpts]]);
  const excerpts = (path: string): SourceLines | undefined => {
    const other = others.has(path) ? undefined : text(path);
    if (other !== undefined) others.set(path, sourceLines(other));
    return others.get(path);
  };
  return places.flatMap(([place, some]): Site[] => {
    const [image] = some;
    if (image === undefined) return [];
    const isDefault = wanted.get(place) === mutableDefault.id;
    const candidates = isDefault ? setVariableCandidates(some, context, excerpts) : pushedTagCandidates(image, context);
    const otherwise = isDefault ? requiredCandidates(image, excerpts) : [];
    return candidates.length + otherwise.length === 0 ? [] : [{ place, images: some, candidates, otherwise }];
  });
}
