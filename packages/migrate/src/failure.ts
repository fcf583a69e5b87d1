// Turns the way a step ended into the error a person reads: what happened with the tool's last words, how far the
// database is, what to do. Pure.
import { formatReference } from "@deploy-actions/image";
import { commandLine, type TargetError } from "@deploy-actions/target";
import { likelyCause, stateOf } from "./database-state.ts";
import { MigrateError, type MigrateReason } from "./error.ts";
import type { Head, Migrator, Step } from "./migrator.ts";
import type { Place } from "./step-command.ts";

/** How far the run had come: nothing touched yet, migrating, or reading the head afterwards. */
export type Phase = "preparing" | "applying" | "proving";

export type HowItEnded = { readonly code: number } | { readonly interrupted: true; readonly left?: string };

/** Thrown inside this package when a step did not end well; never leaves it. */
export class Stopped extends Error {
  readonly step: Step | undefined;
  readonly ended: HowItEnded;
  /** What it printed, both streams as they came. */
  readonly lines: readonly string[];

  constructor(said: {
    readonly step?: Step;
    readonly ended: HowItEnded;
    readonly lines: readonly string[];
    readonly cause?: unknown;
  }) {
    super("a step did not end well", { cause: said.cause });
    this.step = said.step;
    this.ended = said.ended;
    this.lines = said.lines;
  }
}

export type Facts = {
  readonly phase: Phase;
  readonly before: Head | undefined;
  readonly after: Head | undefined;
  readonly migration: { readonly migrator: Migrator; readonly place: Place; readonly timeoutMs: number };
  /** What an interruption was. */
  readonly by: "cancelled" | "timeout";
};

export function explain(stopped: Stopped, facts: Facts): MigrateError {
  const { before, after } = facts;
  const { reason, happened, next } = verdict(stopped, facts);
  return new MigrateError(reason, {
    message: `${happened}${lastLines(stopped.lines)}`,
    state: state(stopped, facts),
    next: [likelyCause(stopped.lines), next].filter((part) => part !== undefined).join(" "),
    before,
    after: facts.phase === "preparing" ? before : after,
    cause: stopped.cause,
  });
}

/** The program itself is missing on the target. */
export function notFound(error: TargetError): MigrateError {
  return new MigrateError("tool-missing", {
    message: error.message,
    state: "No migration was started.",
    next: `${error.next} Or give \`image\`, to run it in the image that has it.`,
    cause: error,
  });
}

type Verdict = { readonly reason: MigrateReason; readonly happened: string; readonly next: string };

function verdict({ step, ended }: Stopped, facts: Facts): Verdict {
  const { migrator, place, timeoutMs } = facts.migration;
  const name = step === undefined ? "The preparation" : `\`${shortened(step)}\``;
  if ("interrupted" in ended) {
    const why = facts.by === "cancelled" ? "was cancelled" : `had not ended after ${timeoutMs / 1000} s`;
    return {
      reason: facts.by,
      happened: `${name} ${why} and was ended.`,
      next: `${again(migrator)}${facts.by === "timeout" ? " If it was still getting on, raise timeout-seconds." : ""}`,
    };
  }
  if (place.kind === "container" && ended.code === DOCKER_REFUSED) {
    return {
      reason: "not-started",
      happened: `Docker did not start ${name} in ${formatReference(place.image)}.`,
      next: "Docker's own words above say why; a network has to exist before the step (docker network ls).",
    };
  }
  if (ended.code === NOT_FOUND || ended.code === NOT_EXECUTABLE) {
    const where = place.kind === "container" ? `in the image ${formatReference(place.image)}` : "on the runner";
    return {
      reason: "tool-missing",
      happened: `${name} could not run ${where}: a program it calls is missing or is not executable (code ${ended.code}).`,
      next: "Check the command, and that its program is on PATH there.",
    };
  }
  if (facts.phase !== "applying") {
    const when = facts.phase === "preparing" ? "before" : "after";
    return {
      reason: "head-unreadable",
      happened: `The head could not be read ${when} the migration: ${name} ${saidOf(ended.code)}.`,
      next: again(migrator),
    };
  }
  return { reason: "failed", happened: `${name} ended with code ${ended.code}.`, next: again(migrator) };
}

/** Exit codes of `docker run` and of shells: docker's own refusal, not executable, not found. */
const DOCKER_REFUSED = 125;
const NOT_EXECUTABLE = 126;
const NOT_FOUND = 127;

function saidOf(code: number): string {
  return code === 0 ? "answered something that is not a head" : `ended with code ${code}`;
}

function state({ ended }: Stopped, facts: Facts): string {
  const left =
    "interrupted" in ended && ended.left !== undefined
      ? ` The container ${ended.left} could not be ended and may still be at work: docker rm --force ${ended.left}`
      : "";
  return `${reached(facts)}${left}`;
}

function reached({ phase, before, after, migration: { migrator } }: Facts): string {
  if (phase === "preparing") return "No migration was started.";
  if (phase === "proving") {
    return `Every step of the migration had ended well; the head before was ${before?.text ?? "not known"}.`;
  }
  return stateOf(before, after, migrator.head !== undefined);
}

function again({ look }: Migrator): string {
  const hint = look === undefined ? "" : ` To see how far it is: \`${look}\`.`;
  return `Mend what the lines above name and run this step again: what is applied is not applied twice.${hint}`;
}

const LONGEST_COMMAND = 120;
const COMMAND_END = 60;

/** One line, so that a script inside argv does not fill the screen. Its end stays: there a long path is over and the subcommand stands. */
function shortened(step: Step): string {
  const line = commandLine({ argv: step.argv });
  if (line.length <= LONGEST_COMMAND) return line;
  return `${line.slice(0, LONGEST_COMMAND - COMMAND_END - 1)}…${line.slice(-COMMAND_END)}`;
}

const LAST_LINES = 20;

function lastLines(lines: readonly string[]): string {
  const said = lines.filter((line) => line.trim() !== "").slice(-LAST_LINES);
  return said.length === 0 ? "" : `\nThe last lines it printed:\n${said.map((line) => `  ${line}`).join("\n")}`;
}
