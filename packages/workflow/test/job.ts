// A job of one script, or of any steps, run as a workflow of its own, for tests of what several commands come to.
import type { Deployment } from "@deploy-actions/workflow-deploy";
import { filesOf } from "@deploy-actions/workflow-source/testing";
import { shown } from "@deploy-actions/workflow-source/value";
import { openProject } from "../src/project.ts";

export type Given = {
  readonly files?: Readonly<Record<string, string>>;
  /** What kind of job its name says it is; `deploy` unless told otherwise. */
  readonly name?: string;
  readonly runsOn?: string;
};

const PATH = ".github/workflows/w.yml";

/** What the job deploys, for people: `docker run app:latest: mutable`, `app: built by docker build`, `docker compose up: why unknown`. */
export function deploymentsOfScript(script: string, given: Given = {}): readonly string[] {
  return deploymentsOfSteps(`- run: |\n${indented(script, 4)}`, given);
}

/** The same for the YAML of a list of steps. */
export function deploymentsOfSteps(steps: string, { files = {}, name = "deploy", runsOn = "ubuntu-latest" }: Given) {
  const text = `on: push\njobs:\n  ${name}:\n    runs-on: ${runsOn}\n    steps:\n${indented(steps, 6)}`;
  const { deployments, problems } = openProject(filesOf({ ...files, [PATH]: text })).report(PATH);
  return [...problems.map(({ message }) => message), ...deployments.flatMap(displayText)];
}

function displayText(one: Deployment): string | readonly string[] {
  switch (one.is) {
    case "image": {
      const image = one.values.map(({ text }) => shown(text)).join(" | ");
      return `${one.by}${one.file === undefined ? "" : ` of ${one.place.path}`} ${image}: ${one.judgement.verdict}`;
    }
    case "target-build":
      return `${one.place.path}:${one.place.range().start.line}: built by ${one.by}`;
    case "restart":
      return `${one.by}: restarts ${one.what}`;
    case "unknown-files":
      return `${one.by}: ${one.why}`;
    // What was not read is another test's matter.
    case "unread":
    case "unknown-code":
      return [];
  }
}

function indented(text: string, by: number): string {
  return text
    .split("\n")
    .map((line) => `${" ".repeat(by)}${line}\n`)
    .join("");
}
