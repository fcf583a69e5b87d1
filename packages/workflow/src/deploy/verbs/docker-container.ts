// `docker run` and `docker create` take an image from a registry; `docker commit` makes one.
// https://docs.docker.com/reference/cli/docker/container/run/
import { isLiteral } from "../../value/mark.ts";
import { shapeOf, type Word } from "../command.ts";
import { withImage } from "./docker-image.ts";
import { isOn, readOptions, switches, valueFor } from "./options.ts";
import type { Subcommand } from "./subcommand.ts";

const RUN = switches(
  "-d --detach -i --interactive -t --tty -P --publish-all -q --quiet --rm --init --privileged --read-only --sig-proxy --no-healthcheck --oom-kill-disable --disable-content-trust --use-api-socket --help --replace --rmi --env-host --http-proxy --no-hosts --no-hostname --passwd --tls-verify --read-only-tmpfs --rootfs",
);

export const run: Subcommand = (_, by, words) => {
  const options = readOptions(words, RUN, "before");
  const restarts = shapeOf(valueFor(options, "--restart"));
  return withImage(imageIn(options.operands), (image) => ({
    does: "start",
    by,
    image,
    stays: isOn(options, "-d", "--detach") || (restarts !== "" && restarts !== "no"),
    throwaway: isOn(options, "--rm"),
  }));
};

const COMMIT = switches("-p --pause --no-pause -q --quiet --squash");

export const commit: Subcommand = ({ place }, by, words) =>
  withImage(readOptions(words, COMMIT, "anywhere").operands[1], (image) => ({
    does: "make",
    by,
    images: [image],
    caches: [],
    at: place,
  }));

/** A variable that holds options, by its name: `$DOCKER_OPTS`. */
const HOLDS_OPTIONS = /^\$\{?\w*(?:OPT|ARG|FLAG|PARAM|VOLUME|MOUNT|PORT|ENV|NET|GPU|LIMIT|LABEL|CONFIG)\w*\}?$/i;

/** The first operand, or what follows the variables that hold options when nobody knows them. */
function imageIn(operands: readonly Word[]): Word | undefined {
  const first = operands.findIndex((word) => isLiteral(shapeOf(word)) || !HOLDS_OPTIONS.test(word.written));
  return operands[first] ?? operands[0];
}
