// The git refs that runs of a workflow can have, depending on its triggers:
// https://docs.github.com/en/actions/reference/workflows-and-actions/events-that-trigger-workflows
import { mark } from "../value/mark.ts";
import type { Triggers } from "./triggers.ts";

/** `name` is the value of `github.ref_name`. */
export type Ref = { readonly kind: "heads" | "tags" | "pull"; readonly name: string };

const BRANCH: Ref = { kind: "heads", name: mark("branch") };
const TAG: Ref = { kind: "tags", name: mark("version") };
/** `12/merge`: a name that moves with each push, like a branch. */
const PULL: Ref = { kind: "pull", name: mark("branch") };

/** Events that do not run on the default branch. All others do. */
const OTHER_EVENTS: ReadonlyMap<string, readonly Ref[]> = new Map([
  ["pull_request", [PULL]],
  ["pull_request_review", [PULL]],
  ["pull_request_review_comment", [PULL]],
  ["release", [TAG]],
  ["create", [BRANCH, TAG]],
  ["deployment", [BRANCH, TAG]],
  ["deployment_status", [BRANCH, TAG]],
  ["registry_package", [BRANCH, TAG]],
  ["workflow_call", [BRANCH, TAG]],
  ["workflow_dispatch", [BRANCH, TAG]],
]);

/** Never empty, and without duplicates. */
export function refsOf(triggers: Triggers): readonly Ref[] {
  const refs = [...triggers.events].flatMap((event) =>
    event === "push" ? pushed(triggers) : (OTHER_EVENTS.get(event) ?? [BRANCH]),
  );
  if (refs.length === 0) return [BRANCH, TAG];
  return [...new Map(refs.map((ref) => [`${ref.kind}/${ref.name}`, ref])).values()];
}

/** The full refs: `refs/heads/main`. */
export function refTexts(triggers: Triggers): readonly string[] {
  return refsOf(triggers).map(({ kind, name }) => `refs/${kind}/${name}`);
}

/** Branches and tags that the workflow lists literally keep their names. */
function pushed({ pushBranches = [], pushTags = [] }: Triggers): readonly Ref[] {
  return [
    ...pushBranches.map((pattern): Ref => (isPattern(pattern) ? BRANCH : { kind: "heads", name: pattern })),
    ...pushTags.map((pattern): Ref => (isPattern(pattern) ? TAG : { kind: "tags", name: pattern })),
  ];
}

function isPattern(name: string): boolean {
  return /[*?+[\]!]/.test(name);
}
