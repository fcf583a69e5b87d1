import { expect, it } from "vitest";
import { purposeOf } from "./purpose.ts";
import { readWorkflow } from "./read.ts";

function purpose(text: string, path = ".github/workflows/w.yml"): string | undefined {
  const { workflow } = readWorkflow({ path, text });
  const job = workflow.jobs[0];
  return job && purposeOf(workflow, job, job.steps[0]);
}

it.each([
  ["the step's name", "name: CI\njobs: {build: {steps: [{name: Deploy to server, run: a}]}}", "deploy"],
  ["the first telling word of a name", "jobs: {deploy: {steps: [{name: Smoke test production, run: a}]}}", "test"],
  ["the same, the other way round", "jobs: {a: {steps: [{name: Deploy and test, run: a}]}}", "deploy"],
  ["the job's name before its id", "jobs: {test: {name: Ship to prod, steps: [{run: a}]}}", "deploy"],
  ["the job's id, in any case", "jobs: {buildImage: {steps: [{run: a}]}}", "build"],
  ["the deploy where a name says both", "jobs: {buildAndDeploy: {steps: [{run: a}]}}", "deploy"],
  ["the job's environment", "jobs: {main: {environment: dev, steps: [{run: a}]}}", "deploy"],
  ["the environment of a job that says build", "jobs: {build: {environment: dev, steps: [{run: a}]}}", "deploy"],
  ["the workflow's name", "name: Rollout\njobs: {main: {steps: [{run: a}]}}", "deploy"],
  ["a numbered name", "jobs: {deploy2: {steps: [{run: a}]}}", "deploy"],
  ["no name at all", "jobs: {main: {steps: [{name: Run it, run: a}]}}", "unknown"],
  ["a name that says everything", "name: CI/CD\njobs: {main: {steps: [{run: a}]}}", "unknown"],
])("goes by %s", (_, text, expected) => expect(purpose(text)).toBe(expected));

it("goes by the file's name in the end", () => {
  expect(purpose("jobs: {main: {steps: [{run: a}]}}", ".github/workflows/deploy-dev.yml")).toBe("deploy");
});
