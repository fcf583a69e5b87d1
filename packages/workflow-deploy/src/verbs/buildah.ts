// `buildah` builds, tags and pushes images; it starts no lasting containers. Its `run` and `from` are build steps.
// https://github.com/containers/buildah/tree/main/docs
import { switches } from "../options.ts";
import type { Verb } from "../verb.ts";
import { build } from "./docker-build.ts";
import { push, tag } from "./docker-image.ts";
import { type Subcommand, splitCommand } from "./subcommand.ts";

const GLOBAL = switches("--debug -h --help -v --version");

const COMMANDS: ReadonlyMap<string, Subcommand> = new Map([
  ["bud", build],
  ["build", build],
  ["build-using-dockerfile", build],
  ["push", push],
  ["tag", tag],
]);

export const buildah: Verb = {
  programs: ["buildah"],
  read(command) {
    const { name, words } = splitCommand(command.args, GLOBAL);
    return COMMANDS.get(name)?.(command, `buildah ${name}`, words) ?? [];
  },
};
