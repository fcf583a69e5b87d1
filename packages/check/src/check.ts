// Checks one repository: reads the configuration, analyses every workflow and applies the policy.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { setImmediate as otherWork } from "node:timers/promises";
import {
  type CheckResult,
  type ConfigResult,
  checkReports,
  EMPTY_CONFIG,
  globMatcher,
  pathFilter,
  rules,
} from "@deploy-actions/policy";
import { openProject, type SourceProblem, type WorkflowReport } from "@deploy-actions/workflow";
import { openRepository, type Repository } from "./repository.ts";
import { DEFAULT_CONFIG, type Settings } from "./settings.ts";

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
};

export type CheckOutcome =
  | { readonly ok: true; readonly result: CheckResult; readonly text: Repository["text"] }
  /** Errors in the configuration; nothing was checked. */
  | { readonly ok: false; readonly problems: readonly SourceProblem[] };

/** A cancelled run has one second to stop. */
const TURN_MS = 100;

/** Rejects only if `signal` aborts. */
export async function check(
  { root, workflows, settings, today, publishedAs }: Request,
  signal?: AbortSignal,
): Promise<CheckOutcome> {
  const repository = openRepository(root);
  const read = await configurationOf(root, repository, settings.config);
  if (!read.ok) return read;
  const { config } = read;
  const ownOwners = [...settings.ownOwners, ...config.ownOwners];
  const overrides = {
    ownOwners,
    deploys: jobsNamed([...settings.deployJobs, ...config.deployJobs]),
    builds: jobsNamed([...settings.buildJobs, ...config.buildJobs]),
  };
  const project = openProject(repository, overrides, publishedAs);
  const reports: WorkflowReport[] = [];
  let turn = performance.now();
  for (const path of workflows.filter(pathFilter(config.paths))) {
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
  const decisions = { text: repository.text, config, today, recheck };
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

async function configurationOf(root: string, repository: Repository, named: string | undefined): Promise<ConfigResult> {
  if (named === undefined && !existsSync(join(root, DEFAULT_CONFIG))) return { ok: true, config: EMPTY_CONFIG };
  const path = named ?? DEFAULT_CONFIG;
  const problem = repository.problem(path);
  if (problem !== undefined) return { ok: false, problems: [problem] };
  // Loading the schema takes a fifth of the start-up time, and most repositories have no configuration.
  const { readConfig } = await import("@deploy-actions/policy/config");
  return readConfig(path, repository.text(path) ?? "", rules);
}

function unreadable(problem: SourceProblem): WorkflowReport {
  const { path } = problem;
  return { path, deployments: [], uses: [], pushed: [], problems: [problem], files: [path] };
}
