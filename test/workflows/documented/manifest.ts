// manifest.yml as values, and which documented workflow each of its entries means.
import { parse } from "yaml";
import { z } from "zod";
import { read } from "../../architecture/files.ts";
import { type Documented, documentedWorkflows } from "./documents.ts";
import { NEEDS } from "./needs.ts";

const place = { page: z.string(), heading: z.string(), nth: z.number().int().default(1) };
const words = z.record(z.string(), z.string()).default({});

const runEntry = z.strictObject({
  ...place,
  event: z.enum(["push", "pull_request", "schedule", "workflow_dispatch", "workflow_call"]),
  inputs: words,
  secrets: words,
  variables: words,
  needs: z.array(z.enum(NEEDS)).default([]),
  replace: words,
  jobs: z.record(z.string(), z.enum(["success", "failure"])),
  says: z.array(z.string()).default([]),
});
const notRunEntry = z.strictObject({ ...place, reason: z.string().min(1) });
const schema = z.strictObject({ replace: words, run: z.array(runEntry), notRun: z.array(notRunEntry) });

export type RunEntry = z.output<typeof runEntry>;
export type Place = Pick<RunEntry, "page" | "heading" | "nth">;

const documented = documentedWorkflows();

export const manifest = schema.parse(parse(read("test/workflows/documented/manifest.yml")));

/** The page, heading and number of a workflow, as a reader finds it. */
export const nameOf = ({ page, heading, nth }: Place) => `${page}, under "${heading}"${nth > 1 ? `, ${nth}` : ""}`;

/** A page that ends in * means all pages with that prefix, and every workflow under the heading. */
export function means(entry: Place, { page, heading, nth }: Documented): boolean {
  if (entry.heading !== heading) return false;
  return entry.page.endsWith("*") ? page.startsWith(entry.page.slice(0, -1)) : entry.page === page && entry.nth === nth;
}

/** The documented workflow of an entry; throws when the document no longer has it. */
export function documentedBy(entry: Place): Documented {
  const found = documented.find((each) => means(entry, each));
  if (found === undefined) throw new Error(`there is no workflow at ${nameOf(entry)}`);
  return found;
}
