// Possible values in `github.event`, the webhook payload that started the run, by property name.
// https://docs.github.com/en/webhooks/webhook-events-and-payloads
import { commitMark, type MarkKind, mark } from "../value/mark.ts";
import { refTexts } from "./refs.ts";
import type { Triggers } from "./triggers.ts";

const PULL_REQUESTS = ["pull_request", "pull_request_target", "pull_request_review", "pull_request_review_comment"];

/** The events whose payload has a property. Properties not listed here may be in any payload. */
const EVENTS_WITH: ReadonlyMap<string, readonly string[]> = new Map([
  ["after", ["push", "pull_request", "pull_request_target"]],
  ["before", ["push", "pull_request", "pull_request_target"]],
  ["check_run", ["check_run"]],
  ["check_suite", ["check_suite"]],
  ["client_payload", ["repository_dispatch"]],
  ["commits", ["push"]],
  ["deployment", ["deployment", "deployment_status"]],
  ["deployment_status", ["deployment_status"]],
  ["head_commit", ["push"]],
  ["inputs", ["workflow_dispatch"]],
  ["issue", ["issues", "issue_comment"]],
  ["merge_group", ["merge_group"]],
  ["number", PULL_REQUESTS],
  ["pull_request", PULL_REQUESTS],
  ["ref", ["push", "create", "delete", "workflow_dispatch"]],
  ["registry_package", ["registry_package"]],
  ["release", ["release"]],
  ["workflow_run", ["workflow_run"]],
]);

/** Branches and pull request numbers: stable names for changing contents. */
const BRANCHES = new Set(["base_ref", "default_branch", "head_branch", "head_ref", "master_branch", "number"]);
/** Parts of a payload that identify people and repositories. */
const NAMES = new Set(["enterprise", "organization", "pusher", "repository", "sender"]);
/** Parts of a payload that the caller of GitHub's API provided. */
const CALLER_DATA: ReadonlyMap<string, MarkKind> = new Map([
  ["inputs", "input"],
  ["client_payload", "remote"],
  ["registry_package", "remote"],
]);

/**
 * The possible texts of `github.event.<path>`, in lower case; `""` if some of the workflow's events have no such property. Undefined if
 * nothing is known.
 */
export function eventTexts(path: readonly string[], triggers: Triggers): readonly string[] | undefined {
  const [root = ""] = path;
  const texts = root === "ref" && path.length === 1 ? refTexts(triggers) : [textOf(path)];
  const known = texts.filter((text) => text !== undefined);
  if (known.length === 0) return undefined;
  return [...(mayHave(root, triggers) ? known : []), ...(mayLack(root, triggers) ? [""] : [])];
}

/** A called workflow sees the event of its caller. */
function mayHave(root: string, { events }: Triggers): boolean {
  const carriers = EVENTS_WITH.get(root);
  return (
    carriers === undefined ||
    events.size === 0 ||
    events.has("workflow_call") ||
    carriers.some((one) => events.has(one))
  );
}

function mayLack(root: string, { events }: Triggers): boolean {
  const carriers = EVENTS_WITH.get(root);
  return carriers !== undefined && (events.size === 0 || [...events].some((event) => !carriers.includes(event)));
}

function textOf(path: readonly string[]): string | undefined {
  const [root = ""] = path;
  const last = path.at(-1) ?? "";
  const sent = CALLER_DATA.get(root);
  if (sent !== undefined) return mark(sent);
  if (isCommit(path, last)) return commitMark();
  if (last === "tag_name") return mark("version");
  if (BRANCHES.has(last) || (last === "ref" && root === "pull_request")) return mark("branch");
  if (last.endsWith("_at") || last === "timestamp") return mark("time");
  if (last === "run_number" || last === "run_attempt" || (last === "id" && root === "workflow_run")) return mark("run");
  if (last === "full_name") return `${mark("name")}/${mark("name")}`;
  return path.some((name) => NAMES.has(name)) ? mark("name") : undefined;
}

function isCommit([root = ""]: readonly string[], last: string): boolean {
  if (last === "sha" || last.endsWith("_sha")) return true;
  if (root === "after" || root === "before") return true;
  return last === "id" && (root === "head_commit" || root === "commits");
}
