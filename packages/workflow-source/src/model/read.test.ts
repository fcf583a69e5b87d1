import { describe, expect, it } from "vitest";
import { readWorkflow } from "./read.ts";
import type { Job } from "./workflow.ts";

function jobs(text: string): readonly Job[] {
  return readWorkflow({ path: "w.yml", text }).workflow.jobs;
}

describe("the shell of a step", () => {
  it.each([
    [
      "the step's own",
      "defaults: {run: {shell: sh}}",
      "{runs-on: x, defaults: {run: {shell: bash}}, steps: [{run: a, shell: python}]}",
      "python",
    ],
    [
      "the job's default",
      "defaults: {run: {shell: sh}}",
      "{runs-on: x, defaults: {run: {shell: pwsh}}, steps: [{run: a}]}",
      "pwsh",
    ],
    ["the workflow's default", "defaults: {run: {shell: sh}}", "{runs-on: windows-latest, steps: [{run: a}]}", "sh"],
    ["that of Windows", "", "{runs-on: windows-latest, steps: [{run: a}]}", "pwsh"],
    ["bash elsewhere", "", "{runs-on: [self-hosted, linux], steps: [{run: a}]}", "bash"],
  ])("is %s", (_, head, job, shell) => {
    expect(jobs(`${head}\njobs:\n  a: ${job}\n`)[0]?.steps[0]?.shell).toBe(shell);
  });
});

it("reads environments, containers and services in both their forms", () => {
  const read = jobs(`jobs:
  a: { environment: prod, container: node, services: { db: { image: postgres } } }
  b: { environment: { name: prod }, container: { image: node }, services: { db: { image: "" } } }
  c: { environment: "", container: { options: --init } }
`);
  expect(read.map(({ hasEnvironment }) => hasEnvironment)).toEqual([true, true, false]);
  expect(read.map(({ images }) => images.map(({ where, text }) => `${where}=${text.value}`))).toEqual([
    ["container=node", "service db=postgres"],
    ["container=node"],
    [],
  ]);
});

it("passes over what is not of a workflow's shape", () => {
  expect(jobs("jobs: {a: 1, b: {steps: 2}, c: {steps: [1, [], null, {run: [x]}]}}")).toMatchObject([
    { id: "a", steps: [] },
    { id: "b", steps: [] },
    { id: "c", steps: [{ run: undefined }, { run: undefined }, { run: undefined }, { run: undefined }] },
  ]);
  expect(jobs("- a")).toEqual([]);
  expect(jobs("")).toEqual([]);
});

it("stops where aliases multiply the steps without end", () => {
  const shared = `x: &s\n${"  - run: a\n".repeat(300)}`;
  const { workflow, problems } = readWorkflow({
    path: "w.yml",
    text: `${shared}jobs:\n${Array.from({ length: 300 }, (_, index) => `  j${index}: {steps: *s}\n`).join("")}`,
  });
  expect(problems.map(({ message }) => message)).toEqual([expect.stringContaining("more than 10000 steps")]);
  expect(workflow.jobs.flatMap(({ steps }) => steps)).toHaveLength(10_000);
});
