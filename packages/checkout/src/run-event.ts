// The commits that a run's event names, read from the event file that the runner provides (GITHUB_EVENT_PATH).
import { readFileSync, statSync } from "node:fs";

/**
 * The commit that a change is compared with: the base of a pull request or of a merge queue's group, or what a branch pointed to before a
 * push. `none`: the event has no base. `event` is its name, for messages.
 */
export type BaseOfRun =
  | { readonly is: "commit"; readonly commit: string; readonly event: string; readonly proposes: boolean }
  | { readonly is: "none"; readonly event: string };

/** `proposes` is true if the event is about a change that is not merged yet. */
export function baseOfRun(environment: Readonly<NodeJS.ProcessEnv>): BaseOfRun {
  const event = environment.GITHUB_EVENT_NAME || "unknown";
  const payload = payloadOf(environment);
  const proposed = at(payload, "pull_request", "base", "sha") ?? at(payload, "merge_group", "base_sha");
  if (proposed !== undefined) return { is: "commit", commit: proposed, event, proposes: true };
  const before = event === "push" ? at(payload, "before") : undefined;
  return before === undefined ? { is: "none", event } : { is: "commit", commit: before, event, proposes: false };
}

/** The full SHAs of the commits that this run is about, without duplicates. */
export function commitsOfRun(environment: Readonly<NodeJS.ProcessEnv>): readonly string[] {
  const payload = payloadOf(environment);
  const named = COMMITS.map((path) => at(payload, ...path));
  return [...new Set([commitIn(environment.GITHUB_SHA), ...named].filter((one) => one !== undefined))];
}

const COMMITS = [
  ["pull_request", "head", "sha"],
  ["pull_request", "merge_commit_sha"],
  ["merge_group", "head_sha"],
  ["workflow_run", "head_sha"],
  ["check_suite", "head_sha"],
  ["check_run", "head_sha"],
  ["deployment", "sha"],
  ["after"],
] as const;

/** Bytes. GitHub limits the payload of an event to 25 MB. */
const SIZE_LIMIT = 26_214_400;
/** All zeros stand for no commit, in the push that creates a branch. */
const COMMIT = /^(?!0+$)(?:[0-9a-f]{40}|[0-9a-f]{64})$/;

/** Undefined for a run without an event file that can be read. */
function payloadOf({ GITHUB_EVENT_PATH: path }: Readonly<NodeJS.ProcessEnv>): unknown {
  if (!path) return undefined;
  try {
    const stats = statSync(path);
    return stats.isFile() && stats.size <= SIZE_LIMIT ? JSON.parse(readFileSync(path, "utf8")) : undefined;
  } catch {
    return undefined;
  }
}

function at(payload: unknown, ...keys: readonly string[]): string | undefined {
  let value = payload;
  for (const key of keys) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, key)) return undefined;
    value = Reflect.get(value, key);
  }
  return commitIn(value);
}

function commitIn(value: unknown): string | undefined {
  return typeof value === "string" && COMMIT.test(value) ? value : undefined;
}
