// `docker compose` and similar programs: finds the project of the command line and calls the command's reader.
// https://docs.docker.com/reference/cli/docker/compose/
import { type ComposeRequest, composeProjects } from "@deploy-actions/workflow-companion";
import { isOn, readOptions, switches, valueFor, valuesFor } from "../options.ts";
import type { Verb } from "../verb.ts";
import { COMPOSE_ACTIONS } from "./compose-actions.ts";
import { type Subcommand, splitCommand } from "./subcommand.ts";

export const dockerCompose: Verb = {
  programs: ["docker-compose", "podman-compose"],
  read: (command) => compose(command, command.program, command.args),
};

const GLOBAL = switches(
  "--all-resources --compatibility --dry-run --verbose -v --version --no-ansi --tls --tlsverify --skip-hostname-check -h --help",
);

export const compose: Subcommand = (command, by, words) => {
  const { name, words: rest, global, open } = splitCommand(words, GLOBAL);
  const action = COMPOSE_ACTIONS.get(name);
  if (action === undefined || isOn(global, "--dry-run")) return [];
  const options = readOptions(rest, action.noValue, action.reach);
  if (isOn(options, "--dry-run", "--help")) return [];
  const files = valuesFor(global, "-f", "--file");
  const request: ComposeRequest = {
    // If no files are named, a word that may contain options could name them.
    files: files.length > 0 || open === undefined ? files : [open],
    folder: valueFor(global, "--project-directory", "--workdir"),
    envFiles: valuesFor(global, "--env-file"),
    profiles: valuesFor(global, "--profile"),
  };
  const projects = composeProjects(command, request);
  return action.read({ command, by: `${by} ${name}`, projects, options });
};
