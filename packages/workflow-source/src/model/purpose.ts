// What a job is for, read from the names its author gave to step, job and workflow: the nearest name that says so decides.
import type { Job, Step, Workflow } from "./workflow.ts";

export type Purpose = "deploy" | "test" | "build" | "unknown";

const WORDS: ReadonlyMap<string, Purpose> = new Map([
  ...words(
    "deploy",
    "deploy deploys deployed deployment deploying rollout rollback prod production staging stage uat cd golive",
  ),
  ...words(
    "test",
    "test tests testing lint check checks e2e integration unit verify validate validation scan audit smoke bench benchmark security analyze analysis coverage format ci",
  ),
  ...words("build", "build builds building publish push package bake"),
]);

/** A job with an `environment:` deploys unless its step says otherwise. In one name, the first telling word decides. */
export function purposeOf(workflow: Workflow, job: Job, step?: Step): Purpose {
  const scopes: readonly Purpose[] = [
    said(step?.name),
    said(job.name),
    said(job.id),
    job.hasEnvironment ? "deploy" : "unknown",
  ];
  const near = scopes.find((purpose) => purpose !== "unknown") ?? "unknown";
  if (job.hasEnvironment && near === "build") return "deploy";
  if (near !== "unknown") return near;
  const fromName = said(workflow.name);
  return fromName === "unknown" ? said(fileName(workflow.path)) : fromName;
}

/**
 * What a job is by its names and its environment. `deploy`: it deploys. `part`: it belongs to a workflow that does. `unknown`: no name says more.
 * `none`: it builds or tests, or a team said so.
 */
export type JobKind = "deploy" | "part" | "unknown" | "none";

/** What is read, and runs in no container. */
const PAGES = /(?:^|[\s_-])(?:pages|docs|documentation|storybook)(?:$|[\s_-])/i;

/** Where a workflow deploys, its name says nothing of the jobs beside: those that notify, or prepare. */
export function kindOf(workflow: Workflow, job: Job): JobKind {
  const near = [said(job.name), said(job.id)].find((purpose) => purpose !== "unknown");
  if (near === "test") return "none";
  if (PAGES.test(`${job.name ?? ""} ${job.id}`)) return near === "build" ? "none" : "unknown";
  if (near === "deploy") return "deploy";
  if (near === "build") return job.hasEnvironment ? "unknown" : "none";
  if (job.hasEnvironment) return "deploy";
  return [said(workflow.name), said(fileName(workflow.path))].includes("deploy") ? "part" : "unknown";
}

/** "CI/CD" names everything and so says nothing; "build and deploy" does both, and a deploy is what must not be missed. */
function said(name: string | undefined): Purpose {
  const found: readonly string[] =
    (name ?? "")
      .replace(/([a-z])([A-Z])/g, "$1 $2")
      .toLowerCase()
      .match(/[a-z0-9]+/g) ?? [];
  const everything = found.includes("cicd") || (found.includes("ci") && found.includes("cd"));
  const telling = everything ? found.filter((word) => word !== "ci" && word !== "cd") : found;
  const purposes = telling.flatMap((word) => WORDS.get(word.replace(/\d+$/, "")) ?? []);
  const [first = "unknown"] = purposes;
  return first === "build" && purposes.includes("deploy") ? "deploy" : first;
}

function words(purpose: Purpose, list: string): (readonly [string, Purpose])[] {
  return list.split(" ").map((word) => [word, purpose] as const);
}

function fileName(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1).replace(/\.ya?ml$/, "");
}
