// Inputs that several actions share, declared as data by the package that owns the idea: it doesn't know this kit, so each entry
// names its kind.
import type { Range } from "./grammar.ts";
import type { Input, InputOptions, Meaning, Promised } from "./input.ts";
import { bool, choice, integer, lines, list, map, path, seconds, text, url, urls } from "./kinds.ts";

interface One {
  text: string;
  path: string;
  bool: boolean;
  integer: number;
  seconds: number;
  url: string;
}

interface Many {
  lines: readonly string[];
  list: readonly string[];
  urls: readonly string[];
  map: Readonly<Record<string, string>>;
}

type Values = One & Many;

type Choices = readonly [string, ...string[]];

/** An input as data: the options of its kind, and the kind's name. */
type Declared =
  | { [K in keyof Values]: { readonly kind: K } & InputOptions<Values[K]> & Range }[keyof Values]
  | ({ readonly kind: "choice"; readonly choices: Choices } & InputOptions<string>);

type InputFrom<D> = D extends { readonly kind: "choice"; readonly choices: infer C extends Choices }
  ? Input<Promised<C[number], D>>
  : D extends { readonly kind: infer K extends keyof Many }
    ? Input<Meaning<Many[K], D>>
    : D extends { readonly kind: infer K extends keyof One }
      ? Input<Promised<Meaning<One[K], D>, D>>
      : never;

/** The inputs of a group, to be spread into a definition. */
export function inputs<const G extends Readonly<Record<string, Declared>>>(
  group: G,
): { readonly [K in keyof G]: InputFrom<G[K]> } {
  const made = Object.entries(group).map(([name, declared]) => [name, inputFrom(declared)]);
  // Each entry became the input of its own kind, which is what InputFrom says.
  return Object.fromEntries(made);
}

function inputFrom(declared: Declared): Input<unknown> {
  switch (declared.kind) {
    case "text":
      return text(declared);
    case "path":
      return path(declared);
    case "bool":
      return bool(declared);
    case "integer":
      return integer(declared);
    case "seconds":
      return seconds(declared);
    case "url":
      return url(declared);
    case "choice":
      return choice(declared.choices, declared);
    case "lines":
      return lines(declared);
    case "list":
      return list(declared);
    case "urls":
      return urls(declared);
    case "map":
      return map(declared);
  }
}
