// Runs the validator over a labelled sample, each workflow together with the other files of its repository.
import { join } from "node:path";
import { check, today } from "@deploy-actions/check";
import type { Location } from "@deploy-actions/policy";
import { project } from "../actions.ts";
import type { Place, Said } from "./compare.ts";
import type { Labelled } from "./labels.ts";

/** For each label in order what was found: everything but what the repository itself lets pass. */
export async function checkSample(folder: string, labels: readonly Labelled[]): Promise<readonly (readonly Said[])[]> {
  const said: (readonly Said[])[] = [];
  for (const labelled of labels) said.push(await checkOne(folder, labelled));
  return said;
}

/** The sample's callers of the reference workflows call them by the name that they have here. */
const publishedAs = project().repository;

async function checkOne(folder: string, { n, path, repo }: Labelled): Promise<readonly Said[]> {
  const ownOwners = repo.split("/").slice(0, 1);
  const settings = { strict: false, actions: "off", ownOwners, deployJobs: [], buildJobs: [] } as const;
  const checked = await check({ root: join(folder, n), workflows: [path], settings, today: today(), publishedAs });
  if (!checked.ok) throw new Error(`${n}: ${checked.problems[0]?.message}`);
  return checked.result.findings
    .filter(({ suppressed }) => suppressed === undefined)
    .map(({ rule, message, related, ...at }) => ({ rule, message, ...lineOf(at), related: related.map(lineOf) }));
}

function lineOf({ path, range }: Location): Place {
  return { path, line: range.start.line };
}
