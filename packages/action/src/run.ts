// Runs the main or post phase of an action: masks secrets first, reads all inputs, writes typed outputs and state, reports errors uniformly
// and sets the exit code.
import type { Problem } from "@deploy-actions/contract";
import { type Cancellation, cancellation } from "./cancellation.ts";
import { judgeVariables } from "./dangerous-variables.ts";
import type { Definition, InputsOf, OutputsOf, StateOf } from "./definition.ts";
import { type InputMistake, readInputs } from "./input/read-inputs.ts";
import { readState, writeOutputs, writeState } from "./outputs-and-state.ts";
import { problemText, type ReportedProblem, summarizeProblem, toProblem } from "./problem.ts";
import { createReporter, type Report, type Reporter } from "./report.ts";
import { createRunner, type Runner } from "./runner/runner.ts";
import { type Output, stdout } from "./runner/stdout.ts";
import { createSecrets, maskSecretInputs } from "./secrets.ts";

/** The result of main, created by `done` and `failed` only. */
export type MainResult<D extends Definition> =
  | { readonly outputs: OutputsOf<D>; readonly line: string }
  | { readonly outputs: Partial<OutputsOf<D>>; readonly problem: Problem };

export interface Context<D extends Definition> {
  readonly inputs: InputsOf<D>;
  readonly report: Report;
  /** Aborted when the run is cancelled. */
  readonly signal: AbortSignal;
  readonly environment: Readonly<NodeJS.ProcessEnv>;
  /** Success: all declared outputs, and the last line of the log. */
  readonly done: (outputs: OutputsOf<D>, line: string) => MainResult<D>;
  /** Failure, exit 1: the outputs that are known are still written. */
  readonly failed: (problem: Problem, outputs?: Partial<OutputsOf<D>>) => MainResult<D>;
  /** Saves values for post, immediately, so that they survive a crash of main. */
  readonly saveState: (state: Partial<StateOf<D>>) => void;
}

export type Main<D extends Definition> = (context: Context<D>) => Promise<MainResult<D>>;

export interface PostContext<D extends Definition> {
  /** What main saved; values that were not saved are absent. */
  readonly state: Partial<StateOf<D>>;
  readonly report: Report;
  readonly signal: AbortSignal;
  readonly environment: Readonly<NodeJS.ProcessEnv>;
}

export type Post<D extends Definition> = (context: PostContext<D>) => Promise<void>;

/** Runs main and exits the process. */
export function runMain<D extends Definition>(definition: D, main: Main<D>): Promise<void> {
  return runPhase(definition, async (host) => {
    maskSecretInputs(definition, host.environment, host.secrets);
    const { refused, warnings } = judgeVariables(host.environment, definition.opensConnections ?? true);
    for (const message of warnings) host.report.annotate({ level: "warning", message });
    if (refused !== undefined) return { problem: refused };
    const read = readInputs(definition, host.environment);
    // Outputs are not written here: an output that is not written is empty anyway, and invalid inputs should fail fast.
    if ("mistakes" in read) return { problem: inputProblem(definition, read.mistakes) };
    const context: Context<D> = {
      inputs: read.inputs,
      report: host.report,
      signal: host.cancellation.signal,
      environment: host.environment,
      done: (outputs, line) => ({ outputs, line }),
      failed: (problem, outputs = {}) => ({ outputs, problem }),
      saveState: (state) => writeState(definition, state, host.runner),
    };
    try {
      const result = await main(context);
      writeOutputs(definition, result.outputs, host.runner);
      return "problem" in result ? { problem: result.problem } : { line: result.line };
    } catch (error) {
      writeOutputs(definition, {}, host.runner);
      throw error;
    }
  });
}

/** Runs post and exits the process. */
export function runPost<D extends Definition>(definition: D, post: Post<D>): Promise<void> {
  return runPhase(definition, async (host) => {
    maskSecretInputs(definition, host.environment, host.secrets);
    // Refusing would leave behind what post cleans up; without the variable, Node checks certificates again.
    delete process.env.NODE_TLS_REJECT_UNAUTHORIZED;
    const state = readState(definition, host.environment);
    await post({ state, report: host.report, signal: host.cancellation.signal, environment: host.environment });
    return {};
  });
}

interface Host extends Reporter {
  readonly environment: NodeJS.ProcessEnv;
  readonly runner: Runner;
  readonly secrets: ReturnType<typeof createSecrets>;
  readonly cancellation: Cancellation;
}

interface PhaseResult {
  readonly problem?: ReportedProblem;
  readonly line?: string;
}

async function runPhase(definition: Definition, body: (host: Host) => Promise<PhaseResult>): Promise<void> {
  const { env: environment } = process;
  const output = stdout();
  const runner = createRunner({ environment, write: output.write });
  const secrets = createSecrets(runner.setSecret);
  const host: Host = {
    environment,
    runner,
    secrets,
    cancellation: cancellation(process),
    ...createReporter(runner, secrets),
  };
  const { problem, line } = await runBody(host, body);
  const title = `${definition.name} failed`;
  // An action's own summary contains more than the problem does.
  if (problem !== undefined && !host.hasSummary()) summarizeProblem(host.report.summary, title, problem);
  flushSummary(host);
  if (problem !== undefined) host.report.annotate({ level: "error", title, message: problemText(problem) });
  else if (line !== undefined) host.report.log.info(line);
  host.cancellation.release();
  exit(problem === undefined ? 0 : 1, output);
}

/** A summary that cannot be written (a full disk, a runner without summaries) must not fail the action. */
function flushSummary({ flush, report }: Host): void {
  try {
    flush();
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    report.annotate({
      level: "warning",
      message: `The job summary could not be written: ${why}. Everything else was written.`,
    });
  }
}

async function runBody(host: Host, body: (host: Host) => Promise<PhaseResult>): Promise<PhaseResult> {
  try {
    return await body(host);
  } catch (error) {
    if (host.runner.isDebug() && error instanceof Error) host.report.log.debug(error.stack ?? error.message);
    const received = host.cancellation.received();
    const problem = toProblem(error);
    return {
      problem:
        received === undefined ? problem : { ...problem, happened: `Cancelled (${received}): ${problem.happened}` },
    };
  }
}

function inputProblem(definition: Definition, mistakes: readonly InputMistake[]): Problem {
  const lines = mistakes.map(({ input, message }) => `Input \`${input}\` ${message}.`);
  return {
    happened: lines.join("\n"),
    state: "Nothing was started or changed.",
    next: `Correct the step's \`with:\` and run it again; the README of ${definition.name} describes its inputs.`,
  };
}

/** Exits once stdout is flushed, so that open sockets do not keep the step running. */
function exit(code: number, { flushed }: Output): void {
  process.exitCode = code;
  flushed(() => process.exit(code));
}
