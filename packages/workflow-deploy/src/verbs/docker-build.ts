// `docker build` and the builds of buildx. Builds may tag and push any image; the images are built and not deployed.
// https://docs.docker.com/reference/cli/docker/buildx/build/
import { firstText, tailOf, type Word, withText } from "@deploy-actions/workflow-source/command";
import type { Effect } from "../effect.ts";
import { isOn, readOptions, switches, valuesFor } from "../options.ts";
import type { Subcommand } from "./subcommand.ts";

const BUILD = switches(
  "--load --push --pull --no-cache -q --quiet --rm --force-rm --squash --squash-all --compress --check -D --debug --disable-content-trust --layers --tls-verify --help",
);
const BAKE = switches(
  "--load --push --pull --no-cache --check -D --debug --print --list-targets --list-variables --help",
);
const IMAGETOOLS = switches("--append --dry-run --prefer-index -D --debug --help");

export const build: Subcommand = ({ place }, by, words) => {
  const options = readOptions(words, BUILD, "anywhere");
  const outputs = valuesFor(options, "-o", "--output");
  const images = [...valuesFor(options, "-t", "--tag"), ...outputs.flatMap(namedBy)];
  const make: Effect = { does: "make", by, images, caches: valuesFor(options, "--cache-from"), at: place };
  const pushes = isOn(options, "--push") || outputs.some(isPushed);
  return pushes ? [make, ...images.map(pushed)] : [make];
};

/** Commands of the plug-in. `buildx create` creates a builder and not a container. */
export const buildx: Subcommand = (command, by, words) => {
  const [action, ...rest] = readOptions(words, BUILD, "before").operands;
  switch (firstText(action)) {
    case "build":
    case "b":
      return build(command, `${by} build`, rest);
    case "bake":
    case "f":
      return bake(command, `${by} bake`, rest);
    case "imagetools":
      return imagetools(command, `${by} imagetools`, rest);
    default:
      return [];
  }
};

/** Images are defined in a separate file; only tags from the command line are known: `--set app.tags=name`. */
const bake: Subcommand = ({ place }, by, words) => {
  const options = readOptions(words, BAKE, "anywhere");
  const images = valuesFor(options, "--set").flatMap((word) => {
    const key = /^[\w*.-]+\.tags\+?=/.exec(firstText(word))?.[0];
    return key === undefined ? [] : [tailOf(word, key.length)];
  });
  const make: Effect = { does: "make", by, images, caches: [], at: place };
  return isOn(options, "--push") ? [make, ...images.map(pushed)] : [make];
};

/** `create` adds names for images that are already in a registry. */
const imagetools: Subcommand = (_, __, words) => {
  const [action, ...rest] = words;
  if (firstText(action) !== "create") return [];
  const options = readOptions(rest, IMAGETOOLS, "anywhere");
  return isOn(options, "--dry-run") ? [] : valuesFor(options, "-t", "--tag").map(pushed);
};

const OUTPUT_NAME = /(?:^|,)name=([^,]+)/;

/** The name in `type=image,name=app:1,push=true`. */
function namedBy(output: Word): readonly Word[] {
  if (!OUTPUT_NAME.test(firstText(output))) return [];
  return [withText(output, (text) => OUTPUT_NAME.exec(text)?.[1] ?? text)];
}

function isPushed(output: Word): boolean {
  return /(?:^|,)(?:type=registry|push=true)(?:,|$)/.test(firstText(output));
}

function pushed(image: Word): Effect {
  return { does: "push", image };
}
