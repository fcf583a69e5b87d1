// The `docker compose` commands this library runs, as values. Nothing here runs anything.
// Reference: https://docs.docker.com/reference/cli/docker/compose/ (seen to work with Compose 2.26).
import type { Command } from "@deploy-actions/target";
import { RuntimeError } from "./error.ts";

/** One application in one environment on an engine. `variables` reach the compose file as `${NAME}`; they may be secret. */
export type ComposeProject = {
  /** See `projectName`. */
  readonly name: string;
  /** The compose file, an absolute path on the target. */
  readonly file: string;
  readonly variables: Readonly<Record<string, string>>;
};

/**
 * Reads a compose file as Compose itself does (includes, extends, anchors, absolute host paths) and prints it as JSON with every
 * `${NAME}` still in place: no value of a variable and nothing out of an env_file can be in what it prints.
 */
export function readModel(file: string): Command {
  return compose(["--file", file], ["config", "--no-interpolate", "--no-normalize", "--format", "json"]);
}

/** Checks a compose file (`text`, as if it lay in `folder`) with its variables filled in, and prints `service hash` lines: see `isRunningAs`. */
export function serviceHashes(project: Omit<ComposeProject, "file">, text: string, folder: string): Command {
  const place = ["--project-name", project.name, "--project-directory", folder, "--file", "-"];
  return { ...compose(place, ["config", "--hash", "*"], project.variables), stdin: text };
}

/**
 * Makes the project's containers those of the file. Nothing is pulled or built: images that are not there are an error, so that a
 * switch never waits for a registry. Containers whose configuration is the same are left alone.
 */
export function up(project: ComposeProject): Command {
  const place = ["--project-name", project.name, "--file", project.file];
  const words = ["up", "--detach", "--pull", "never", "--no-build", "--remove-orphans"];
  return compose(place, words, project.variables);
}

/** Removes the project's containers and networks. Its volumes stay: they are data. */
export function down(project: ComposeProject): Command {
  const place = ["--project-name", project.name, "--file", project.file];
  return compose(place, ["down", "--remove-orphans"], project.variables);
}

/** The ids of the project's containers, stopped ones too, one a line. */
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

function compose(place: string[], words: string[], variables: Readonly<Record<string, string>> = {}): Command {
  for (const name of Object.keys(variables)) if (RESERVED.test(name)) throw reserved(name);
  const argv: Command["argv"] = ["docker", "compose", "--ansi", "never", "--progress", "plain", ...place, ...words];
  return { argv, env: variables, inherit: INHERITED };
}

function reserved(name: string): RuntimeError {
  return new RuntimeError("reserved-variable", {
    message: `The variable ${name} cannot be given to a compose file: docker itself reads it.`,
    state: "Nothing was changed.",
    next: `Give it another name, and use that one as \${…} in the compose file.`,
  });
}
