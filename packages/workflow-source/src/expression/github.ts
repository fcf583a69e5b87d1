// Possible values in the `github` and `runner` contexts, depending on the workflow's triggers.
// https://docs.github.com/en/actions/reference/workflows-and-actions/contexts#github-context
import { WORKSPACE } from "../command/path.ts";
import type { SourcePlace } from "../position.ts";
import { commitMark, mark } from "../value/mark.ts";
import { only, union, type Values } from "../value/value.ts";
import { eventTexts } from "./event.ts";
import { refsOf, refTexts } from "./refs.ts";
import type { Triggers } from "./triggers.ts";

/** Events with a head and a base branch. */
const PULL_REQUESTS = ["pull_request", "pull_request_target"];

/** Properties that do not matter in an image reference: people, repositories and names of the run. */
const NAMES = new Set([
  ...["action", "action_ref", "action_repository", "actor", "actor_id", "job", "repository_id", "repository_owner"],
  ...["repository_owner_id", "repository_visibility", "retention_days", "triggering_actor", "workflow"],
]);

/**
 * The values of a path such as `["github", "ref_name"]`, ignoring case, each with a hop at `place`. Undefined if nothing is known. `""`
 * among them means that some of the workflow's events have no such property.
 */
export function githubContext(path: readonly string[], triggers: Triggers, place: SourcePlace): Values | undefined {
  const [context, ...names] = path.map((name) => name.toLowerCase());
  const texts = context === "github" ? githubTexts(names, triggers) : context === "runner" ? [mark("name")] : undefined;
  if (texts === undefined) return undefined;
  const trail = [{ what: path.join("."), place }];
  return union(...texts.map((text) => only(text, trail)));
}

function githubTexts([name = "", ...rest]: readonly string[], triggers: Triggers): readonly string[] | undefined {
  if (name === "event") return eventTexts(rest, triggers);
  switch (name) {
    case "sha":
    case "workflow_sha":
      return [commitMark()];
    case "ref":
      return refTexts(triggers);
    case "ref_name":
      return refsOf(triggers).map((ref) => ref.name);
    case "ref_type":
      return refsOf(triggers).map((ref) => (ref.kind === "tags" ? "tag" : "branch"));
    case "head_ref":
    case "base_ref":
      return ofPullRequests(triggers);
    case "event_name":
      return eventNames(triggers);
    case "run_id":
    case "run_number":
    case "run_attempt":
      return [mark("run")];
    case "repository":
      return [`${mark("name")}/${mark("name")}`];
    case "server_url":
      return [`https://${mark("name")}`];
    case "workspace":
      return [WORKSPACE];
    case "token":
      return [mark("secret")];
    default:
      return NAMES.has(name) ? [mark("name")] : undefined;
  }
}

/** A called workflow runs for the event of its caller. */
function eventNames({ events }: Triggers): readonly string[] {
  const own = [...events].filter((event) => event !== "workflow_call");
  return own.length < events.size || own.length === 0 ? [...own, mark("expression")] : own;
}

function ofPullRequests({ events }: Triggers): readonly string[] {
  const isOpen = events.size === 0 || events.has("workflow_call");
  const some = isOpen || PULL_REQUESTS.some((event) => events.has(event));
  const others = isOpen || [...events].some((event) => !PULL_REQUESTS.includes(event));
  return [...(some ? [mark("branch")] : []), ...(others ? [""] : [])];
}
