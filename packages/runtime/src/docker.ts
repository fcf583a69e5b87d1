// The docker commands this library runs, as values. Nothing here runs anything. Names and ids always stand behind the options,
// and those that a user gave behind `--` too, so that none can be read as an option.
import { formatReference, type ImageReference } from "@deploy-actions/image";
import type { Command } from "@deploy-actions/target";
import { RuntimeError } from "./error.ts";

/** Kinds of objects an engine keeps that have labels. */
export type ObjectKind = "container" | "image" | "volume" | "network";

export function version(): Command {
  return docker("version", "--format", "{{json .}}");
}

export function pull(ref: ImageReference): Command {
  return docker("image", "pull", "--", formatReference(ref));
}

export function push(ref: ImageReference): Command {
  return docker("image", "push", "--", formatReference(ref));
}

/** Gives a local image (`source`: a reference or an id) one more name. */
export function tag(source: string, ref: ImageReference): Command {
  return docker("image", "tag", "--", source, formatReference(ref));
}

/** Writes an image, by reference or id, to a tar file on the machine that runs the command line; the engine may be elsewhere. */
export function save(nameOrId: string, file: string): Command {
  return docker("image", "save", "--output", file, "--", nameOrId);
}

/** The ids of all objects of a kind: stopped containers and intermediate images too. Volumes are named, not numbered. */
export function list(kind: ObjectKind): Command {
  switch (kind) {
    case "container":
      return docker("container", "ls", "--all", "--quiet", "--no-trunc");
    case "image":
      return docker("image", "ls", "--all", "--quiet", "--no-trunc");
    case "volume":
      return docker("volume", "ls", "--quiet");
    case "network":
      return docker("network", "ls", "--quiet", "--no-trunc");
  }
}

/** Everything the engine knows of these objects, as a JSON array. Exits 1 when one of them is gone, and still prints the others. */
export function inspect(kind: ObjectKind, ids: readonly string[]): Command {
  return docker(kind, "inspect", "--", ...ids);
}

/** Everything the engine knows of one image, by reference or id, as a JSON array of one. */
export function inspectImage(nameOrId: string): Command {
  return inspect("image", [nameOrId]);
}

/** Stops and removes a container, running or not, with the anonymous volumes that nobody else could ever name. */
export function removeContainer(id: string): Command {
  return docker("container", "rm", "--force", "--volumes", "--", id);
}

/** Stops and removes a container, running or not, and leaves every volume where it is. */
export function removeContainerAlone(id: string): Command {
  return docker("container", "rm", "--force", "--", id);
}

/** The build steps of one image, newest first, as JSON texts one per line. */
export function history(id: string): Command {
  return docker("image", "history", "--no-trunc", "--format", "{{json .CreatedBy}}", id);
}

/** Removes one name of an image, and with the last one the image. Never forced: the engine then refuses when a container needs it. */
export function removeImage(nameOrId: string): Command {
  return docker("image", "rm", "--no-prune", "--", nameOrId);
}

export function removeVolume(name: string): Command {
  return docker("volume", "rm", "--", name);
}

export function removeNetwork(id: string): Command {
  return docker("network", "rm", "--", id);
}

/** What a one-off container is started with. */
export type OneOff = {
  readonly image: ImageReference;
  /** The container's name, by which it can be ended when the client is. */
  readonly name: string;
  readonly command: readonly string[];
  readonly entrypoint?: string;
  readonly network?: string;
  readonly workdir?: string;
  readonly labels?: Readonly<Record<string, string>>;
  /** Variables of the container. They travel in the environment of docker itself, so that no value is in argv. */
  readonly variables?: Readonly<Record<string, string>>;
};

/** Runs a command in a new container and removes it afterwards. Throws RuntimeError "reserved-variable", see {@link RESERVED}. */
export function run(oneOff: OneOff): Command {
  const { image, name, command, entrypoint, network, workdir, labels = {}, variables = {} } = oneOff;
  for (const variable of Object.keys(variables)) if (RESERVED.test(variable)) throw reserved(variable);
  const options = [
    ["--rm", "--name", name],
    entrypoint === undefined ? [] : ["--entrypoint", entrypoint],
    network === undefined ? [] : ["--network", network],
    workdir === undefined ? [] : ["--workdir", workdir],
    Object.entries(labels).flatMap(([key, value]) => ["--label", `${key}=${value}`]),
    Object.keys(variables).flatMap((variable) => ["--env", variable]),
  ].flat();
  return { ...docker("container", "run", ...options, "--", formatReference(image), ...command), env: variables };
}

/** Variables that the docker command line or the program loader reads itself: given to a container this way they would change docker. */
const RESERVED = /^(?:DOCKER_.*|PATH|HOME|LD_.*)$/;

function reserved(variable: string): RuntimeError {
  return new RuntimeError("reserved-variable", {
    message: `The variable ${variable} cannot be given to a container: docker itself reads it.`,
    state: "No container was started.",
    next: `Set ${variable} in the image, or in the command that runs inside the container.`,
  });
}

function docker(...args: readonly string[]): Command {
  return { argv: ["docker", ...args] };
}
