// Runs one phase of an action as the runner starts it: secrets masked first, all inputs read at once, typed outputs and
// state written, one style of error, one last line, an exit code.
import type { Problem } from "@deploy-actions/contract";
import { type Cancellation, cancellation } from "./cancellation.ts";
import type { Definition, InputsOf, OutputsOf, StateOf } from "./definition.ts";
import { type InputMistake, readInputs } from "./input/read-inputs.ts";
import { readState, writeOutputs, writeState } from "./outputs-and-state.ts";
import { problemText, type Reported, summarizeProblem, toProblem } from "./problem.ts";
import { type Report, type Reporting, reporting } from "./report.ts";
import { type Runner, runner } from "./runner/runner.ts";
import { type Output, stdout } from "./runner/stdout.ts";
import { maskSecretInputs, secretKeeper } from "./secrets.ts";

/** How main ended. Made by `done` and `failed` only. */
export type MainResult<D extends Definition> =
  | { readonly outputs: OutputsOf<D>; readonly line: string }
  | { readonly outputs: Partial<OutputsOf<D>>; readonly problem: Problem };

export interface Context<D extends Definition> {
  readonly inputs: InputsOf<D>;
  readonly report: Report;
  /** Aborted when the run is cancelled. */
  readonly signal: AbortSignal;
  readonly environment: Readonly<NodeJS.ProcessEnv>;
  /** Success: every declared output, and the one line that ends the log. */
  readonly done: (outputs: OutputsOf<D>, line: string) => MainResult<D>;
  /** Failure, exit 1: what is known of the outputs is still written. */
  readonly failed: (problem: Problem, outputs?: Partial<OutputsOf<D>>) => MainResult<D>;
  /** Leaves values for post; written at once, so that they outlive a crash of main. */
  readonly saveState: (state: Partial<StateOf<D>>) => void;
}

export type Main<D extends Definition> = (context: Context<D>) => Promise<MainResult<D>>;

export interface PostContext<D extends Definition> {
  /** What main saved; a value that main never reached is absent. */
  readonly state: Partial<StateOf<D>>;
  readonly report: Report;
  readonly signal: AbortSignal;
  readonly environment: Readonly<NodeJS.ProcessEnv>;
}

export type Post<D extends Definition> = (context: PostContext<D>) => Promise<void>;

/** Starts main in this process and ends it. */
export function runMain<D extends Definition>(definition: D, main: Main<D>): Promise<void> {
  return phase(definition, async (host) => {
    maskSecretInputs(definition, host.environment, host.secrets);
    const reading = readInputs(definition, host.environment);
    // No output is written here: what is never written reads as empty, and a refusal should cost no more than reading the inputs.
    if ("mistakes" in reading) return { problem: inputProblem(definition, reading.mistakes) };
    const context: Context<D> = {
      inputs: reading.inputs,
      report: host.report,
      signal: host.cancellation.signal,
      environment: host.environment,
      done: (outputs, line) => ({ outputs, line }),
      failed: (problem, outputs = {}) => ({ outputs, problem }),
      saveState: (state) => writeState(definition, state, host.runner),
    };
    try {
      const ending = await main(context);
      writeOutputs(definition, ending.outputs, host.runner);
      return "problem" in ending ? { problem: ending.problem } : { line: ending.line };
    } catch (error) {
      writeOutputs(definition, {}, host.runner);
      throw error;
    }
  });
}

/** Starts post in this process and ends it. */
export function runPost<D extends Definition>(definition: D, post: Post<D>): Promise<void> {
  return phase(definition, async (host) => {
    maskSecretInputs(definition, host.environment, host.secrets);
    const state = readState(definition, host.environment);
    await post({ state, report: host.report, signal: host.cancellation.signal, environment: host.environment });
    return {};
  });
}

interface Host extends Reporting {
  readonly environment: NodeJS.ProcessEnv;
  readonly runner: Runner;
  readonly secrets: ReturnType<typeof secretKeeper>;
  readonly cancellation: Cancellation;
}

interface Verdict {
  readonly problem?: Reported;
  readonly line?: string;
}

async function phase(definition: Definition, body: (host: Host) => Promise<Verdict>): Promise<void> {
  const { env: environment } = process;
  const output = stdout();
  const ourRunner = runner({ environment, write: output.write });
  const secrets = secretKeeper(ourRunner.setSecret);
  const host: Host = {
    environment,
    runner: ourRunner,
    secrets,
    cancellation: cancellation(process),
    ...reporting(ourRunner, secrets),
  };
  const { problem, line } = await judged(host, body);
  const title = `${definition.name} failed`;
  // An action that has written a summary of its own has told more there than the problem does.
  if (problem !== undefined && !host.hasSummary()) summarizeProblem(host.report.summary, title, problem);
  flushSummary(host);
  if (problem !== undefined) host.report.annotate({ level: "error", title, message: problemText(problem) });
  else if (line !== undefined) host.report.log.info(line);
  host.cancellation.release();
  end(problem === undefined ? 0 : 1, output);
}

/** A summary is for reading: that it can't be written (a full disk, a runner that has none) is no reason to fail what went well. */
function flushSummary({ flush, report }: Host): void {
  try {
    flush();
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    report.annotate({
      level: "warning",
      message: `The job summary could not be written: ${why}. Nothing else is missing.`,
    });
  }
}

async function judged(host: Host, body: (host: Host) => Promise<Verdict>): Promise<Verdict> {
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
    next: `Correct the step's \`with:\` and run it again; the inputs of ${definition.name} are in its README.`,
  };
}

/** Ends the process once stdout has taken everything; open sockets mustn't hold the step. */
function end(code: number, { flushed }: Output): void {
  process.exitCode = code;
  flushed(() => process.exit(code));
}
