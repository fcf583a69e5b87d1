// The compose project that a command deploys, interpolated with variables from the environment, `--env-file` and `.env`, and its selected
// services. https://docs.docker.com/compose/how-tos/environment-variables/envvars-precedence/
import {
  type Command,
  firstText,
  folderAt,
  isOutsideRepository,
  joinPath,
  locate,
  pathFrom,
  type Word,
} from "@deploy-actions/workflow-source/command";
import { isLiteral } from "@deploy-actions/workflow-source/value";
import type { Companion, FileImage } from "../companion.ts";
import { type ComposeFiles, defaultFiles, namedFiles, namesGiven } from "./compose-files.ts";
import { type ComposeProject, readProject } from "./compose-project.ts";
import type { ComposeService } from "./compose-service.ts";
import { withEnvFiles } from "./env-file.ts";
import type { Variables } from "./interpolate.ts";

/** The project options of a command line: `-f`, `--project-directory`, `--env-file`, `--profile`. */
export type ComposeRequest = {
  readonly files: readonly Word[];
  readonly folder: Word | undefined;
  readonly envFiles: readonly Word[];
  readonly profiles: readonly Word[];
};

/** `asked`: the files, as named in messages. `profiles`: those that are enabled; `*` means all. */
export type FoundProject = ComposeProject & { readonly asked: string; readonly profiles: ReadonlySet<string> };

/** The project of a `docker compose` command; several if a file name has alternatives. */
export function composeProjects(command: Command, request: ComposeRequest): readonly FoundProject[] {
  const { files } = command;
  const folder =
    request.folder === undefined
      ? (command.directory ?? command.elsewhere)
      : pathFrom(command, firstText(request.folder));
  const given = request.envFiles.flatMap((word) => pathOf(command, word));
  const readFrom = (outer: Variables, ...homes: readonly (string | undefined)[]): Variables => {
    const defaultEnvFiles = [...new Set(homes)].flatMap((home) => joinPath(home ?? "", ".env") ?? []);
    return withEnvFiles(outer, request.envFiles.length > 0 ? given : defaultEnvFiles, files);
  };
  const environment: Variables = (name) => command.variable(name);
  // `.env` may set the file names, and there may be another `.env` next to those files. Where a host keeps it is unknown.
  const first =
    request.files.length > 0 && !isOutsideRepository(command)
      ? environment
      : readFrom(environment, command.directory, folder);
  return namesGiven(request.files, first).map((names) => {
    const around = { ...command, ...folderAt(folder) };
    const found = names.length > 0 ? namedFiles(command, names) : defaultFiles(around);
    const homes = request.folder === undefined ? [found.files[0]?.folder, found.home] : [folder];
    const variables = readFrom(first, ...homes);
    return { ...filled(command, found, variables), profiles: profilesOf(request.profiles, variables) };
  });
}

/** The project of a `docker stack deploy`, which reads no `.env` file and supports no profiles. */
export function stackProjects(command: Command, words: readonly Word[]): readonly FoundProject[] {
  return namesGiven(words, () => undefined).map((names) => ({
    ...filled(command, namedFiles(command, names), (name) => command.variable(name)),
    profiles: new Set(["*"]),
  }));
}

/** Which services of a project a command applies to, and how. */
export type Selection = {
  /** The named services; empty for all that start by default. */
  readonly names: ReadonlySet<string>;
  /** Services that are started along with another one. */
  needs(service: ComposeService): readonly string[];
  /** True if the image is built and not pulled from a registry. */
  isBuilt(service: ComposeService): boolean;
};

/** The services of a project that a command applies to, in no particular order. */
export function servicesOf(
  { services, profiles }: FoundProject,
  { names, needs }: Selection,
): readonly ComposeService[] {
  const isEnabled = (service: ComposeService): boolean =>
    service.profiles.length === 0 || profiles.has("*") || service.profiles.some((profile) => profiles.has(profile));
  const chosen = new Set(
    [...services.values()].filter((one) => (names.size === 0 ? isEnabled(one) : names.has(one.name))),
  );
  // Iterating over a set also visits elements added meanwhile.
  for (const service of chosen) {
    for (const need of needs(service)) {
      const found = services.get(need);
      if (found !== undefined) chosen.add(found);
    }
  }
  return [...chosen];
}

/** The images that a command deploys from its projects. */
export function companionOf(projects: readonly FoundProject[], selection: Selection): Companion {
  const services = projects.flatMap((project) => servicesOf(project, selection));
  const images = services.flatMap((service): FileImage[] =>
    service.image === undefined || selection.isBuilt(service)
      ? []
      : [{ ...service.image, name: `service ${service.name}` }],
  );
  const known = new Map(
    images.map((image) => [[image.name, ...image.values.map(({ text }) => text)].join("\n"), image]),
  );
  return {
    asked: [...new Set(projects.map(({ asked }) => asked))].join(" or "),
    images: [...known.values()],
    builds: services.flatMap((service) => (selection.isBuilt(service) ? (service.build ?? []) : [])),
    unknown: [...new Set(projects.flatMap((project) => [...project.unknown, ...unknownServices(project, selection)]))],
    problems: [...new Set(projects.flatMap(({ problems }) => problems))],
  };
}

/** Named services that do not exist in a fully known project. */
function unknownServices({ services, unknown, asked }: FoundProject, { names }: Selection): readonly string[] {
  if (unknown.length > 0) return [];
  return [...names].filter((name) => !services.has(name)).map((name) => `${asked} has no service ${name}`);
}

function filled(command: Command, { asked, files, unknown }: ComposeFiles, variables: Variables) {
  const project = readProject(files, command.files, variables);
  return { ...project, asked, unknown: [...unknown, ...project.unknown] };
}

function pathOf(command: Command, word: Word): readonly string[] {
  const found = locate(command, firstText(word));
  return "path" in found ? [found.path] : [];
}

/** A profile known only at run time may be any. */
function profilesOf(words: readonly Word[], variables: Variables): ReadonlySet<string> {
  const given = words.flatMap(({ values }) => values.map(({ text }) => text));
  const texts = given.length > 0 ? given : (variables("COMPOSE_PROFILES") ?? []).flatMap(({ text }) => text.split(","));
  return new Set(texts.map((text) => (isLiteral(text) ? text : "*")));
}
