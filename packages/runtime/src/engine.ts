// Runs docker commands on a target and turns their failures into RuntimeErrors with a remedy.
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

/** The engine's version information. */
export type Engine = {
  readonly version: string;
  readonly apiVersion: string;
  readonly os: string;
  readonly arch: string;
};

const Version = z.object({
  Server: z.nullish(z.object({ Version: z.string(), ApiVersion: z.string(), Os: z.string(), Arch: z.string() })),
});

/** The engine behind this target's docker. Throws RuntimeError "no-docker" (no command line) or "no-engine" (no engine answers). */
export async function engineOf(target: Target, options?: RunOptions): Promise<Engine> {
  const answer = await execute(target, docker.version(), { timeoutMs: 30_000, ...options });
  const { Server } = parseAnswer(Version, answer.stdout, "docker version");
  if (!Server) throw noEngine(target, "docker version reported no server");
  return { version: Server.Version, apiVersion: Server.ApiVersion, os: Server.Os, arch: Server.Arch };
}

/**
 * Runs a docker command that must succeed. Throws RuntimeError: "no-docker", "no-engine", or "command-failed" with docker's error message.
 * Cancellation and timeouts stay the TargetError they are.
 */
export async function execute(target: Target, command: Command, options?: RunOptions): Promise<Result> {
  const result = await attempt(target, command, options);
  if (result.code === 0) return result;
  throw new RuntimeError("command-failed", {
    message: `${commandLine(command)} failed with code ${result.code}: ${lastMessage(result.stderr)}`,
    state: "Earlier commands took effect; docker rejected this one.",
    next: "See docker's error message above; run the command manually on the target to reproduce it.",
  });
}

/** Like `execute`, but returns the result of a command that docker rejects. Throws only if docker or the engine is missing. */
export async function attempt(target: Target, command: Command, options?: RunOptions): Promise<Result> {
  let result: Result;
  try {
    result = await target.run(command, options);
  } catch (error) {
    if (error instanceof TargetError && error.reason === "not-found") throw noDocker(target, error);
    throw error;
  }
  if (result.code !== 0 && saysEngineUnreachable(result.stderr)) throw noEngine(target, lastMessage(result.stderr));
  return result;
}

/** `text` parsed as JSON by `schema`; throws RuntimeError "unexpected-answer" with the name of the query. */
export function parseAnswer<T>(schema: z.ZodMiniType<T>, text: string, asked: string): T {
  try {
    return schema.parse(JSON.parse(text));
  } catch (cause) {
    throw new RuntimeError("unexpected-answer", {
      message: `${asked} returned an answer that this version does not understand.`,
      state: "Nothing was changed because of that answer.",
      next: "Check the docker version on the target; engines from 20.10 on are known to work.",
      cause,
    });
  }
}

/** True for the docker client's message that no engine answers, in versions 20.10, 26.1, 28.2 and 29.0. */
export function saysEngineUnreachable(stderr: string): boolean {
  return NO_ENGINE.some((pattern) => pattern.test(stderr));
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

function noEngine(target: Target, message: string): RuntimeError {
  const denied = /permission denied/i.test(message);
  return new RuntimeError("no-engine", {
    message: `No Docker engine answers on ${target.name}: ${message}`,
    state: "Nothing was run.",
    next: denied
      ? "Add the runner's user to the group docker, then restart the runner's service."
      : "Start the engine (systemctl start docker), or set DOCKER_HOST to another engine.",
  });
}

/** The last non-empty line, which contains docker's reason. */
function lastMessage(stderr: string): string {
  const lines = stderr
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== "" && !/^See '.*--help'/.test(line));
  return lines.at(-1) ?? "no error message.";
}
