import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { baseOfRun, commitsOfRun } from "./run-event.ts";

const [A, B, C] = ["a".repeat(40), "b".repeat(40), "c".repeat(64)];
const folder = mkdtempSync(join(tmpdir(), "event-"));
afterAll(() => rmSync(folder, { recursive: true }));

function run(event: string, payload: unknown): NodeJS.ProcessEnv {
  const path = join(folder, "event.json");
  writeFileSync(path, typeof payload === "string" ? payload : JSON.stringify(payload));
  return { GITHUB_EVENT_NAME: event, GITHUB_EVENT_PATH: path, GITHUB_SHA: A };
}

it.each([
  ["pull_request", { pull_request: { base: { sha: A } } }, A, true],
  ["pull_request_target", { pull_request: { base: { sha: C } } }, C, true],
  ["merge_group", { merge_group: { base_sha: B } }, B, true],
  ["push", { before: B, after: A }, B, false],
])("takes the base of %s from the event", (event, payload, commit, proposes) => {
  expect(baseOfRun(run(event, payload))).toEqual({ is: "commit", commit, event, proposes });
});

it.each<[string, unknown]>([
  ["push", { before: "0".repeat(40) }],
  ["schedule", { before: A }],
  ["workflow_dispatch", {}],
  ["pull_request", { pull_request: { base: { sha: A.slice(1) } } }],
  ["pull_request", { pull_request: { base: { sha: A.toUpperCase() } } }],
  ["pull_request", { pull_request: null }],
  ["pull_request", []],
  ["pull_request", "not JSON"],
])("finds no base in %s %j", (event, payload) => expect(baseOfRun(run(event, payload))).toEqual({ is: "none", event }));

it("finds no base without an event file", () => {
  expect(baseOfRun({})).toEqual({ is: "none", event: "unknown" });
  expect(baseOfRun({ GITHUB_EVENT_PATH: folder })).toEqual({ is: "none", event: "unknown" });
});

it("lists the commits that the run is about, each once", () => {
  expect(commitsOfRun(run("pull_request", { pull_request: { head: { sha: B }, merge_commit_sha: A } }))).toEqual([
    A,
    B,
  ]);
  expect(commitsOfRun(run("workflow_run", { workflow_run: { head_sha: C } }))).toEqual([A, C]);
  expect(commitsOfRun({ GITHUB_SHA: "main" })).toEqual([]);
});
