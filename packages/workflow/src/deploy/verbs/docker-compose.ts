// `docker compose` and its relatives: finds the project that the command line names and hands it to the command's reader.
// https://docs.docker.com/reference/cli/docker/compose/
import { type ComposeRequest, composeProjects } from "../../companion/compose.ts";
import { literalOf } from "../command.ts";
import type { Verb } from "../verb.ts";
import { COMPOSE_ACTIONS } from "./compose-actions.ts";
import { isOn, readOptions, switches, valueFor, valuesFor } from "./options.ts";
import type { Subcommand } from "./subcommand.ts";

export const dockerCompose: Verb = {
  programs: ["docker-compose", "podman-compose"],
  read: (command) => compose(command, command.program, command.args),
};

const GLOBAL = switches(
  "--all-resources --compatibility --dry-run --verbose -v --version --no-ansi --tls --tlsverify --skip-hostname-check -h --help",
);

export const compose: Subcommand = (command, by, words) => {
  const global = readOptions(words, GLOBAL, "before");
  const [name, ...rest] = global.operands;
  const action = COMPOSE_ACTIONS.get(literalOf(name) ?? "");
  if (action === undefined || isOn(global, "--dry-run")) return [];
  const options = readOptions(rest, action.noValue, action.reach);
  if (isOn(options, "--dry-run", "--help")) return [];
  const request: ComposeRequest = {
    files: valuesFor(global, "-f", "--file"),
    folder: valueFor(global, "--project-directory", "--workdir"),
    envFiles: valuesFor(global, "--env-file"),
    profiles: valuesFor(global, "--profile"),
  };
  const projects = composeProjects(command, request);
  return action.read({ command, by: `${by} ${literalOf(name)}`, projects, options });
};
