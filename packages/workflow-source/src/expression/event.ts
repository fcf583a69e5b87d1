// What `github.event` may hold: the payload of the webhook that started the run, told by the names of its properties.
// https://docs.github.com/en/webhooks/webhook-events-and-payloads
import { commitMark, type MarkKind, mark } from "../value/mark.ts";
import { refTexts } from "./refs.ts";
import type { Triggers } from "./triggers.ts";

const PULL_REQUESTS = ["pull_request", "pull_request_target", "pull_request_review", "pull_request_review_comment"];

/** The events whose payload has a property. What isn't named here may come with any. */
const CARRIERS: ReadonlyMap<string, readonly string[]> = new Map([
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

/** Branches, and the numbers of pull requests: names that stay while what they mean moves on. */
const BRANCHES = new Set(["base_ref", "default_branch", "head_branch", "head_ref", "master_branch", "number"]);
/** The parts of a payload that say who and where. */
const NAMES = new Set(["enterprise", "organization", "pusher", "repository", "sender"]);
/** What those who called GitHub's API sent with it. */
const SENT: ReadonlyMap<string, MarkKind> = new Map([
  ["inputs", "input"],
  ["client_payload", "remote"],
  ["registry_package", "remote"],
]);

/**
 * The texts of `github.event.<path>`, in lower case; `""` where some of the workflow's events have no such property. Undefined where
 * nothing is known.
 */
export function eventTexts(path: readonly string[], triggers: Triggers): readonly string[] | undefined {
  const [root = ""] = path;
  const texts = root === "ref" && path.length === 1 ? refTexts(triggers) : [textOf(path)];
  const known = texts.filter((text) => text !== undefined);
  if (known.length === 0) return undefined;
  return [...(mayCarry(root, triggers) ? known : []), ...(mayLack(root, triggers) ? [""] : [])];
}

/** A called workflow sees the event of its caller. */
function mayCarry(root: string, { events }: Triggers): boolean {
  const carriers = CARRIERS.get(root);
  return (
    carriers === undefined ||
    events.size === 0 ||
    events.has("workflow_call") ||
    carriers.some((one) => events.has(one))
  );
}

function mayLack(root: string, { events }: Triggers): boolean {
  const carriers = CARRIERS.get(root);
  return carriers !== undefined && (events.size === 0 || [...events].some((event) => !carriers.includes(event)));
}

function textOf(path: readonly string[]): string | undefined {
  const [root = ""] = path;
  const last = path.at(-1) ?? "";
  const sent = SENT.get(root);
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
