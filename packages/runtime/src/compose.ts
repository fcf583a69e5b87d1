// The `docker compose` commands that this library uses, as values; this file runs nothing.
// Reference: https://docs.docker.com/reference/cli/docker/compose/ (tested with Compose 2.26).
import { devNull } from "node:os";
import { type Command, LIMIT } from "@deploy-actions/target";
import { docker } from "./docker-command.ts";
import { RuntimeError } from "./error.ts";

/** One application in one environment on an engine. `variables` reach the compose files as `${NAME}`; they may be secret. */
export type ComposeProject = {
  /** See `projectName`. */
  readonly name: string;
  /** Absolute paths of the compose files on the target; later files override earlier ones. */
  readonly files: readonly string[];
  readonly variables: Readonly<Record<string, string>>;
  /** The text of an additional file that overrides all others and is passed on stdin. */
  readonly overlay?: string;
};

/**
 * Prints the resolved model of compose files as JSON in canonical form. The output can contain secret values. Compose warns about an unset
 * variable and treats it as empty.
 */
export function readModel(project: ComposeProject): Command {
  return compose(project, ["config", "--format", "json"], { timeoutMs: LIMIT.parse });
}

/** Prints `service hash` lines: see `isRunningAs`. */
export function serviceHashes(project: ComposeProject): Command {
  return compose(project, ["config", "--hash", "*"], { timeoutMs: LIMIT.parse });
}

/**
 * Creates or recreates the project's containers. Never pulls or builds: a missing image is an error, so that a switch never waits for a
 * registry. Containers whose configuration is unchanged are left alone.
 */
export function up(project: ComposeProject): Command {
  return compose(project, ["up", "--detach", "--pull", "never", "--no-build", "--remove-orphans"], CHANGE);
}

/** Removes the project's containers and networks. Its volumes stay: they are data. */
export function down(project: ComposeProject): Command {
  return compose(project, ["down", "--remove-orphans"], CHANGE);
}

/** Prints the ids of the project's containers, including stopped ones, one per line. */
export function listContainers(project: string): Command {
  const label = [
    "--filter",
    `label=com.docker.compose.project=${project}`,
    "--filter",
    "label=com.docker.compose.oneoff=False",
  ];
  return docker(["container", "ls", "--all", "--quiet", "--no-trunc", ...label]);
}

/** Prints a line whenever a container of the project exits, runs out of memory, or changes its health; runs until it is stopped. */
export function containerEvents(project: string): Command {
  const kinds = ["die", "oom", "health_status"].flatMap((event) => ["--filter", `event=${event}`]);
  const label = ["--filter", `label=com.docker.compose.project=${project}`];
  return docker(["events", ...label, "--filter", "type=container", ...kinds, "--format", "{{.Action}} {{.ID}}"], {
    timeoutMs: LIMIT.watch,
    stdout: "excerpt",
  });
}

/** The last `lines` lines a container printed, stdout and stderr. */
export function containerLogs(id: string, lines: number): Command {
  return docker(["container", "logs", "--tail", String(lines), "--", id], { stdout: "excerpt" });
}

/**
 * The variables that compose may inherit. No others, because a release that depends on a variable of one runner could not be rolled back to from
 * another.
 */
export const INHERITED = [
  ...["PATH", "HOME", "USER", "TMPDIR", "XDG_RUNTIME_DIR", "XDG_CONFIG_HOME", "SSH_AUTH_SOCK"],
  ...["DOCKER_HOST", "DOCKER_CONTEXT", "DOCKER_CONFIG", "DOCKER_CERT_PATH", "DOCKER_TLS_VERIFY", "DOCKER_API_VERSION"],
  ...["SystemRoot", "USERPROFILE", "APPDATA", "LOCALAPPDATA", "ProgramData", "ProgramFiles", "PATHEXT", "TEMP", "TMP"],
];

/** Variables that docker, compose or the dynamic loader reads. */
const RESERVED = /^(?:DOCKER_.*|COMPOSE_.*|BUILDKIT_.*|LD_.*|PATH|HOME)$/;

/** Whether a variable cannot be passed because docker, compose or the dynamic loader reads it. */
export function isReserved(name: string): boolean {
  return RESERVED.test(name);
}

const CHANGE = { timeoutMs: LIMIT.change, stdout: "excerpt" } as const;

/** Compose needs about 50 MiB; a file that expands into more than this was made to. */
const LARGEST_MODEL = 1024 * 1024 * 1024;

function compose(
  { name, files, variables, overlay }: ComposeProject,
  args: string[],
  limits: Pick<Command, "timeoutMs" | "stdout">,
): Command {
  for (const variable of Object.keys(variables)) if (isReserved(variable)) throw reserved(variable);
  const over = overlay === undefined ? [] : ["-"];
  const all = [
    ...["compose", "--ansi", "never", "--progress", "plain", "--project-name", name],
    // A .env file next to the compose file may not exist at a later rollback, so it is ignored.
    ...["--env-file", devNull],
    ...[...files, ...over].flatMap((file) => ["--file", file]),
    ...args,
  ];
  const stdin = overlay === undefined ? {} : { stdin: overlay };
  return docker(all, { env: variables, inherit: INHERITED, memoryBytes: LARGEST_MODEL, ...limits, ...stdin });
}

function reserved(name: string): RuntimeError {
  return new RuntimeError("reserved-variable", {
    message: `The variable ${name} cannot be passed to a compose file because docker itself reads it.`,
    state: "Nothing was changed.",
    next: "Rename it, and use the new name in the compose file.",
  });
}
