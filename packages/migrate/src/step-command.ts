// Where the steps run: on the target itself, or each in a one-off container of an image. Turns a step into the command
// that runs it there. Values of the environment travel in the environment of the process, never in argv.
import type { ImageReference } from "@deploy-actions/image";
import { docker } from "@deploy-actions/runtime";
import type { Command } from "@deploy-actions/target";
import type { Step } from "./migrator.ts";

export type OnTarget = {
  readonly kind: "target";
  /** Absent: the target's own. */
  readonly directory?: string;
  readonly env: Readonly<Record<string, string>>;
};

export type InContainer = {
  readonly kind: "container";
  /** Must not be able to mean another image than the one that was built: the caller has judged it. */
  readonly image: ImageReference;
  /** The same for every run of the same migration, see {@link containerName}, so that a later run finds a container that outlived its own. */
  readonly name: string;
  /** An existing network of the engine. Absent: the engine's default. */
  readonly network?: string;
  /** Absent: the image's own. */
  readonly directory?: string;
  readonly env: Readonly<Record<string, string>>;
  readonly labels: Readonly<Record<string, string>>;
};

export type Place = OnTarget | InContainer;

/** The label by which a container of ours is known from one that merely has its name. */
export const ROLE = { "deploy-actions.role": "migrate" } as const;

/** Throws RuntimeError "reserved-variable" for a variable that docker would read itself. */
export function placed(step: Step, place: Place): Command {
  const env = { ...step.env, ...place.env };
  if (place.kind === "target") {
    return { argv: step.argv, env, ...(place.directory === undefined ? {} : { cwd: place.directory }) };
  }
  // The program is the entrypoint: an image whose entrypoint is the service would take our argv for arguments of it.
  const [entrypoint, ...rest] = step.argv;
  return docker.run({
    image: place.image,
    name: place.name,
    entrypoint,
    command: rest,
    labels: { ...place.labels, ...ROLE },
    variables: env,
    ...(place.network === undefined ? {} : { network: place.network }),
    ...(place.directory === undefined ? {} : { workdir: place.directory }),
  });
}
