// The docker commands that this library uses, as values; this file runs nothing. Names and ids always follow the options, and user-provided ones
// also follow `--`, so that none is parsed as an option.
import { formatReference, type ImageReference } from "@deploy-actions/image";
import { type Command, LIMIT } from "@deploy-actions/target";
import { docker } from "./docker-command.ts";
import { RuntimeError } from "./error.ts";

/** The kinds of engine objects that have labels. */
export type ObjectKind = "container" | "image" | "volume" | "network";

export function version(): Command {
  return docker(["version", "--format", "{{json .}}"]);
}

export function pull(ref: ImageReference): Command {
  return docker(["image", "pull", "--", formatReference(ref)], { timeoutMs: LIMIT.transfer, stdout: "excerpt" });
}

export function push(ref: ImageReference): Command {
  return docker(["image", "push", "--", formatReference(ref)], { timeoutMs: LIMIT.transfer, stdout: "excerpt" });
}

/** Adds a name to a local image (`source`: a reference or an id). */
export function tag(source: string, ref: ImageReference): Command {
  return docker(["image", "tag", "--", source, formatReference(ref)]);
}

/** Writes an image, by reference or id, to a tar file on the machine that runs the docker client; the engine may be on another machine. */
export function save(nameOrId: string, file: string): Command {
  return docker(["image", "save", "--output", file, "--", nameOrId], { timeoutMs: LIMIT.transfer });
}

/** Prints the ids of all objects of a kind, including stopped containers and intermediate images. Volumes have names instead of ids. */
export function list(kind: ObjectKind): Command {
  switch (kind) {
    case "container":
      return docker(["container", "ls", "--all", "--quiet", "--no-trunc"]);
    case "image":
      return docker(["image", "ls", "--all", "--quiet", "--no-trunc"]);
    case "volume":
      return docker(["volume", "ls", "--quiet"]);
    case "network":
      return docker(["network", "ls", "--quiet", "--no-trunc"]);
  }
}

/** Prints the objects as a JSON array. Exits with 1 if one does not exist, and still prints the others. */
export function inspect(kind: ObjectKind, ids: readonly string[]): Command {
  return docker([kind, "inspect", "--", ...ids]);
}

/** Prints one image, by reference or id, as a JSON array. */
export function inspectImage(nameOrId: string): Command {
  return inspect("image", [nameOrId]);
}

/** Stops and removes a container, running or not, with its anonymous volumes. */
export function removeContainer(id: string): Command {
  return docker(["container", "rm", "--force", "--volumes", "--", id], { timeoutMs: LIMIT.change });
}

/** Stops and removes a container, running or not, and keeps its volumes. */
export function removeContainerAlone(id: string): Command {
  return docker(["container", "rm", "--force", "--", id], { timeoutMs: LIMIT.change });
}

/** Prints the build steps of an image, newest first, as one JSON string per line. */
export function history(id: string): Command {
  return docker(["image", "history", "--no-trunc", "--format", "{{json .CreatedBy}}", id]);
}

/** Removes one name of an image; removing the last name removes the image. Never forced, so the engine refuses if a container needs it. */
export function removeImage(nameOrId: string): Command {
  return docker(["image", "rm", "--no-prune", "--", nameOrId], { timeoutMs: LIMIT.change });
}

export function removeVolume(name: string): Command {
  return docker(["volume", "rm", "--", name], { timeoutMs: LIMIT.change });
}

export function removeNetwork(id: string): Command {
  return docker(["network", "rm", "--", id], { timeoutMs: LIMIT.change });
}

export type OneOff = {
  readonly image: ImageReference;
  /** The container's name, so that it can be stopped if the client is killed. */
  readonly name: string;
  readonly command: readonly string[];
  readonly timeoutMs: number;
  /** See `Command.stdout`. */
  readonly stdout?: Command["stdout"];
  readonly entrypoint?: string;
  readonly network?: string;
  readonly workdir?: string;
  readonly labels?: Readonly<Record<string, string>>;
  /** Environment variables of the container, passed through docker's own environment, so that no value is in argv. */
  readonly variables?: Readonly<Record<string, string>>;
};

/** Runs a command in a new container and removes it afterwards. Throws RuntimeError "reserved-variable", see {@link RESERVED}. */
export function run(oneOff: OneOff): Command {
  const { image, name, command, timeoutMs, stdout, entrypoint, network, workdir, labels = {}, variables = {} } = oneOff;
  for (const variable of Object.keys(variables)) if (RESERVED.test(variable)) throw reserved(variable);
  const options = [
    ["--rm", "--name", name],
    entrypoint === undefined ? [] : ["--entrypoint", entrypoint],
    network === undefined ? [] : ["--network", network],
    workdir === undefined ? [] : ["--workdir", workdir],
    Object.entries(labels).flatMap(([key, value]) => ["--label", `${key}=${value}`]),
    Object.keys(variables).flatMap((variable) => ["--env", variable]),
  ].flat();
  const args = ["container", "run", ...options, "--", formatReference(image), ...command];
  return docker(args, { env: variables, timeoutMs, ...(stdout === undefined ? {} : { stdout }) });
}

/** Variables that the docker client or the dynamic loader reads: passed this way, they would change docker itself. */
const RESERVED = /^(?:DOCKER_.*|PATH|HOME|LD_.*)$/;

function reserved(variable: string): RuntimeError {
  return new RuntimeError("reserved-variable", {
    message: `The variable ${variable} cannot be passed to a container because docker itself reads it.`,
    state: "No container was started.",
    next: `Set ${variable} in the image, or in the command that runs inside the container.`,
  });
}
