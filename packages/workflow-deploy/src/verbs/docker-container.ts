// `docker run` and `docker create` use an image from a registry; `docker commit` creates one.
// https://docs.docker.com/reference/cli/docker/container/run/
import { firstText, type Word } from "@deploy-actions/workflow-source/command";
import { isLiteral } from "@deploy-actions/workflow-source/value";
import { isOn, readOptions, switches, valueFor } from "../options.ts";
import { withImage } from "./docker-image.ts";
import type { Subcommand } from "./subcommand.ts";

const RUN = switches(
  "-d --detach -i --interactive -t --tty -P --publish-all -q --quiet --rm --init --privileged --read-only --sig-proxy --no-healthcheck --oom-kill-disable --disable-content-trust --use-api-socket --help --replace --rmi --env-host --http-proxy --no-hosts --no-hostname --passwd --tls-verify --read-only-tmpfs --rootfs",
);

export const run: Subcommand = ({ place }, by, words) => {
  const options = readOptions(words, RUN, "before");
  const restarts = firstText(valueFor(options, "--restart"));
  const image = imageIn(options.operands);
  const started = withImage(image, (image) => ({
    does: "start",
    by,
    image,
    stays: isOn(options, "-d", "--detach") || (restarts !== "" && restarts !== "no"),
    throwaway: isOn(options, "--rm"),
  }));
  if (!WATCHTOWER.test(firstText(image))) return started;
  return [...started, { does: "restart", by: "watchtower", at: place, what: "what runs on the host" }];
};

/** A container that pulls the images of all others and restarts them. https://containrrr.dev/watchtower/ */
const WATCHTOWER = /(?:^|\/)watchtower(?:[:@]|$)/;

const COMMIT = switches("-p --pause --no-pause -q --quiet --squash");

export const commit: Subcommand = ({ place }, by, words) =>
  withImage(readOptions(words, COMMIT, "anywhere").operands[1], (image) => ({
    does: "make",
    by,
    images: [image],
    caches: [],
    at: place,
  }));

/** A word that is exactly one variable or expression, and the last part of its name: `$OPTS`, `${{ inputs.opts }}`. */
const ONE_VARIABLE = /^\$(?:(\w+)|\{(\w+)(?:\[[@*]\])?\}|\{\{[^{}]*?([\w-]+)\s*\}\})$/;
const HOLDS_OPTIONS = /OPT|ARG|FLAG|PARAM|VOLUME|MOUNT|PORT|ENV|NET|GPU|LIMIT|LABEL|CONFIG/i;

/** The first operand, skipping unknown variables whose names suggest that they contain options. */
function imageIn(operands: readonly Word[]): Word | undefined {
  return operands.find((word) => isLiteral(firstText(word)) || !HOLDS_OPTIONS.test(nameOf(word))) ?? operands[0];
}

/** Characters. Longer than any name; limits the time of the pattern above. */
const NAME_LIMIT = 200;

function nameOf({ written }: Word): string {
  if (written.length > NAME_LIMIT) return "";
  const [, plain, braced, expression] = ONE_VARIABLE.exec(written) ?? [];
  return plain ?? braced ?? expression ?? "";
}
