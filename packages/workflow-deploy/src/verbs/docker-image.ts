// Commands about an image alone: `docker pull`, `push`, `tag`, `load`, `import`, `manifest push`.
// https://docs.docker.com/reference/cli/docker/image/
import { firstText, tailOf, type Word } from "@deploy-actions/workflow-source/command";
import type { Effect } from "../effect.ts";
import { isOn, readOptions, switches } from "../options.ts";
import type { Subcommand } from "./subcommand.ts";

const TRANSFER = switches(
  "-a --all-tags -q --quiet --disable-content-trust --tls-verify --remove-signatures --compress --all-platforms --help",
);
const NONE = switches("--help");

/** Pulling all tags of a name is for copying, not for running. */
export const pull: Subcommand = (_, by, words) => {
  const options = readOptions(words, TRANSFER, "anywhere");
  if (isOn(options, "-a", "--all-tags")) return [];
  return withImage(options.operands[0], (image) => ({ does: "pull", by, image }));
};

/** podman accepts another name to push to as a second operand. */
export const push: Subcommand = (_, __, words) => {
  const [image, as] = readOptions(words, TRANSFER, "anywhere").operands;
  return withImage(as ?? image, (image) => ({ does: "push", image }));
};

export const tag: Subcommand = (_, __, words) => {
  const [image, as] = readOptions(words, NONE, "anywhere").operands;
  return as === undefined ? [] : withImage(image, (image) => ({ does: "tag", image, as }));
};

export const load: Subcommand = () => [{ does: "load" }];

/** Turns a file into an image, with a name if one is given. */
export const importImage: Subcommand = ({ place }, by, words) => {
  const as = readOptions(words, NONE, "anywhere").operands[1];
  return as === undefined ? [{ does: "load" }] : [{ does: "make", by, images: [as], caches: [], at: place }];
};

/** `docker manifest create` writes a list of images on this machine; `push` uploads it. */
export const manifest: Subcommand = (_, __, words) => {
  const [action, list] = readOptions(words, switches("-p --purge --insecure --all -q --quiet"), "anywhere").operands;
  return firstText(action) === "push" ? withImage(list, (image) => ({ does: "push", image })) : [];
};

/** The effect on an image, if there is one. podman also writes registry images as `docker://name`. */
export function withImage(word: Word | undefined, effect: (image: Word) => Effect): readonly Effect[] {
  if (word === undefined || firstText(word) === "") return [];
  return [effect(firstText(word).startsWith(TRANSPORT) ? tailOf(word, TRANSPORT.length) : word)];
}

const TRANSPORT = "docker://";
