// Which files make up a compose project: those that a command names, or those that compose looks for.
// https://docs.docker.com/reference/cli/docker/compose/#use--f-to-specify-the-name-and-path-of-one-or-more-compose-files
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
 * `asked`: how a message names them. `home`: the folder of the first of them as the command sees it, in the repository or on its machine.
 * `unknown`: why some are not there, as clauses.
 */
export type ComposeFiles = {
  readonly asked: string;
  readonly home: string | undefined;
  readonly files: readonly ComposeFile[];
  readonly unknown: readonly string[];
};

/** In the order in which compose prefers them. */
const NAMES = ["compose.yaml", "compose.yml", "docker-compose.yml", "docker-compose.yaml"];
const OVERRIDES = NAMES.map((name) => name.replace(".", ".override."));
/** A repository that holds both kinds uses the first in its own folder, so what it sends elsewhere is the second. */
const NAMES_ELSEWHERE = [...NAMES.slice(2), ...NAMES.slice(0, 2)];
/** Ways to combine alternatives of names; more than any workflow means. */
const LISTS_LIMIT = 8;

/** The lists of names that a command line (or else `COMPOSE_FILE`) may give; one empty list where it gives none. */
export function namesGiven(words: readonly Word[], variables: Variables): readonly (readonly string[])[] {
  if (words.length === 0) {
    const separator = variables("COMPOSE_PATH_SEPARATOR")?.[0]?.text || ":";
    const given = variables("COMPOSE_FILE")?.filter(({ text }) => text !== "") ?? [];
    return given.length === 0 ? [[]] : given.slice(0, LISTS_LIMIT).map(({ text }) => text.split(separator));
  }
  let lists: readonly (readonly string[])[] = [[]];
  for (const { values } of words) {
    lists = lists
      .flatMap((list) => values.map(({ text }) => (text === "" ? list : [...list, text])))
      .slice(0, LISTS_LIMIT);
  }
  return lists;
}

/** The files of these names; `-` is what the command reads on its standard input. */
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

/** What compose takes when no file is named. */
export function defaultFiles(around: CommandLocation): ComposeFiles {
  const paths = isOutsideRepository(around) ? lookAlike(around) : upwards(around);
  const files = paths.flatMap((path) => fileAt(around, { path }).file ?? []);
  const [first] = files;
  const home = around.directory ?? around.elsewhere;
  if (first !== undefined) return { asked: first.name, home, files, unknown: [] };
  return { asked: "docker-compose.yml", home, files, unknown: [whyNone(around)] };
}

function whyNone(around: CommandLocation): string {
  const { files, directory } = around;
  if (!isOutsideRepository(around)) {
    return `no compose file is ${directory === "" ? "at the root of this repository" : `in ${directory} or above it`}`;
  }
  const count = NAMES.flatMap((name) => files.named(name)).length;
  if (count === 0) return "no compose file is in this repository";
  return `any of the ${count} compose files of this repository may be meant`;
}

/** The file in the folder, or in the nearest one above it that has one, and the override beside it. */
function upwards(around: CommandLocation): readonly string[] {
  for (let folder = around.directory; folder !== undefined; folder = folder === "" ? undefined : folderOf(folder)) {
    const found = firstThere(around, folder, NAMES);
    const override = firstThere(around, folder, OVERRIDES);
    if (found !== undefined) return override === undefined ? [found] : [found, override];
  }
  return [];
}

/**
 * What lies in the folder nobody knows but for what was put there. Else it is the folder of the repository that is called the same, its root,
 * or the only one that has a file. An override beside it was made for the repository's own folder.
 */
function lookAlike(around: CommandLocation): readonly string[] {
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
  if (stdin === undefined) return { missing: "what it reads on its standard input is not known" };
  return { file: { name: "its standard input", template: stdin, folder: directory ?? "" } };
}

function fileAt({ files }: CommandLocation, located: LocateResult): Found {
  if ("missing" in located) return located;
  const template = files.read(located.path);
  if (template === undefined) return { missing: `${located.path} is not in this repository` };
  return { file: { name: located.path, template, folder: folderOf(located.path) } };
}
