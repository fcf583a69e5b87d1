// The machine as a step sees it: the runner's folders and the GITHUB_*, RUNNER_* variables, and nothing of the process that runs the test.
import { randomUUID } from "node:crypto";
import { mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ContextValue } from "./expression.ts";

export interface Machine {
  readonly root: string;
  readonly workspace: string;
  readonly home: string;
  readonly temp: string;
  readonly toolCache: string;
  readonly commandFiles: string;
  readonly trackingId: string;
}

/** Fresh folders; `workspace` and `home` are the caller's own where given. */
export async function createMachine(given: {
  workspace?: string | undefined;
  home?: string | undefined;
}): Promise<Machine> {
  const root = await mkdtemp(join(tmpdir(), "runner-"));
  const temp = join(root, "_temp");
  const machine = {
    root,
    temp,
    workspace: given.workspace ?? join(root, "work"),
    home: given.home ?? join(root, "home"),
    toolCache: join(root, "_tool"),
    commandFiles: join(temp, "_runner_file_commands"),
    trackingId: `github_${randomUUID()}`,
  };
  for (const folder of [machine.temp, machine.toolCache, machine.workspace, machine.home])
    await mkdir(folder, { recursive: true });
  return machine;
}

export const removeMachine = (machine: Machine): Promise<void> => rm(machine.root, { recursive: true, force: true });

/** Files that the step left in RUNNER_TEMP, relative, sorted, without the runner's own. */
export async function leftInTemp(machine: Machine): Promise<string[]> {
  const entries = await readdir(machine.temp, { recursive: true });
  return entries
    .filter((each) => !each.startsWith("_runner_file_commands") && !each.startsWith("_github_workflow"))
    .toSorted();
}

/** The event's payload, where GITHUB_EVENT_PATH points to. */
export async function writeEvent(machine: Machine, payload: unknown): Promise<string> {
  const folder = join(machine.temp, "_github_workflow");
  await mkdir(folder, { recursive: true });
  const file = join(folder, "event.json");
  await writeFile(file, JSON.stringify(payload));
  return file;
}

export type GithubContext = Readonly<Record<string, ContextValue>>;

/** A push to main of an invented repository; no server accepts the token. */
export function githubContext(machine: Machine, eventPath: string): Record<string, ContextValue> {
  return {
    token: "ghs_theHarnessHasNoRealToken000000000000",
    actor: "octocat",
    api_url: "https://api.github.com",
    event_name: "push",
    event_path: eventPath,
    graphql_url: "https://api.github.com/graphql",
    job: "job",
    ref: "refs/heads/main",
    ref_name: "main",
    ref_type: "branch",
    repository: "acme/app",
    repository_owner: "acme",
    run_attempt: "1",
    run_id: "1234567890",
    run_number: "7",
    server_url: "https://github.com",
    sha: "0123456789abcdef0123456789abcdef01234567",
    workflow: "harness",
    workspace: machine.workspace,
  };
}

export function runnerContext(machine: Machine): Record<string, ContextValue> {
  const os = { linux: "Linux", darwin: "macOS", win32: "Windows" }[process.platform as string] ?? "Linux";
  const arch = { x64: "X64", arm64: "ARM64" }[process.arch as string] ?? "X64";
  return {
    name: "harness",
    os,
    arch,
    environment: "self-hosted",
    temp: machine.temp,
    tool_cache: machine.toolCache,
    debug: "",
  };
}

/** GITHUB_* and RUNNER_* from the two contexts (the token is not among them), CI, HOME and this process's PATH. */
export function baseEnvironment(
  machine: Machine,
  github: GithubContext,
  runner: GithubContext,
  debug: boolean,
): Record<string, string> {
  const variables = (prefix: string, context: GithubContext, without: string) =>
    Object.entries(context)
      .filter(([key]) => key !== without)
      .map(([key, value]): [string, string] => [`${prefix}_${key.toUpperCase()}`, String(value)]);
  return {
    ...Object.fromEntries([...variables("GITHUB", github, "token"), ...variables("RUNNER", runner, "debug")]),
    ...(debug ? { RUNNER_DEBUG: "1" } : {}),
    RUNNER_TRACKING_ID: machine.trackingId,
    CI: "true",
    GITHUB_ACTIONS: "true",
    HOME: machine.home,
    PATH: process.env.PATH ?? "",
  };
}
