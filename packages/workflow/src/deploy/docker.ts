// What a `docker` command does with images. It only says which words are image references and how the command uses them;
// whether that is a deploy is decided by step-kind.ts. Options after the reference pages of Docker's command line.
import { literalOf, type Word } from "../shell/word.ts";
import { type Options, splitOptions } from "./options.ts";
import { programOf, withoutPrefixes } from "./prefix.ts";

/**
 * - `run`, `create`, `pull`: take an image from a registry. `stays`: the container is left running (`--detach`, `--restart`);
 *   `throwaway`: it is removed when it ends (`--rm`).
 * - `compose`: starts or pulls what a compose file names.
 * - `makes`: builds, tags or loads the named images on this machine. `caches`: images only read as a build cache.
 * - `push`, `tag`: `image` is what goes out, or what another name is given to.
 */
export type DockerUse =
  | { readonly verb: "run" | "create"; readonly image: Word; readonly stays: boolean; readonly throwaway: boolean }
  | { readonly verb: "pull"; readonly image: Word }
  | { readonly verb: "compose"; readonly command: string; readonly name: Word }
  | { readonly verb: "makes"; readonly images: readonly Word[]; readonly caches: readonly Word[] }
  | { readonly verb: "load" }
  | { readonly verb: "tag"; readonly image: Word; readonly as: Word }
  | { readonly verb: "push"; readonly image: Word };

const GLOBAL_SWITCHES = new Set(["-D", "--debug", "--tls", "--tlsverify", "-v", "--version"]);
const RUN_SWITCHES = new Set(
  "-d --detach -i --interactive -t --tty -P --publish-all -q --quiet --rm --init --privileged --read-only --sig-proxy --no-healthcheck --oom-kill-disable --disable-content-trust --use-api-socket --help".split(
    " ",
  ),
);
const PULL_SWITCHES = new Set("-a --all-tags -q --quiet --disable-content-trust --help".split(" "));
const BUILD_SWITCHES = new Set(
  "--load --push --pull --no-cache -q --quiet --rm --force-rm --squash --compress --check -D --debug --disable-content-trust --help".split(
    " ",
  ),
);
const COMPOSE_SWITCHES = new Set("--all-resources --compatibility --dry-run --verbose -v --version".split(" "));
/** Compose commands that fetch or start images. `build` and `push` make them; the others need none. */
const COMPOSE_DEPLOYS = new Set(["up", "pull", "run", "create"]);
const NONE: ReadonlySet<string> = new Set();

/** Reads one command; undefined when it is not about images. */
export function dockerUse(words: readonly Word[]): DockerUse | undefined {
  const command = withoutPrefixes(words);
  const program = programOf(command[0]);
  if (program === "docker-compose") return composeUse(command.slice(1));
  if (program !== "docker") return undefined;
  const { operands } = splitOptions(command.slice(1), GLOBAL_SWITCHES, "before");
  const [verb, rest] = [literalOf(operands[0]), operands.slice(1)];
  if (verb === "compose") return composeUse(rest);
  const inner = literalOf(rest[0]);
  if (verb === "container" || verb === "image") return imageUse(inner, rest.slice(1));
  // `buildx create` makes a builder, not a container.
  if (verb === "buildx" || verb === "builder") return inner === "build" ? imageUse(inner, rest.slice(1)) : undefined;
  return imageUse(verb, rest);
}

function imageUse(verb: string | undefined, words: readonly Word[]): DockerUse | undefined {
  switch (verb) {
    case "run":
    case "create":
      return runUse(verb, splitOptions(words, RUN_SWITCHES, "before"));
    case "pull":
      return withImage(splitOptions(words, PULL_SWITCHES, "anywhere").operands[0], (image) => ({
        verb: "pull",
        image,
      }));
    case "push":
      return withImage(splitOptions(words, PULL_SWITCHES, "anywhere").operands[0], (image) => ({
        verb: "push",
        image,
      }));
    case "tag": {
      const [image, as] = splitOptions(words, NONE, "anywhere").operands;
      return image === undefined || as === undefined ? undefined : { verb: "tag", image, as };
    }
    case "build":
      return buildUse(splitOptions(words, BUILD_SWITCHES, "anywhere"));
    case "load":
    case "import":
      return { verb: "load" };
    default:
      return undefined;
  }
}

function runUse(verb: "run" | "create", { values, operands }: Options): DockerUse | undefined {
  const detached = values.has("-d") || literalOf(values.get("--detach")?.[0]) === "true" || isBare(values, "--detach");
  return withImage(operands[0], (image) => ({
    verb,
    image,
    stays: detached || values.has("--restart"),
    throwaway: values.has("--rm"),
  }));
}

function buildUse({ values }: Options): DockerUse {
  const images = [...(values.get("-t") ?? []), ...(values.get("--tag") ?? [])];
  return { verb: "makes", images, caches: values.get("--cache-from") ?? [] };
}

function composeUse(words: readonly Word[]): DockerUse | undefined {
  const name = splitOptions(words, COMPOSE_SWITCHES, "before").operands[0];
  const command = literalOf(name);
  if (name === undefined || command === undefined || !COMPOSE_DEPLOYS.has(command)) return undefined;
  return { verb: "compose", command, name };
}

function withImage(image: Word | undefined, use: (image: Word) => DockerUse): DockerUse | undefined {
  return image === undefined || image.pieces.length === 0 ? undefined : use(image);
}

function isBare(values: Options["values"], name: string): boolean {
  return values.get(name)?.length === 0;
}
