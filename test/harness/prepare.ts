// Makes a step ready as the runner does before it starts anything: machine, contexts, inputs, environment, masks.
import { join } from "node:path";
import { createCommandFiles } from "./command-files.ts";
import {
  baseEnvironment,
  createMachine,
  githubContext,
  type Machine,
  removeMachine,
  runnerContext,
  writeEvent,
} from "./environment.ts";
import type { Contexts, ContextValue } from "./expression.ts";
import { inputVariables, stepInputs } from "./inputs.ts";
import { type Manifest, readManifest } from "./manifest.ts";
import { createMasker, type Masker } from "./masker.ts";
import { pinnedNode } from "./pinned-node.ts";
import type { Cancel } from "./step-process.ts";

export interface RunOptions {
  /** What a workflow writes under `with:`. */
  readonly inputs?: Readonly<Record<string, string>>;
  /** The step's `env:`; added to the runner's own variables, HOME and PATH. */
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

export interface Prepared {
  readonly machine: Machine;
  readonly manifest: Manifest;
  readonly contexts: Contexts;
  /** Every input's value, and the runner's warning about undeclared ones. */
  readonly inputs: Readonly<Record<string, string>>;
  readonly warning: string | undefined;
  /** Without INPUT_ variables, which composite actions do not get. */
  readonly env: Readonly<Record<string, string>>;
  readonly masker: Masker;
  readonly debug: boolean;
}

/** The machine's folders stay until `removeMachine`. */
export async function prepare(folder: string, options: RunOptions): Promise<Prepared> {
  const manifest = await readManifest(folder);
  const machine = await createMachine(options);
  try {
    const debug = options.debug ?? false;
    const github = { ...githubContext(machine, await writeEvent(machine, options.event ?? {})), ...options.github };
    const runner = runnerContext(machine);
    const contexts: Contexts = { closed: { github, runner }, open: { env: { ...options.env } } };
    const { values, warning } = stepInputs(manifest, options.inputs ?? {}, contexts);
    const masker = createMasker();
    for (const secret of [String(github.token), ...(options.secrets ?? [])]) masker.add(secret);
    const env = { ...baseEnvironment(machine, github, runner, debug), ...options.env };
    return { machine, manifest, contexts, inputs: values, warning, env, masker, debug };
  } catch (error) {
    await removeMachine(machine);
    throw error;
  }
}

export interface PreparedStep {
  readonly argv: readonly [string, ...string[]];
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
  readonly dispose: () => Promise<void>;
}

/** The main step of a JavaScript action, as a process that the caller can start repeatedly. */
export async function prepareStep(folder: string, options: RunOptions = {}): Promise<PreparedStep> {
  const { machine, manifest, env, inputs } = await prepare(folder, options);
  if (manifest.runs.using === "composite")
    throw new Error(`${folder} is a composite action: it has no process of its own`);
  const { variables } = await createCommandFiles(machine.commandFiles, "prepared");
  return {
    argv: [await pinnedNode(), join(folder, manifest.runs.main)],
    env: { ...env, ...inputVariables(inputs), ...variables },
    cwd: machine.workspace,
    dispose: () => removeMachine(machine),
  };
}
