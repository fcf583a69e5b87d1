// Inputs that several actions share. They are declared as data by the package that they belong to, which does not depend on this kit, so each
// entry names its kind.
import type { Range } from "./grammar.ts";
import type { AfterRead, Input, InputOptions, OptionalUnlessSet } from "./input.ts";
import { bool, choice, integer, lines, list, map, path, seconds, text, url, urls } from "./kinds.ts";

interface SingleValues {
  text: string;
  path: string;
  bool: boolean;
  integer: number;
  seconds: number;
  url: string;
}

interface CollectionValues {
  lines: readonly string[];
  list: readonly string[];
  urls: readonly string[];
  map: Readonly<Record<string, string>>;
}

type Values = SingleValues & CollectionValues;

type Choices = readonly [string, ...string[]];

/** An input as data: the name of its kind and the kind's options. */
type InputDeclaration =
  | { [K in keyof Values]: { readonly kind: K } & InputOptions<Values[K]> & Range }[keyof Values]
  | ({ readonly kind: "choice"; readonly choices: Choices } & InputOptions<string>);

type InputFrom<D> = D extends { readonly kind: "choice"; readonly choices: infer C extends Choices }
  ? Input<OptionalUnlessSet<C[number], D>>
  : D extends { readonly kind: infer K extends keyof CollectionValues }
    ? Input<AfterRead<CollectionValues[K], D>>
    : D extends { readonly kind: infer K extends keyof SingleValues }
      ? Input<OptionalUnlessSet<AfterRead<SingleValues[K], D>, D>>
      : never;

/** Turns declarations into inputs, to be spread into a definition. */
export function inputs<const G extends Readonly<Record<string, InputDeclaration>>>(
  declarations: G,
): { readonly [K in keyof G]: InputFrom<G[K]> } {
  const created = Object.entries(declarations).map(([name, declared]) => [name, inputFrom(declared)]);
  // Each entry was turned into an input of its own kind, which is the type InputFrom.
  return Object.fromEntries(created);
}

function inputFrom(declared: InputDeclaration): Input<unknown> {
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
