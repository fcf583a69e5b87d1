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
  for (let at = text.indexOf("$"); at !== -1; at = text.indexOf("$", at)) {
    const rest = text.slice(at + 1);
    if (rest.startsWith("{")) {
      const inside = rest.slice(1, closing(rest));
      names.push(...variablesInBraces(inside));
      at += inside.length + 2;
    } else {
      const name = NAME.exec(rest)?.[0];
      if (name !== undefined) names.push(name);
      at += 1 + (name?.length ?? 1);
    }
  }
  return names;
}

function variablesInBraces(inside: string): string[] {
  const name = NAME.exec(inside)?.[0];
  if (name === undefined) return [];
  const after = inside.slice(name.length).replace(/^:/, "");
  const hasOwn = after.startsWith("-") || after.startsWith("+");
  return [...(hasOwn ? [] : [name]), ...(after.startsWith("?") ? [] : variablesInText(after.slice(1)))];
}

/** The index of the brace that closes the one at 0; braces can be nested (`${A:-${B}}`). */
function closing(text: string): number {
  let depth = 0;
  for (let at = 0; at < text.length; at += 1) {
    if (text[at] === "{") depth += 1;
    if (text[at] === "}") depth -= 1;
    if (depth === 0) return at;
  }
  return text.length;
}

function passedThrough(environment: z.output<typeof Environment>): string[] {
  if (environment === undefined) return [];
  if (Array.isArray(environment))
    return environment.filter((item): item is string => typeof item === "string" && NAME.exec(item)?.[0] === item);
  return Object.entries(environment).flatMap(([name, value]) => (value === null ? [name] : []));
}

function texts(value: unknown): string[] {
  if (typeof value === "string") return [value];
  if (value === null || typeof value !== "object") return [];
  return Object.values(value).flatMap(texts);
}
