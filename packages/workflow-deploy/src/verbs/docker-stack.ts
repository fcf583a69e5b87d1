// `docker stack deploy`: a swarm runs the services in compose files.
// https://docs.docker.com/reference/cli/docker/stack/deploy/
import { companionOf, stackProjects } from "@deploy-actions/workflow-companion";
import { readOptions, switches, valuesFor } from "../options.ts";
import type { Subcommand } from "./subcommand.ts";

const SWITCHES = switches("-d --detach --prune -q --quiet --with-registry-auth --help");

/** A swarm does not build: a service without an image fails. */
export const deployStack: Subcommand = (command, by, words) => {
  const files = valuesFor(readOptions(words, SWITCHES, "anywhere"), "-c", "--compose-file");
  if (files.length === 0) return [];
  const companion = companionOf(stackProjects(command, files), {
    names: new Set(),
    needs: () => [],
    isBuilt: () => false,
  });
  return [{ does: "deploy-files", by, at: command.place, companion }];
};
