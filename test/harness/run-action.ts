// Runs a shipped action as the runner does: inputs and environment in, main under the pinned Node, then post; values out.
// It asserts nothing. The contract is actions/runner 2.336.0's; where this differs, this is wrong.
import { join } from "node:path";
import { runComposite } from "./composite.ts";
import {
  baseEnvironment,
  createMachine,
  githubContext,
  leftInTemp,
  removeMachine,
  runnerContext,
  writeEvent,
} from "./environment.ts";
import { type Contexts, type ContextValue, holds } from "./expression.ts";
import { inputVariables, stepInputs } from "./inputs.ts";
import { type JavaScriptRuns, readManifest } from "./manifest.ts";
import { createMasker } from "./masker.ts";
import { pinnedNode } from "./pinned-node.ts";
import { shippedAction } from "./shipped.ts";
import { runStep, type StepRequest, type StepResult } from "./step.ts";
import type { Cancel } from "./step-process.ts";

export interface RunOptions {
  /** What a workflow writes under `with:`. */
  readonly inputs?: Readonly<Record<string, string>>;
  /** The step's `env:`; it is all that comes on top of the runner's own variables, HOME and PATH. */
  readonly env?: Readonly<Record<string, string>>;
  /** GITHUB_WORKSPACE and the working directory. A fresh one, removed afterwards, where absent. */
  readonly workspace?: string;
  /** HOME; a fresh, empty one where absent. Give the machine's own where a program needs its plugins from there. */
  readonly home?: string;
  /** Overrides of the `github` context, from which the GITHUB_* variables come. */
  readonly github?: Readonly<Record<string, ContextValue>>;
  /** The payload of the event. */
  readonly event?: unknown;
  /** Values of the job's secrets: masked from the first line on, as the runner does. */
  readonly secrets?: readonly string[];
  /** Debug logging: RUNNER_DEBUG=1, and `::debug::` lines in the log. */
  readonly debug?: boolean;
  /** Cancels the main step, with the runner's signals and pauses. */
  readonly cancel?: Cancel;
  /** Happens between main and post, as the job's later steps would. */
  readonly beforePost?: () => Promise<void>;
}

export interface ActionResult extends StepResult {
  readonly post?: StepResult;
  /** What was left in RUNNER_TEMP when all was over; relative paths. */
  readonly leftInTemp: readonly string[];
}

/** Runs `dist/<name>` (or `$ACTIONS_DIST/<name>`). Throws one plain sentence where that is missing or older than its source. */
export async function runAction(name: string, options: RunOptions = {}): Promise<ActionResult> {
  return runActionIn(await shippedAction(name), options);
}

/** Runs the action in any folder with an action.yml. */
export async function runActionIn(folder: string, options: RunOptions = {}): Promise<ActionResult> {
  const machine = await createMachine(options);
  try {
    const manifest = await readManifest(folder);
    const debug = options.debug ?? false;
    const github = { ...githubContext(machine, await writeEvent(machine, options.event ?? {})), ...options.github };
    const runner = runnerContext(machine);
    const contexts: Contexts = { closed: { github, runner }, open: { env: { ...options.env } } };
    const { values, warning } = stepInputs(manifest, options.inputs ?? {}, contexts);
    const masker = createMasker();
    for (const secret of [String(github.token), ...(options.secrets ?? [])]) masker.add(secret);
    const env = { ...baseEnvironment(machine, github, runner, debug), ...options.env };
    const common = { machine, env, masker, debug, cancel: options.cancel, warning };
    const { runs } = manifest;
    const result =
      runs.using === "composite"
        ? await runComposite({ ...common, folder, manifest, runs, inputs: values, contexts })
        : await runJavaScript({ ...common, folder, runs, inputs: values, contexts, beforePost: options.beforePost });
    return { ...result, leftInTemp: await leftInTemp(machine) };
  } finally {
    await removeMachine(machine);
  }
}

interface JavaScriptRequest extends Omit<StepRequest, "name" | "argv"> {
  readonly folder: string;
  readonly runs: JavaScriptRuns;
  readonly inputs: Readonly<Record<string, string>>;
  readonly contexts: Contexts;
  readonly beforePost: (() => Promise<void>) | undefined;
}

async function runJavaScript({ folder, runs, inputs, contexts, beforePost, ...request }: JavaScriptRequest) {
  const node = await pinnedNode();
  const run = (name: string, script: string, given: Partial<StepRequest> & { env: Record<string, string> }) =>
    runStep({ ...request, name, argv: [node, join(folder, script)], ...given });
  let env = { ...request.env, ...inputVariables(inputs) };
  let state: Readonly<Record<string, string>> = {};
  const withState = () => ({
    ...env,
    ...Object.fromEntries(Object.entries(state).map(([key, value]) => [`STATE_${key}`, value])),
  });

  if (runs.pre !== undefined && holds(runs["pre-if"], contexts)) {
    const pre = await run("pre", runs.pre, { env, cancel: undefined, warning: undefined });
    state = pre.state;
    env = afterStep(env, pre);
  }
  const main = await run("main", runs.main, { env: withState() });
  state = { ...state, ...main.state };
  env = afterStep(env, main);
  await beforePost?.();
  if (runs.post === undefined || !holds(runs["post-if"], { ...contexts, status: main.conclusion })) return main;
  return { ...main, post: await run("post", runs.post, { env: withState(), cancel: undefined, warning: undefined }) };
}

/** What a step put into GITHUB_ENV and GITHUB_PATH holds for the steps after it; the newest path entry comes first. */
function afterStep(env: Readonly<Record<string, string>>, { env: added, path }: StepResult): Record<string, string> {
  const separator = process.platform === "win32" ? ";" : ":";
  return { ...env, ...added, PATH: [...path.toReversed(), env.PATH ?? ""].join(separator) };
}
