// The `docker compose` commands this library runs, as values. Nothing here runs anything.
// Reference: https://docs.docker.com/reference/cli/docker/compose/ (seen to work with Compose 2.26).
import { devNull } from "node:os";
import type { Command } from "@deploy-actions/target";
import { RuntimeError } from "./error.ts";

/** One application in one environment on an engine. `variables` reach the compose files as `${NAME}`; they may be secret. */
export type ComposeProject = {
  /** See `projectName`. */
  readonly name: string;
  /** The compose files, absolute paths on the target; a later one lies over the ones before it. */
  readonly files: readonly string[];
  readonly variables: Readonly<Record<string, string>>;
  /** The text of one more file, over all others, that is nowhere on a disk. */
  readonly overlay?: string;
};

/**
 * Reads compose files as Compose itself does, with their variables filled in, and prints what they mean as JSON, in one form however
 * it was written. What it prints can hold secret values. Of a name that is not given it prints a warning and takes it for empty.
 */
export function readModel(project: ComposeProject): Command {
  return compose(project, ["config", "--format", "json"]);
}

/** Prints `service hash` lines: see `isRunningAs`. */
export function serviceHashes(project: ComposeProject): Command {
  return compose(project, ["config", "--hash", "*"]);
}

/**
 * Makes the project's containers those of the files. Nothing is pulled or built: images that are not there are an error, so that a
 * switch never waits for a registry. Containers whose configuration is the same are left alone.
 */
export function up(project: ComposeProject): Command {
  return compose(project, ["up", "--detach", "--pull", "never", "--no-build", "--remove-orphans"]);
}

/** Removes the project's containers and networks. Its volumes stay: they are data. */
export function down(project: ComposeProject): Command {
  return compose(project, ["down", "--remove-orphans"]);
}

/** The ids of the project's containers, stopped ones too, one per line. */
export function listContainers(project: string): Command {
  const label = [
    "--filter",
    `label=com.docker.compose.project=${project}`,
    "--filter",
    "label=com.docker.compose.oneoff=False",
  ];
  return { argv: ["docker", "container", "ls", "--all", "--quiet", "--no-trunc", ...label] };
}

/** Prints a line whenever a container of the project ends, is killed for memory, or changes its health; runs until it is ended. */
export function containerEvents(project: string): Command {
  const kinds = ["die", "oom", "health_status"].flatMap((event) => ["--filter", `event=${event}`]);
  const label = ["--filter", `label=com.docker.compose.project=${project}`];
  return {
    argv: ["docker", "events", ...label, "--filter", "type=container", ...kinds, "--format", "{{.Action}} {{.ID}}"],
  };
}

/** The last `lines` lines a container printed, stdout and stderr. */
export function containerLogs(id: string, lines: number): Command {
  return { argv: ["docker", "container", "logs", "--tail", String(lines), "--", id] };
}

/**
 * What compose may inherit. Not more: a variable of the runner that happens to have the name of one in the compose file would make a
 * release that cannot be put back from anywhere else.
 */
const INHERITED = [
  ...["PATH", "HOME", "USER", "TMPDIR", "XDG_RUNTIME_DIR", "XDG_CONFIG_HOME", "SSH_AUTH_SOCK"],
  ...["DOCKER_HOST", "DOCKER_CONTEXT", "DOCKER_CONFIG", "DOCKER_CERT_PATH", "DOCKER_TLS_VERIFY", "DOCKER_API_VERSION"],
  ...["SystemRoot", "USERPROFILE", "APPDATA", "LOCALAPPDATA", "ProgramData", "ProgramFiles", "PATHEXT", "TEMP", "TMP"],
];

/** Variables docker, compose or the program loader read themselves. */
const RESERVED = /^(?:DOCKER_.*|COMPOSE_.*|BUILDKIT_.*|LD_.*|PATH|HOME)$/;

/** Whether a variable of this name can't be given, because docker, compose or the program loader read it themselves. */
export function isReserved(name: string): boolean {
  return RESERVED.test(name);
}

function compose({ name, files, variables, overlay }: ComposeProject, words: string[]): Command {
  for (const variable of Object.keys(variables)) if (isReserved(variable)) throw reserved(variable);
  const over = overlay === undefined ? [] : ["-"];
  const argv: Command["argv"] = [
    ...(["docker", "compose", "--ansi", "never", "--progress", "plain", "--project-name", name] as const),
    // A .env file beside the compose file is not there when the release has to come back.
    ...["--env-file", devNull],
    ...[...files, ...over].flatMap((file) => ["--file", file]),
    ...words,
  ];
  return { argv, env: variables, inherit: INHERITED, ...(overlay === undefined ? {} : { stdin: overlay }) };
}

function reserved(name: string): RuntimeError {
  return new RuntimeError("reserved-variable", {
    message: `The variable ${name} cannot be given to a compose file: docker itself reads it.`,
    state: "Nothing was changed.",
    next: `Give it another name, and use that one as \${…} in the compose file.`,
  });
}
