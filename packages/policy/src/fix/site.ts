// Where fixes are wanted in one workflow and the files it deploys, and what could be written there.
import type { DeployedImage, WorkflowReport } from "@deploy-actions/workflow";
import { mutableDefault } from "../rules/mutable-default.ts";
import { placeKey } from "../settle.ts";
import type { Candidate } from "./candidate.ts";
import { type Excerpts, excerptsOf } from "./excerpt.ts";
import { givenVariableCandidates } from "./given-variable.ts";
import { jobsIn } from "./jobs.ts";
import { pushedTagCandidates } from "./pushed-tag.ts";
import { requiredCandidates } from "./required.ts";

/** A place, and all that is deployed by it: several jobs or callers may come by. */
export type Site = {
  readonly place: string;
  readonly images: readonly DeployedImage[];
  readonly candidates: readonly Candidate[];
  /** For where none of those is right. */
  readonly otherwise: readonly Candidate[];
};

/** Nobody would read a patch for more places of one workflow. */
const LIMIT = 100;

/** `wanted` gives the rule of the finding by place. */
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
  const page = { report, excerpts: excerptsOf(workflow), jobs: jobsIn(report.path, workflow) };
  const others = new Map<string, Excerpts | undefined>([[report.path, page.excerpts]]);
  const excerpts = (path: string): Excerpts | undefined => {
    const other = others.has(path) ? undefined : text(path);
    if (other !== undefined) others.set(path, excerptsOf(other));
    return others.get(path);
  };
  return places.flatMap(([place, some]): Site[] => {
    const [image] = some;
    if (image === undefined) return [];
    const isDefault = wanted.get(place) === mutableDefault.id;
    const candidates = isDefault ? givenVariableCandidates(some, page, excerpts) : pushedTagCandidates(image, page);
    const otherwise = isDefault ? requiredCandidates(image, excerpts) : [];
    return candidates.length + otherwise.length === 0 ? [] : [{ place, images: some, candidates, otherwise }];
  });
}
