// `docker compose` and its relatives: what they start or pull of a compose project, and what they build and push.
// https://docs.docker.com/reference/cli/docker/compose/
import {
  type ComposeRequest,
  companionOf,
  composeProjects,
  type FoundProject,
  type Selection,
  servicesOf,
} from "../../companion/compose.ts";
import type { ComposeService } from "../../companion/compose-service.ts";
import { isLiteral } from "../../value/mark.ts";
import { type Command, literalOf, type Word } from "../command.ts";
import type { Effect, ImageUse } from "../effect.ts";
import type { Verb } from "../verb.ts";
import { isOn, type Options, type Reach, readOptions, switches, valueFor, valuesFor } from "./options.ts";
import type { Subcommand } from "./subcommand.ts";

export const dockerCompose: Verb = {
  programs: ["docker-compose", "podman-compose"],
  read: (command) => compose(command, command.program, command.args),
};

const GLOBAL = switches(
  "--all-resources --compatibility --dry-run --verbose -v --version --no-ansi --tls --tlsverify --skip-hostname-check -h --help",
);

export const compose: Subcommand = (command, by, words) => {
  const global = readOptions(words, GLOBAL, "before");
  const [name, ...rest] = global.operands;
  const known = ACTIONS.get(literalOf(name) ?? "");
  if (known === undefined || isOn(global, "--dry-run")) return [];
  const options = readOptions(rest, known.noValue, known.reach);
  if (isOn(options, "--dry-run", "--help")) return [];
  const request: ComposeRequest = {
    files: valuesFor(global, "-f", "--file"),
    folder: valueFor(global, "--project-directory", "--workdir"),
    envFiles: valuesFor(global, "--env-file"),
    profiles: valuesFor(global, "--profile"),
  };
  const projects = composeProjects(command, request);
  return known.read({ command, by: `${by} ${literalOf(name)}`, projects, options });
};

type Call = {
  readonly command: Command;
  readonly by: string;
  readonly projects: readonly FoundProject[];
  readonly options: Options;
};

type Action = {
  readonly noValue: ReadonlySet<string>;
  readonly reach: Reach;
  read(call: Call): readonly Effect[];
};

const ACTIONS: ReadonlyMap<string, Action> = new Map([
  [
    "up",
    {
      noValue: switches(
        "-d --detach --build --no-build --no-deps --force-recreate --always-recreate-deps --no-recreate --no-start --remove-orphans -V --renew-anon-volumes --abort-on-container-exit --abort-on-container-failure --attach-dependencies --no-color --no-log-prefix --quiet-pull --quiet-build --timestamps --wait -w --watch --menu -y --yes --dry-run --help",
      ),
      reach: "anywhere",
      read: start,
    },
  ],
  [
    "create",
    {
      noValue: switches(
        "--build --no-build --force-recreate --no-recreate --remove-orphans --quiet-pull -y --yes --dry-run --help",
      ),
      reach: "anywhere",
      read: start,
    },
  ],
  [
    "run",
    {
      noValue: switches(
        "--build -d --detach -i --interactive --no-deps -T --no-TTY -q --quiet --quiet-build --quiet-pull --remove-orphans --rm -P --service-ports --use-aliases --dry-run --help",
      ),
      reach: "before",
      read: run,
    },
  ],
  [
    "pull",
    {
      noValue: switches(
        "--ignore-buildable --ignore-pull-failures --include-deps --no-parallel --parallel -q --quiet --dry-run --help",
      ),
      reach: "anywhere",
      read: pull,
    },
  ],
  [
    "build",
    {
      noValue: switches(
        "--no-cache --pull --push -q --quiet --check --print --with-dependencies --compress --force-rm --no-rm --parallel --dry-run --help",
      ),
      reach: "anywhere",
      read: build,
    },
  ],
  [
    "push",
    {
      noValue: switches("--ignore-push-failures --include-deps -q --quiet --dry-run --help"),
      reach: "anywhere",
      read: push,
    },
  ],
]);

function start(call: Call): readonly Effect[] {
  return started(call, call.options.operands);
}

/** One service; what follows is the container's command. */
function run(call: Call): readonly Effect[] {
  return started(call, call.options.operands.slice(0, 1));
}

function started({ command, by, projects, options }: Call, names: readonly Word[]): readonly Effect[] {
  const builds = isOn(options, "--build");
  const selection: Selection = {
    names: namesOf(names),
    needs: (service) => (isOn(options, "--no-deps") ? [] : service.needs),
    isBuilt: ({ build, image, alwaysBuilds }) => build !== undefined && (builds || alwaysBuilds || image === undefined),
  };
  return [{ does: "deploy-files", by, at: command.place, companion: companionOf(projects, selection) }];
}

/** Pulls what has a name in a registry, even where it could also be built. */
function pull({ command, by, projects, options }: Call): readonly Effect[] {
  const companion = companionOf(projects, {
    names: namesOf(options.operands),
    needs: (service) => (isOn(options, "--include-deps") ? service.needs : []),
    isBuilt: ({ build }) => build !== undefined && isOn(options, "--ignore-buildable"),
  });
  return [{ does: "deploy-files", by, at: command.place, companion: { ...companion, builds: [] } }];
}

function build({ command, by, projects, options }: Call): readonly Effect[] {
  const images = builtBy(projects, options, "--with-dependencies").flatMap(({ image, tags }) => [
    ...(image === undefined ? [] : [image]),
    ...tags,
  ]);
  const make: Effect = { does: "make", by, images, caches: [], at: command.place };
  return isOn(options, "--push") ? [make, ...images.map(pushed)] : [make];
}

function push({ projects, options }: Call): readonly Effect[] {
  return builtBy(projects, options, "--include-deps").flatMap(({ image }) =>
    image === undefined ? [] : [pushed(image)],
  );
}

function builtBy(projects: readonly FoundProject[], options: Options, withNeeds: string): readonly ComposeService[] {
  const selection: Selection = {
    names: namesOf(options.operands),
    needs: (service) => (isOn(options, withNeeds) ? service.needs : []),
    isBuilt: () => true,
  };
  return projects.flatMap((project) => servicesOf(project, selection)).filter(({ build }) => build !== undefined);
}

function pushed(image: ImageUse): Effect {
  return { does: "push", image };
}

/** None, and so all, where a name is left to the run. */
function namesOf(words: readonly Word[]): ReadonlySet<string> {
  const texts = words.flatMap(({ values }) => values.flatMap(({ text }) => text.split(/\s+/)));
  return new Set(texts.every(isLiteral) ? texts.filter((text) => text !== "") : []);
}
