import { expect, it } from "vitest";
import { FILE_START, type SourcePlace } from "../position.ts";
import { shown } from "../value/mark.ts";
import { parseYaml } from "../yaml/document.ts";
import { githubContext } from "./github.ts";
import { triggersOf } from "./triggers.ts";

const PLACE: SourcePlace = { path: "w.yml", range: () => FILE_START };

/** What a path may be in a workflow with this `on:`. */
function textsOf(on: string, path: string): readonly string[] | undefined {
  const triggers = triggersOf(parseYaml({ path: "w.yml", text: `on: ${on}\n` }).root?.get("on"));
  return githubContext(path.split("."), triggers, PLACE)?.map(({ text }) => shown(text));
}

it.each([
  ["push", "github.sha", ["<commit>"]],
  ["push", "GITHUB.Workflow_Sha", ["<commit>"]],
  ["push", "github.event.head_commit.id", ["<commit>"]],
  ["push", "github.event.commits.0.id", ["<commit>"]],
  ["push", "github.event.after", ["<commit>"]],
  ["pull_request", "github.event.pull_request.head.sha", ["<commit>"]],
  ["pull_request", "github.event.pull_request.merge_commit_sha", ["<commit>"]],
  ["workflow_run", "github.event.workflow_run.head_sha", ["<commit>"]],
  ["check_suite", "github.event.check_suite.head_sha", ["<commit>"]],
  ["deployment", "github.event.deployment.sha", ["<commit>"]],
])("knows the commits: on %s, %s", (on, path, expected) => expect(textsOf(on, path)).toEqual(expected));

it.each([
  ["push", ["<branch>", "<version>"]],
  ["{push: {branches: [main]}}", ["main"]],
  ["{push: {branches: main}}", ["main"]],
  ["{push: {branches: [main, 'release/**', '!release/old']}}", ["main", "<branch>"]],
  ["{push: {branches-ignore: [main]}}", ["<branch>"]],
  ["{push: {tags: ['v*']}}", ["<version>"]],
  ["{push: {tags-ignore: ['v*']}}", ["<version>"]],
  ["{push: {branches: [main], tags: ['v*']}}", ["main", "<version>"]],
  ["{push: {branches: [main]}, workflow_dispatch: null}", ["main", "<branch>", "<version>"]],
  ["{push: {paths: [src]}}", ["<branch>", "<version>"]],
  ["[pull_request, release]", ["<branch>", "<version>"]],
  ["schedule", ["<branch>"]],
  ["release", ["<version>"]],
  ["null", ["<branch>", "<version>"]],
])("knows the refs that a workflow runs on: on %s", (on, expected) => {
  expect(textsOf(on, "github.ref_name")).toEqual(expected);
});

it.each([
  [
    "{push: {branches: [main], tags: ['v*']}, pull_request: {}}",
    "github.ref",
    ["refs/heads/main", "refs/tags/<version>", "refs/pull/<branch>"],
  ],
  ["push", "github.ref_type", ["branch", "tag"]],
  ["pull_request", "github.head_ref", ["<branch>"]],
  ["push", "github.head_ref", [""]],
  ["[push, pull_request]", "github.base_ref", ["<branch>", ""]],
  ["[push, workflow_dispatch]", "github.event_name", ["push", "workflow_dispatch"]],
  ["[workflow_dispatch, workflow_call]", "github.event_name", ["workflow_dispatch", "<expression>"]],
  ["push", "github.run_number", ["<run>"]],
  ["push", "github.repository", ["<name>/<name>"]],
  ["push", "github.actor", ["<name>"]],
  ["push", "github.token", ["<secret>"]],
  ["push", "runner.os", ["<name>"]],
  ["push", "github.nothing", undefined],
  ["push", "env.X", undefined],
])("knows the context: on %s, %s", (on, path, expected) => expect(textsOf(on, path)).toEqual(expected));

it.each([
  ["release", "github.event.release.tag_name", ["<version>"]],
  ["[release, push]", "github.event.release.tag_name", ["<version>", ""]],
  ["push", "github.event.release.tag_name", [""]],
  ["workflow_call", "github.event.release.tag_name", ["<version>", ""]],
  ["workflow_dispatch", "github.event.inputs.tag", ["<input>"]],
  ["repository_dispatch", "github.event.client_payload.tag", ["<remote>"]],
  ["push", "github.event.ref", ["refs/heads/<branch>", "refs/tags/<version>"]],
  ["pull_request", "github.event.pull_request.head.ref", ["<branch>"]],
  ["pull_request", "github.event.number", ["<branch>"]],
  ["workflow_run", "github.event.workflow_run.head_branch", ["<branch>"]],
  ["workflow_run", "github.event.workflow_run.id", ["<run>"]],
  ["push", "github.event.head_commit.timestamp", ["<time>"]],
  ["push", "github.event.repository.updated_at", ["<time>"]],
  ["push", "github.event.repository.name", ["<name>"]],
  ["push", "github.event.repository.full_name", ["<name>/<name>"]],
  ["push", "github.event.repository.default_branch", ["<branch>"]],
  ["push", "github.event.compare", undefined],
  ["push", "github.event", undefined],
])("knows the event: on %s, %s", (on, path, expected) => expect(textsOf(on, path)).toEqual(expected));

it("shows the path as it was written", () => {
  const triggers = triggersOf(undefined);
  expect(githubContext(["github", "SHA"], triggers, PLACE)?.[0]?.trail).toEqual([{ what: "github.SHA", place: PLACE }]);
});
