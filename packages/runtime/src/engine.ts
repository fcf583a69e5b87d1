// Asks a target's docker things: runs a command, turns every way it can fail into one error with its remedy, and tells what engine answers.
import {
  type Command,
  commandLine,
  type Result,
  type RunOptions,
  type Target,
  TargetError,
} from "@deploy-actions/target";
import { z } from "zod/mini";
import * as docker from "./docker.ts";
import { RuntimeError } from "./error.ts";

/** What the engine says of itself. */
export type Engine = {
  readonly version: string;
  readonly apiVersion: string;
  readonly os: string;
  readonly arch: string;
};

const Version = z.object({
  Server: z.nullish(z.object({ Version: z.string(), ApiVersion: z.string(), Os: z.string(), Arch: z.string() })),
});

/** The engine behind this target's docker. Throws RuntimeError "no-docker" (no command line) or "no-engine" (nobody answers it). */
export async function engineOf(target: Target, options?: RunOptions): Promise<Engine> {
  const answer = await execute(target, docker.version(), { timeoutMs: 30_000, ...options });
  const { Server } = parseAnswer(Version, answer.stdout, "docker version");
  if (!Server) throw noEngine(target, "docker version named no server");
  return { version: Server.Version, apiVersion: Server.ApiVersion, os: Server.Os, arch: Server.Arch };
}

/**
 * Runs a docker command that has to succeed. Throws RuntimeError: "no-docker", "no-engine", or "command-failed" with docker's own words.
 * Cancellation and timeouts stay the TargetError they are.
 */
export async function execute(target: Target, command: Command, options?: RunOptions): Promise<Result> {
  const result = await attempt(target, command, options);
  if (result.code === 0) return result;
  throw new RuntimeError("command-failed", {
    message: `${commandLine(command)} failed with code ${result.code}: ${lastWords(result.stderr)}`,
    state: "What earlier commands did stands; this one was refused by docker.",
    next: "Docker's own words above say why; run the command by hand on the target to see it again.",
  });
}

/** As `execute`, but a command docker refused is an ordinary result; only a missing docker or engine throws. */
export async function attempt(target: Target, command: Command, options?: RunOptions): Promise<Result> {
  let result: Result;
  try {
    result = await target.run(command, options);
  } catch (error) {
    if (error instanceof TargetError && error.reason === "not-found") throw noDocker(target, error);
    throw error;
  }
  if (result.code !== 0 && saysNoEngine(result.stderr)) throw noEngine(target, lastWords(result.stderr));
  return result;
}

/** `text` parsed as JSON by `schema`; throws RuntimeError "unexpected-answer" naming what was asked. */
export function parseAnswer<T>(schema: z.ZodMiniType<T>, text: string, asked: string): T {
  try {
    return schema.parse(JSON.parse(text));
  } catch (cause) {
    throw new RuntimeError("unexpected-answer", {
      message: `${asked} answered something this version does not understand.`,
      state: "Nothing was changed because of that answer.",
      next: "Check the docker version on the target; engines from 20.10 on are known to work.",
      cause,
    });
  }
}

/** True for what the docker client prints when nobody answers it, in the words of 20.10, 26.1, 28.2 and 29.0. */
export function saysNoEngine(stderr: string): boolean {
  return NO_ENGINE.some((words) => words.test(stderr));
}

const NO_ENGINE = [
  /cannot connect to the docker daemon/i,
  /failed to connect to the docker api/i,
  /error during connect/i,
  /permission denied while trying to connect/i,
];

function noDocker(target: Target, cause: unknown): RuntimeError {
  return new RuntimeError("no-docker", {
    message: `There is no docker command on ${target.name}.`,
    state: "Nothing was run.",
    next: "Install the Docker command line and engine there, or run this job on a runner that has them.",
    cause,
  });
}

function noEngine(target: Target, words: string): RuntimeError {
  const denied = /permission denied/i.test(words);
  return new RuntimeError("no-engine", {
    message: `No Docker engine answers on ${target.name}: ${words}`,
    state: "Nothing was run.",
    next: denied
      ? "Let the runner's user use the engine (the group docker), then start its service again."
      : "Start the engine (systemctl start docker), or point DOCKER_HOST at the one to use.",
  });
}

/** The last line that says something, which is where docker puts the reason. */
function lastWords(stderr: string): string {
  const lines = stderr
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== "" && !/^See '.*--help'/.test(line));
  return lines.at(-1) ?? "it said nothing.";
}
