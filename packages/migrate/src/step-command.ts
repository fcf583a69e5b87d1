// Where a step runs (on the target, or in a one-off container of an image) and the command that runs it there. Values of variables are
// passed in the process environment, never in argv.
import type { ImageReference } from "@deploy-actions/image";
import { docker } from "@deploy-actions/runtime";
import { type Command, LIMIT } from "@deploy-actions/target";
import type { Step } from "./migrator.ts";

export type OnTarget = {
  readonly kind: "target";
  /** Absent: the target's own working directory. */
  readonly directory?: string;
  readonly env: Readonly<Record<string, string>>;
};

export type InContainer = {
  readonly kind: "container";
  /** Must be immutable; the caller has checked it. */
  readonly image: ImageReference;
  /** The same for every run of the same migration (see {@link containerName}), so that a later run finds a container left by an earlier one. */
  readonly name: string;
  /** An existing Docker network. Absent: the engine's default. */
  readonly network?: string;
  /** Absent: the image's own working directory. */
  readonly directory?: string;
  readonly env: Readonly<Record<string, string>>;
  readonly labels: Readonly<Record<string, string>>;
};

export type StepLocation = OnTarget | InContainer;

/** Distinguishes containers that this action created from others with the same name. */
export const ROLE_LABEL = { "deploy-actions.role": "migrate" } as const;

/** The migration's own time limit stops its steps much earlier. */
const timeoutMs = LIMIT.watch;

/**
 * `stdout` says whether the output is read by this library ("whole") or by people ("excerpt"). On the target, the project's own tool gets the
 * job's environment, as in a `run:` step. Throws RuntimeError "reserved-variable" for a variable that docker itself would read.
 */
export function stepCommand(step: Step, location: StepLocation, stdout: Command["stdout"] = "whole"): Command {
  const env = { ...step.env, ...location.env };
  if (location.kind === "target") {
    const { directory } = location;
    const where = directory === undefined ? {} : { cwd: directory };
    return { argv: step.argv, env, timeoutMs, stdout, inherit: "job", ...where };
  }
  // The program replaces the image's entrypoint, which would otherwise take our argv as its arguments.
  const [entrypoint, ...rest] = step.argv;
  return docker.run({
    image: location.image,
    name: location.name,
    entrypoint,
    command: rest,
    ...{ timeoutMs, stdout },
    labels: { ...location.labels, ...ROLE_LABEL },
    variables: env,
    ...(location.network === undefined ? {} : { network: location.network }),
    ...(location.directory === undefined ? {} : { workdir: location.directory }),
  });
}
