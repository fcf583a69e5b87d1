// `docker service create` and `update`: a swarm runs an image. `rollback` and `scale` do not name one.
// https://docs.docker.com/reference/cli/docker/service/
import { isOn, readOptions, switches, valueFor } from "../options.ts";
import { withImage } from "./docker-image.ts";
import type { Subcommand } from "./subcommand.ts";

const SWITCHES = switches(
  "-d --detach --force --init --no-healthcheck --no-resolve-image -q --quiet --read-only --rollback -t --tty --with-registry-auth --insecure --help",
);

/** The words after the image are the container's command. */
export const createService: Subcommand = (_, by, words) =>
  withImage(readOptions(words, SWITCHES, "before").operands[0], (image) => ({ does: "deploy", by, image }));

/** Without an image, `--force` restarts all tasks. */
export const updateService: Subcommand = ({ place }, by, words) => {
  const options = readOptions(words, SWITCHES, "anywhere");
  const image = valueFor(options, "--image");
  if (image !== undefined) return withImage(image, (image) => ({ does: "deploy", by, image }));
  if (!isOn(options, "--force")) return [];
  const service = options.operands[0]?.written ?? "";
  return [{ does: "restart", by, at: place, what: service === "" ? "a service" : `service ${service}` }];
};
