// Finds the variables that a compose file requires, by the interpolation syntax of the Compose specification:
// https://github.com/compose-spec/compose-spec/blob/main/12-interpolation.md
import { z } from "zod/mini";

const Environment = z.catch(z.optional(z.union([z.array(z.unknown()), z.record(z.string(), z.unknown())])), undefined);
const Origins = z.record(
  z.string(),
  z.catch(z.looseObject({ environment: z.catch(z.optional(z.string()), undefined) }), {}),
);
const File = z.catch(
  z.looseObject({
    services: z.catch(z.record(z.string(), z.catch(z.looseObject({ environment: Environment }), {})), {}),
    configs: z.catch(Origins, {}),
    secrets: z.catch(Origins, {}),
  }),
  { services: {}, configs: {}, secrets: {} },
);

/**
 * The variables that a parsed, unresolved compose file requires, sorted: `$NAME`, `${NAME}`, `${NAME:?…}`, `${NAME?…}`, a pass-through
 * `environment: [NAME]`, and `environment: NAME` of a secret or config. Not those with a default or an alternative value:
 * `${NAME:-x}`, `${NAME-x}`, `${NAME:+x}`, `${NAME+x}`. Compose itself sets COMPOSE_PROJECT_NAME.
 */
export function neededVariables(document: unknown): string[] {
  const { configs, secrets, services } = File.parse(document);
  const found = [
    ...texts(document).flatMap(variablesInText),
    ...Object.values(services).flatMap(({ environment }) => passedThrough(environment)),
    ...[...Object.values(configs), ...Object.values(secrets)].flatMap(({ environment }) => environment ?? []),
  ];
  return [...new Set(found)].filter((name) => name !== "COMPOSE_PROJECT_NAME").sort();
}

/** All variables in a compose file, with or without a default, sorted. */
export function namedVariables(document: unknown): string[] {
  const names = texts(document).flatMap((text) => [...text.replaceAll("$$", "").matchAll(/\$\{?([A-Za-z_]\w*)/g)]);
  return [...new Set(names.flatMap(([, name]) => name ?? []))].sort();
}

const NAME = /^[A-Za-z_][A-Za-z0-9_]*/;

/** The required variables in one value. `$$` is a dollar sign. */
export function variablesInText(text: string): string[] {
  const names: string[] = [];
  const ends = closingBraces(text);
  for (let at = text.indexOf("$"); at !== -1; at = text.indexOf("$", at)) {
    if (text[at + 1] === "{") {
      const [name, modifier] = /^([A-Za-z_]\w*):?(.?)/s.exec(text.slice(at + 2))?.slice(1) ?? [];
      if (name !== undefined && modifier !== "-" && modifier !== "+") names.push(name);
      // What follows a name may contain variables itself (`${A:-${B}}`), unless it is a message.
      const isText = name === undefined || modifier === "?";
      at = isText ? (ends.get(at + 1) ?? text.length) : at + 2 + name.length;
    } else {
      const name = NAME.exec(text.slice(at + 1))?.[0];
      if (name !== undefined) names.push(name);
      at += 1 + (name?.length ?? 1);
    }
  }
  return names;
}

/** The index of the brace that closes the one at each index. */
function closingBraces(text: string): ReadonlyMap<number, number> {
  const ends = new Map<number, number>();
  const open: number[] = [];
  for (const { 0: brace, index } of text.matchAll(/[{}]/g)) {
    if (brace === "{") open.push(index);
    else {
      const start = open.pop();
      if (start !== undefined) ends.set(start, index);
    }
  }
  return ends;
}

function passedThrough(environment: z.output<typeof Environment>): string[] {
  if (environment === undefined) return [];
  if (Array.isArray(environment))
    return environment.filter((item): item is string => typeof item === "string" && NAME.exec(item)?.[0] === item);
  return Object.entries(environment).flatMap(([name, value]) => (value === null ? [name] : []));
}

/** Every text of a document, once for each place that is not an alias of another: an alias may even contain itself. */
function texts(document: unknown): string[] {
  const found: string[] = [];
  const seen = new Set<object>();
  const left = [document];
  while (left.length > 0) {
    const value = left.pop();
    if (typeof value === "string") found.push(value);
    if (value === null || typeof value !== "object" || seen.has(value)) continue;
    seen.add(value);
    for (const inner of Object.values(value)) left.push(inner);
  }
  return found;
}
