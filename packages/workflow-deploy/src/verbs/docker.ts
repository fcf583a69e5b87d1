// `docker`, and programs with the same command line: podman and nerdctl. Finds the command and calls its reader.
// https://docs.docker.com/reference/cli/docker/
import { switches } from "../options.ts";
import type { Verb } from "../verb.ts";
import { build, buildx } from "./docker-build.ts";
import { compose } from "./docker-compose.ts";
import { commit, run } from "./docker-container.ts";
import { importImage, load, manifest, pull, push, tag } from "./docker-image.ts";
import { createService, updateService } from "./docker-service.ts";
import { deployStack } from "./docker-stack.ts";
import { type Subcommand, splitCommand } from "./subcommand.ts";

const GLOBAL = switches("-D --debug --tls --tlsverify -v --version --remote -r --insecure-registry --help -h");

/** Commands with subcommands. */
const GROUPS = new Set(["container", "image", "service", "stack"]);

/** Commands listed twice are the same with and without their group: `docker pull`, `docker image pull`. */
const COMMANDS: ReadonlyMap<string, Subcommand> = new Map([
  ["run", run],
  ["container run", run],
  ["create", run],
  ["container create", run],
  ["commit", commit],
  ["container commit", commit],
  ["pull", pull],
  ["image pull", pull],
  ["push", push],
  ["image push", push],
  ["tag", tag],
  ["image tag", tag],
  ["load", load],
  ["image load", load],
  ["import", importImage],
  ["image import", importImage],
  ["build", build],
  ["image build", build],
  ["buildx", buildx],
  ["builder", buildx],
  ["manifest", manifest],
  ["compose", compose],
  ["service create", createService],
  ["service update", updateService],
  ["stack deploy", deployStack],
  ["stack up", deployStack],
]);

export const docker: Verb = {
  programs: ["docker", "podman", "podman-remote", "nerdctl", "finch"],
  read(command) {
    const { name, words } = splitCommand(command.args, GLOBAL);
    if (!GROUPS.has(name)) return COMMANDS.get(name)?.(command, `${command.program} ${name}`, words) ?? [];
    const inner = splitCommand(words, GLOBAL);
    const full = `${name} ${inner.name}`;
    return COMMANDS.get(full)?.(command, `${command.program} ${full}`, inner.words) ?? [];
  },
};
