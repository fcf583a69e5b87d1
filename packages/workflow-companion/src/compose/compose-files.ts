// Determines the files of a compose project: those named by a command, or those that compose finds by default.
// https://docs.docker.com/reference/cli/docker/compose/#use--f-to-specify-the-name-and-path-of-one-or-more-compose-files
import { limitReached } from "@deploy-actions/workflow-source";
import {
  baseName,
  type Command,
  type CommandLocation,
  closestTo,
  folderOf,
  isMachinePath,
  isOutsideRepository,
  joinPath,
  type LocateResult,
  locate,
  pathFrom,
  type Word,
} from "@deploy-actions/workflow-source/command";
import { shown } from "@deploy-actions/workflow-source/value";
import type { ComposeFile } from "./compose-project.ts";
import type { Variables } from "./interpolate.ts";

/**
 * `asked`: the files as named in messages. `home`: the folder of the first file as the command sees it, in the repository or on its
 * machine. `unknown`: clauses that say why files are missing.
 */
export type ComposeFiles = {
  readonly asked: string;
  readonly home: string | undefined;
  readonly files: readonly ComposeFile[];
  readonly unknown: readonly string[];
};

/** In compose's order of preference. */
const NAMES = ["compose.yaml", "compose.yml", "docker-compose.yml", "docker-compose.yaml"];
const OVERRIDES = NAMES.map((name) => name.replace(".", ".override."));
/** A repository with both kinds uses the first in its own folder, so a file sent elsewhere is more likely the second. */
const NAMES_ELSEWHERE = [...NAMES.slice(2), ...NAMES.slice(0, 2)];
/** Maximum number of combinations of alternative names, more than real workflows have. */
const LISTS_LIMIT = 8;

/** The possible lists of files from a command line (or from `COMPOSE_FILE`); a single empty list if none are given. */
export function namesGiven(words: readonly Word[], variables: Variables): readonly (readonly string[])[] {
  if (words.length === 0) {
    const separator = variables("COMPOSE_PATH_SEPARATOR")?.[0]?.text || ":";
    const given = variables("COMPOSE_FILE")?.filter(({ text }) => text !== "") ?? [];
    return given.length === 0 ? [[]] : upToLimit(given).map(({ text }) => text.split(separator));
  }
  let lists: readonly (readonly string[])[] = [[]];
  for (const { values } of words) {
    lists = upToLimit(lists.flatMap((list) => values.map(({ text }) => (text === "" ? list : [...list, text]))));
  }
  return lists;
}

function upToLimit<T>(lists: readonly T[]): readonly T[] {
  if (lists.length > LISTS_LIMIT) limitReached(`there are more than ${LISTS_LIMIT} ways to name the compose files`);
  return lists.slice(0, LISTS_LIMIT);
}

/** Reads the named files; `-` is standard input. */
export function namedFiles(command: Command, names: readonly string[]): ComposeFiles {
  const found = names.map((name) => (name === "-" ? standardInput(command) : fileAt(command, locate(command, name))));
  const first = pathFrom(command, names[0] ?? "");
  return {
    home: first === undefined ? undefined : folderOf(first),
    asked: names.map((name) => (name === "-" ? "its standard input" : shown(name))).join(", "),
    files: found.flatMap(({ file }) => file ?? []),
    unknown: found.flatMap(({ missing }) => missing ?? []),
  };
}

/** The files that compose uses by default. */
export function defaultFiles(around: CommandLocation): ComposeFiles {
  const paths = isOutsideRepository(around) ? similarFiles(around) : upwards(around);
  const files = paths.flatMap((path) => fileAt(around, { path }).file ?? []);
  const [first] = files;
  const home = around.directory ?? around.elsewhere;
  if (first !== undefined) return { asked: first.name, home, files, unknown: [] };
  return { asked: "docker-compose.yml", home, files, unknown: [whyNoFile(around)] };
}

function whyNoFile(around: CommandLocation): string {
  const { files, directory } = around;
  if (!isOutsideRepository(around)) {
    return `there is no compose file ${directory === "" ? "at the root of this repository" : `in ${directory} or above it`}`;
  }
  const count = NAMES.flatMap((name) => files.named(name)).length;
  if (count === 0) return "there is no compose file in this repository";
  return `it could be any of the ${count} compose files in this repository`;
}

/** The file in the folder, or in its nearest parent folder that has one, and the override next to it. */
function upwards(around: CommandLocation): readonly string[] {
  for (let folder = around.directory; folder !== undefined; folder = folder === "" ? undefined : folderOf(folder)) {
    const found = firstThere(around, folder, NAMES);
    const override = firstThere(around, folder, OVERRIDES);
    if (found !== undefined) return override === undefined ? [found] : [found, override];
  }
  return [];
}

/**
 * The contents of a folder on a host are unknown, except for files that were copied there. Otherwise the repository folder of the same name
 * is used, or its root, or the only folder with a compose file. An override next to it belongs to the repository's own folder and is
 * ignored.
 */
function similarFiles(around: CommandLocation): readonly string[] {
  const { files, elsewhere = "", directory = "" } = around;
  const here = firstThere(around, elsewhere, NAMES_ELSEWHERE);
  if (here !== undefined) return [here];
  const all = NAMES_ELSEWHERE.flatMap((name) => files.named(name));
  const alike = closestTo(elsewhere, all, folderOf).filter((path) => baseName(folderOf(path)) === baseName(elsewhere));
  const named = [...new Set(alike.map(folderOf))].length === 1 ? alike : [];
  const put = all.filter(isMachinePath);
  const candidates = [named, put, firstThere(around, directory, NAMES_ELSEWHERE) ?? [], all.length === 1 ? all : []];
  return candidates.flat().slice(0, 1);
}

function firstThere({ files }: CommandLocation, folder: string, names: readonly string[]): string | undefined {
  return names.flatMap((name) => joinPath(folder, name) ?? []).find((path) => files.read(path) !== undefined);
}

type Found = { readonly file?: ComposeFile; readonly missing?: string };

function standardInput({ stdin, directory }: Command): Found {
  if (stdin === undefined) return { missing: "its standard input is not known" };
  return { file: { name: "its standard input", template: stdin, folder: directory ?? "" } };
}

function fileAt({ files }: CommandLocation, located: LocateResult): Found {
  if ("missing" in located) return located;
  const template = files.read(located.path);
  if (template === undefined) return { missing: `${located.path} is not in this repository` };
  return { file: { name: located.path, template, folder: folderOf(located.path) } };
}
