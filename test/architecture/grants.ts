// Compares the permissions that our called workflows request with those that their callers grant. GitHub refuses to start a run in which
// any job of a called workflow, skipped or not, requests more than the calling job has.
import { parse } from "yaml";
import { z } from "zod";
import { read } from "./files.ts";
import { ownTarget } from "./own-uses.ts";

const LEVELS = ["none", "read", "write"] as const;
type Level = (typeof LEVELS)[number];
type Grants = Readonly<Record<string, Level>>;

const grants = z.record(z.string(), z.enum(LEVELS)).nullable();
const job = z.looseObject({ uses: z.string().optional(), permissions: grants.optional() });
const workflow = z.looseObject({ permissions: grants.optional(), jobs: z.record(z.string(), job) });

/** Every permission that is requested and not granted, along all calls. `name` is only for messages. */
export function overreach(name: string, text: string): string[] {
  return beyond(name, text, undefined);
}

/** Jobs that name no permissions, so that they have what their workflow's caller grants. */
export function unbounded(text: string): string[] {
  const { permissions, jobs } = workflow.parse(parse(text));
  if (permissions !== undefined) return [];
  return Object.entries(jobs).flatMap(([id, { permissions: own }]) => (own === undefined ? [id] : []));
}

/** `ceiling` is what the calling job has; undefined for a workflow that an event starts. */
function beyond(name: string, text: string, ceiling: Grants | undefined): string[] {
  const { permissions, jobs } = workflow.parse(parse(text));
  return Object.entries(jobs).flatMap(([id, { uses, permissions: own }]) => {
    const stated = own ?? permissions;
    const excess =
      ceiling === undefined || stated == null
        ? []
        : Object.entries(stated)
            .filter(([scope, level]) => LEVELS.indexOf(level) > LEVELS.indexOf(ceiling[scope] ?? "none"))
            .map(([scope, level]) => `${name}, job ${id}: ${scope}: ${level} is not granted by its caller`);
    const called = uses === undefined ? undefined : ownTarget(uses);
    if (called === undefined || !("workflow" in called)) return excess;
    const had = stated ?? ceiling;
    if (had === undefined) return [...excess, `${name}, job ${id}: calls a workflow and does not say what it grants`];
    return [...excess, ...beyond(called.workflow, read(called.workflow), had)];
  });
}
