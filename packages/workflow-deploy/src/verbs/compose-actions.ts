// The effects of each `docker compose` command on the services of its project: starting or pulling them, building and pushing images.
// https://docs.docker.com/reference/cli/docker/compose/
import {
  type ComposeService,
  companionOf,
  type FoundProject,
  type ImageUse,
  printedServices,
  type Selection,
  servicesOf,
} from "@deploy-actions/workflow-companion";
import type { Command, Word } from "@deploy-actions/workflow-source/command";
import { isLiteral, mapText, mark } from "@deploy-actions/workflow-source/value";
import type { Effect } from "../effect.ts";
import { isOn, type Options, type Reach, switches } from "../options.ts";

type ComposeCall = {
  readonly command: Command;
  readonly by: string;
  readonly projects: readonly FoundProject[];
  readonly options: Options;
};

export type ComposeAction = {
  /** Its options that take no value, and where options are allowed. */
  readonly noValue: ReadonlySet<string>;
  readonly reach: Reach;
  read(call: ComposeCall): readonly Effect[];
};

export const COMPOSE_ACTIONS: ReadonlyMap<string, ComposeAction> = new Map([
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
    "config",
    {
      noValue: switches(
        "--environment --images --models --networks --no-consistency --no-env-resolution --no-interpolate --no-normalize --no-path-resolution --profiles -q --quiet --resolve-image-digests --lock-image-digests --services --variables --volumes --help",
      ),
      reach: "anywhere",
      read: config,
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

function start(call: ComposeCall): readonly Effect[] {
  return started(call, call.options.operands);
}

/** One service; the words after it are the container's command. */
function run(call: ComposeCall): readonly Effect[] {
  return started(call, call.options.operands.slice(0, 1));
}

function started({ command, by, projects, options }: ComposeCall, names: readonly Word[]): readonly Effect[] {
  const builds = isOn(options, "--build");
  const selection: Selection = {
    names: namesOf(names),
    needs: (service) => (isOn(options, "--no-deps") ? [] : service.needs),
    isBuilt: ({ build, image, alwaysBuilds }) => build !== undefined && (builds || alwaysBuilds || image === undefined),
  };
  return [{ does: "deploy-files", by, at: command.place, companion: companionOf(projects, selection) }];
}

/** Pulls everything with a registry name, even if it could be built. */
function pull({ command, by, projects, options }: ComposeCall): readonly Effect[] {
  const companion = companionOf(projects, {
    names: namesOf(options.operands),
    needs: (service) => (isOn(options, "--include-deps") ? service.needs : []),
    isBuilt: ({ build }) => build !== undefined && isOn(options, "--ignore-buildable"),
  });
  return [{ does: "deploy-files", by, at: command.place, companion: { ...companion, builds: [] } }];
}

function build({ command, by, projects, options }: ComposeCall): readonly Effect[] {
  const images = builtBy(projects, options, "--with-dependencies").flatMap(({ image, tags }) => [
    ...(image === undefined ? [] : [image]),
    ...tags,
  ]);
  const make: Effect = { does: "make", by, images, caches: [], at: command.place };
  return isOn(options, "--push") ? [make, ...images.map(pushed)] : [make];
}

function push({ projects, options }: ComposeCall): readonly Effect[] {
  return builtBy(projects, options, "--include-deps").flatMap(({ image }) =>
    image === undefined ? [] : [pushed(image)],
  );
}

/** Prints the project, unless other output is requested. Digests may be resolved. */
function config({ projects, options }: ComposeCall): readonly Effect[] {
  if (projects.some(({ unknown }) => unknown.length > 0) || isOn(options, ...OTHER_PRINTS)) return [];
  const isPinned = isOn(options, "--resolve-image-digests", "--lock-image-digests");
  const services = projects.flatMap((project) => servicesOf(project, ALL_SERVICES));
  const named = services.flatMap(({ name, image }) => {
    if (image === undefined) return [];
    return [{ name, image: isPinned ? { ...image, values: mapText(image.values, pinned) } : image }];
  });
  return [{ does: "print", text: printedServices(named) }];
}

const OTHER_PRINTS = switches(
  "--images --services --networks --volumes --profiles --variables --environment -q --quiet",
);
const ALL_SERVICES: Selection = { names: new Set(), needs: () => [], isBuilt: () => false };

function pinned(image: string): string {
  return image.includes("@") ? image : `${image}@${mark("digest")}`;
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

/** Empty, which means all services, if a name is known only at run time. */
function namesOf(words: readonly Word[]): ReadonlySet<string> {
  const texts = words.flatMap(({ values }) => values.flatMap(({ text }) => text.split(/\s+/)));
  return new Set(texts.every(isLiteral) ? texts.filter((text) => text !== "") : []);
}
