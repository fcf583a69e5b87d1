// Determines the purpose of a job from the names of step, job and workflow: the nearest name that reveals one decides.
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

/** A job with an `environment:` deploys unless its step says otherwise. Within one name, the first matching word decides. */
export function purposeOf(workflow: Workflow, job: Job, step?: Step): Purpose {
  const scopes: readonly Purpose[] = [
    purposeFromName(step?.name),
    purposeFromName(job.name),
    purposeFromName(job.id),
    job.hasEnvironment ? "deploy" : "unknown",
  ];
  const near = scopes.find((purpose) => purpose !== "unknown") ?? "unknown";
  if (job.hasEnvironment && near === "build") return "deploy";
  if (near !== "unknown") return near;
  const fromName = purposeFromName(workflow.name);
  return fromName === "unknown" ? purposeFromName(fileName(workflow.path)) : fromName;
}

/**
 * What a job is, by its names and environment. `deploy`: it deploys. `part`: it belongs to a workflow that deploys. `unknown`: the names
 * reveal nothing. `none`: it builds or tests, or is listed in `build-jobs`.
 */
export type JobKind = "deploy" | "part" | "unknown" | "none";

/** Static sites, which do not run in a container. */
const PAGES = /(?:^|[\s_-])(?:pages|docs|documentation|storybook)(?:$|[\s_-])/i;

/** If a workflow deploys, its name reveals nothing about its other jobs, such as those that notify or prepare. */
export function jobKindOf(workflow: Workflow, job: Job): JobKind {
  const near = [purposeFromName(job.name), purposeFromName(job.id)].find((purpose) => purpose !== "unknown");
  if (near === "test") return "none";
  if (PAGES.test(`${job.name ?? ""} ${job.id}`)) return near === "build" ? "none" : "unknown";
  if (near === "deploy") return "deploy";
  if (near === "build") return job.hasEnvironment ? "unknown" : "none";
  if (job.hasEnvironment) return "deploy";
  return [purposeFromName(workflow.name), purposeFromName(fileName(workflow.path))].includes("deploy")
    ? "part"
    : "unknown";
}

/** "CI/CD" covers everything and so reveals nothing; "build and deploy" does both, and must count as a deploy. */
function purposeFromName(name: string | undefined): Purpose {
  const found: readonly string[] =
    (name ?? "")
      .replace(/([a-z])([A-Z])/g, "$1 $2")
      .toLowerCase()
      .match(/[a-z0-9]+/g) ?? [];
  const namesBoth = found.includes("cicd") || (found.includes("ci") && found.includes("cd"));
  const relevant = namesBoth ? found.filter((word) => word !== "ci" && word !== "cd") : found;
  const purposes = relevant.flatMap((word) => WORDS.get(word.replace(/\d+$/, "")) ?? []);
  const [first = "unknown"] = purposes;
  return first === "build" && purposes.includes("deploy") ? "deploy" : first;
}

function words(purpose: Purpose, list: string): (readonly [string, Purpose])[] {
  return list.split(" ").map((word) => [word, purpose] as const);
}

function fileName(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1).replace(/\.ya?ml$/, "");
}
