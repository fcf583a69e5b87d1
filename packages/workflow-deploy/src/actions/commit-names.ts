// Actions that compute a name for a build: the short commit, the branch as a slug, the next version.
import { commitMark, mark, only, type Values } from "@deploy-actions/workflow-source/value";
import type { ActionStep, ActionVerb } from "../action-verb.ts";
import { NOTHING, textOf } from "./inputs.ts";

type Names = Readonly<Record<string, Values>>;

const FULL = only(commitMark());
const VERSION = only(mark("version"));
const BRANCH = only(mark("branch"));

export const commitNames: readonly ActionVerb[] = [
  gives(["actions/checkout"], (step) => (step.input("repository") === undefined ? { commit: FULL } : {})),
  gives(
    ["benjlevesque/short-sha"],
    (step) => ({ sha: short(step) }),
    (step) => ({ [textOf(step.input("variable_name")) ?? "SHA"]: short(step) }),
  ),
  gives(["prompt/actions-commit-hash", "pr-mpt/actions-commit-hash"], () => ({
    short: only(commitMark(7)),
    long: FULL,
  })),
  gives(
    ["rlespinasse/short-sha"],
    () => ({}),
    () => ({ GITHUB_SHA_SHORT: only(commitMark(8)) }),
  ),
  gives(["rlespinasse/github-slug-action", "rlespinasse/github-slug-action/short-sha"], () => ({}), slugs),
  gives(
    ["nelonoel/branch-name"],
    () => ({}),
    () => ({ BRANCH_NAME: BRANCH }),
  ),
  gives(["tj-actions/branch-names"], () => ({ current_branch: BRANCH, ref_branch: BRANCH, tag: VERSION })),
  gives(["mathieudutour/github-tag-action"], () => ({ new_tag: VERSION, new_version: VERSION, previous_tag: VERSION })),
  gives(["anothrnick/github-tag-action"], () => ({ new_tag: VERSION, tag: VERSION, part: only(mark("expression")) })),
  gives(["google-github-actions/release-please-action", "googleapis/release-please-action"], () => ({
    tag_name: VERSION,
    version: VERSION,
    sha: FULL,
  })),
  gives(["cycjimmy/semantic-release-action"], () => ({
    new_release_version: VERSION,
    new_release_git_tag: VERSION,
    last_release_version: VERSION,
  })),
  gives(["paulhatch/semantic-version"], () => ({ version: VERSION, version_tag: VERSION })),
  gives(["gittools/actions/gitversion/execute"], () => ({
    semVer: VERSION,
    fullSemVer: VERSION,
    majorMinorPatch: VERSION,
    sha: FULL,
    shortSha: only(commitMark(7)),
  })),
  gives(["wyrihaximus/github-action-get-previous-tag", "actions-ecosystem/action-get-latest-tag"], () => ({
    tag: VERSION,
  })),
  gives(["dawidd6/action-get-tag", "olegtarasov/get-tag"], () => ({ tag: VERSION })),
];

type Read = (step: ActionStep) => Names;

function gives(actions: readonly string[], outputs: Read, environment: Read = () => ({})): ActionVerb {
  return {
    actions,
    read: () => NOTHING,
    outputs: (step) => new Map(Object.entries(outputs(step))),
    environment: (step) => new Map(Object.entries(environment(step))),
  };
}

function short(step: ActionStep): Values {
  return only(commitMark(Number(textOf(step.input("length"))) || 7));
}

/** `GITHUB_…_SLUG`, `…_SLUG_URL`, `…_URL`, with `_CS` if case is kept; commits have eight digits by default. */
function slugs(step: ActionStep): Names {
  const commit = only(commitMark(Number(textOf(step.input("short-length"))) || 8));
  const named = ["GITHUB_REF", "GITHUB_REF_NAME", "GITHUB_HEAD_REF", "GITHUB_BASE_REF", "GITHUB_REF_POINT"].flatMap(
    (name) =>
      ["_SLUG", "_SLUG_URL", "_SLUG_CS", "_SLUG_URL_CS"].map((ending): [string, Values] => [name + ending, BRANCH]),
  );
  return {
    ...Object.fromEntries(named),
    GITHUB_REF_NAME: BRANCH,
    GITHUB_SHA_SHORT: commit,
    GITHUB_EVENT_PULL_REQUEST_HEAD_SHA_SHORT: commit,
  };
}
