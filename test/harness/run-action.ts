// Runs a shipped action as the runner does: inputs and environment in, main under the pinned Node, then post; values out.
// It asserts nothing. The contract is actions/runner 2.336.0's; any difference is a bug here.
import { join } from "node:path";
import { runComposite } from "./composite.ts";
import { leftInTemp, removeMachine } from "./environment.ts";
import { type Contexts, holds } from "./expression.ts";
import { inputVariables } from "./inputs.ts";
import type { JavaScriptRuns } from "./manifest.ts";
import { pinnedNode } from "./pinned-node.ts";
import { prepare, type RunOptions } from "./prepare.ts";
import { shippedAction } from "./shipped.ts";
import { runStep, type StepRequest, type StepResult } from "./step.ts";

export interface ActionResult extends StepResult {
  readonly post?: StepResult;
  /** What was left in RUNNER_TEMP when all was over; relative paths. */
  readonly leftInTemp: readonly string[];
}

/** Runs `dist/<name>` (or `$ACTIONS_DIST/<name>`). Throws one plain sentence if that is missing or older than its source. */
export async function runAction(name: string, options: RunOptions = {}): Promise<ActionResult> {
  return runActionIn(await shippedAction(name), options);
}

/** Runs the action in any folder with an action.yml. */
export async function runActionIn(folder: string, options: RunOptions = {}): Promise<ActionResult> {
  const { manifest, ...prepared } = await prepare(folder, options);
  try {
    const { runs } = manifest;
    const common = { ...prepared, folder, cancel: options.cancel };
    const result =
      runs.using === "composite"
        ? await runComposite({ ...common, manifest, runs })
        : await runJavaScript({ ...common, runs, beforePost: options.beforePost });
    return { ...result, leftInTemp: await leftInTemp(prepared.machine) };
  } finally {
    await removeMachine(prepared.machine);
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

/** What a step wrote to GITHUB_ENV and GITHUB_PATH applies to later steps; the newest path entry comes first. */
function afterStep(env: Readonly<Record<string, string>>, { env: added, path }: StepResult): Record<string, string> {
  const separator = process.platform === "win32" ? ";" : ":";
  return { ...env, ...added, PATH: [...path.toReversed(), env.PATH ?? ""].join(separator) };
}
