// Checks one repository: reads the configuration, analyses every workflow and applies the policy.
import { lstatSync } from "node:fs";
import { join } from "node:path";
import { setImmediate as otherWork } from "node:timers/promises";
import {
  type BaseText,
  type CheckResult,
  checkReports,
  everythingExcluded,
  globMatcher,
  mayHoldExceptions,
  pathFilter,
} from "@deploy-actions/policy";
import { openProject, type SourceProblem, type WorkflowReport } from "@deploy-actions/workflow";
import { type Base, type PolicySource, policySource } from "./policy-source.ts";
import { openRepository, type Repository } from "./repository.ts";
import { DEFAULT_CONFIG, type Settings } from "./settings.ts";
import { uncheckedWorkflows } from "./workflow-folders.ts";

export type Request = {
  /** The repository's folder. */
  readonly root: string;
  /** Paths from the root. */
  readonly workflows: readonly string[];
  readonly settings: Settings;
  /** The date used for expiring exceptions, YYYY-MM-DD. */
  readonly today: string;
  /**
   * The repository (`owner/name`) that this release comes from. Only its reference workflows are trusted, not others with the same names.
   */
  readonly publishedAs: string;
  /** The commit that the change is compared with; absent if the run has none. */
  readonly base?: Base;
};

export type CheckOutcome =
  | { readonly ok: true; readonly result: CheckResult; readonly text: Repository["text"] }
  /** Errors in the configuration; nothing was checked. */
  | { readonly ok: false; readonly problems: readonly SourceProblem[] };

/** A cancelled run has one second to stop. */
const TURN_MS = 100;

/** Rejects only if `signal` aborts. */
export async function check(request: Request, signal?: AbortSignal): Promise<CheckOutcome> {
  const { root, workflows, settings, today, publishedAs } = request;
  const repository = openRepository(root);
  const source = await policyOf(root, repository, request);
  if (!source.ok) return source;
  const { config } = source;
  const ownOwners = [...settings.ownOwners, ...config.ownOwners];
  const overrides = {
    ownOwners,
    deploys: jobsNamed([...settings.deployJobs, ...config.deployJobs]),
    builds: jobsNamed([...settings.buildJobs, ...config.buildJobs]),
  };
  const project = openProject(repository, overrides, publishedAs);
  const reports: WorkflowReport[] = [];
  let turn = performance.now();
  const included = workflows.filter(pathFilter(config.paths));
  for (const path of included) {
    const problem = repository.problem(path);
    reports.push(problem === undefined ? project.report(path) : unreadable(problem));
    if (performance.now() - turn < TURN_MS) continue;
    await otherWork();
    signal?.throwIfAborted();
    turn = performance.now();
  }
  const { strict, actions } = settings;
  const recheck = (path: string, texts: ReadonlyMap<string, string>): WorkflowReport =>
    project.edited(texts).report(path);
  const [last] = reports.splice(-1);
  const gaps = [...uncheckedWorkflows(root, workflows), ...repository.gaps()];
  if (last !== undefined) reports.push({ ...last, problems: [...last.problems, ...gaps] });
  const about = [
    ...source.about,
    ...(included.length === 0 ? [everythingExcluded(settings.config ?? DEFAULT_CONFIG, workflows.length, strict)] : []),
  ];
  const base = request.base === undefined ? undefined : await baseTexts(request.base, reports, repository);
  const decisions = { text: repository.text, config, today, recheck, about, ...(base === undefined ? {} : { base }) };
  return { ok: true, result: checkReports(reports, { strict, actions, ownOwners }, decisions), text: repository.text };
}

/** Today in local time, as YYYY-MM-DD. */
export function today(): string {
  return new Date().toISOString().slice(0, 10);
}

/** Whether a job's id or its name matches one of the globs. */
function jobsNamed(
  globs: readonly string[],
): (job: { readonly id: string; readonly name: string | undefined }) => boolean {
  const matchers = globs.map(globMatcher);
  return ({ id, name = id }) => matchers.some((matches) => matches(id) || matches(name));
}

function policyOf(root: string, repository: Repository, { settings, base }: Request): Promise<PolicySource> {
  const { config: named, strict } = settings;
  const path = named ?? DEFAULT_CONFIG;
  const exists = lstatSync(join(root, path), { throwIfNoEntry: false }) !== undefined;
  return policySource({ path, named: named !== undefined, exists, repository, base, strict });
}

/** The texts of the base commit for the files that contain exceptions. */
async function baseTexts(
  { applies, opened }: Base,
  reports: readonly WorkflowReport[],
  { text }: Repository,
): Promise<BaseText | undefined> {
  if (!applies || !opened.ok) return undefined;
  const texts = new Map<string, string>();
  for (const path of new Set(reports.flatMap(({ files }) => files))) {
    if (!mayHoldExceptions(text(path) ?? "")) continue;
    const file = await opened.read(path);
    if (file.is === "file") texts.set(path, file.text);
  }
  return (path) => texts.get(path);
}

function unreadable(problem: SourceProblem): WorkflowReport {
  const { path } = problem;
  return { path, deployments: [], uses: [], pushed: [], problems: [problem], files: [path] };
}
