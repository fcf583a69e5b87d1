// Reads `github.sha`, `env['TAG']` or `fromJSON(…).tag`: what a context or a piece of data holds under a name.
// https://docs.github.com/en/actions/reference/workflows-and-actions/contexts
import { ContextAccess, type Expr, Grouping, IndexAccess, Star } from "@actions/expressions/ast";
import type { ExpressionData } from "@actions/expressions/data/expressiondata";
import { BooleanData, Kind } from "@actions/expressions/data/index";
import type { SourcePlace } from "../position.ts";
import type { MarkKind } from "../value/mark.ts";
import type { Hop, Values } from "../value/value.ts";
import {
  ABSENT,
  type Alternative,
  type Alternatives,
  distinct,
  isKnown,
  open,
  text,
  truthiness,
} from "./alternative.ts";

/**
 * What a context holds: `["github", "sha"]`, `["steps", "meta", "outputs", "tags"]`, `["github", "event", "commits", "0", "id"]`.
 * The first segment is in lower case, and `github` for Gitea's and Forgejo's names of it; the others are as written, but GitHub
 * finds them without regard to case, so the lookup should too. Undefined where it cannot tell.
 * A text `""` under `github` means that the event of some runs has no such property.
 */
export type Lookup = (path: readonly string[]) => Values | undefined;

/** What an evaluation is given: its lookup, and the place where the expression stands. */
export type Surroundings = { readonly lookup: Lookup; readonly place: SourcePlace };

/** A name after a dot or in brackets; undefined where only a run knows it. */
type Name = string | undefined;

const PATH_LIMIT = 32;

/** Who decides what is not known, by context. */
const DECIDER: ReadonlyMap<string, MarkKind> = new Map([
  ["secrets", "secret"],
  ["vars", "variable"],
  ["env", "variable"],
  ["inputs", "input"],
  ["steps", "output"],
  ["needs", "output"],
  ["jobs", "output"],
]);

/** Contexts whose booleans are booleans. A lookup gives text, so their `true` and `false` may be either. */
const TYPED: ReadonlySet<string> = new Set(["inputs", "matrix"]);

/** `a`, `a.b['c']`, `f(x).*`; `of` evaluates what is indexed and what stands in brackets. */
export function access(node: Expr, of: (node: Expr) => Alternatives, surroundings: Surroundings): Alternatives {
  const indexes: Expr[] = [];
  let base = node;
  while (base instanceof IndexAccess || base instanceof Grouping) {
    if (base instanceof IndexAccess) indexes.unshift(base.index);
    base = base instanceof IndexAccess ? base.expr : base.group;
  }
  const names = indexes.map((index): readonly Name[] => (index instanceof Star ? [undefined] : of(index).map(nameOf)));
  if (base instanceof ContextAccess) {
    const { lexeme } = base.name;
    return distinct(pathsOf(names).flatMap((path) => inContext(lexeme, path, surroundings)));
  }
  let found = of(base);
  for (const choices of names) {
    const all = found;
    found = distinct(choices.flatMap((name) => all.flatMap((one) => member(one, name))));
  }
  return found;
}

function nameOf(one: Alternative): Name {
  return isKnown(one) && one.data.primitive ? one.data.coerceString() : undefined;
}

function pathsOf(names: readonly (readonly Name[])[]): readonly (readonly Name[])[] {
  let paths: (readonly Name[])[] = [[]];
  for (const choices of names) {
    const next = paths.flatMap((path) => choices.map((name) => [...path, name]));
    paths = next.length <= PATH_LIMIT ? next : [names.map(() => undefined)];
  }
  return paths;
}

function inContext(name: string, path: readonly Name[], { lookup, place }: Surroundings): Alternatives {
  const context = /^(gitea|forgejo|forge)$/i.test(name) ? "github" : name.toLowerCase();
  const known = path.filter((segment) => segment !== undefined);
  const values = known.length === path.length ? lookup([context, ...known]) : undefined;
  if (values !== undefined) return values.flatMap(({ text, trail }) => typed(context, text, trail));
  const what = [context, ...path.map((segment) => segment ?? "*")].join(".");
  return open(DECIDER.get(context), [{ what, place }]);
}

function typed(context: string, value: string, trail: readonly Hop[]): Alternatives {
  if (context === "github" && value === "") return [{ data: ABSENT, trail }];
  const asText = text(value, trail);
  const isTruth = TYPED.has(context) && (value === "true" || value === "false");
  return isTruth ? [asText, { data: new BooleanData(value === "true"), trail }] : [asText];
}

/** What an array or object holds under a name or index; a text that only a run knows may hold anything. */
function member(one: Alternative, name: Name): Alternatives {
  const { data, trail } = one;
  if (truthiness(one) === undefined) return [one];
  if (name === undefined) return open("expression", trail);
  return [{ data: memberOf(data, name) ?? ABSENT, trail }];
}

function memberOf(data: ExpressionData, name: string): ExpressionData | undefined {
  if (data.kind === Kind.Array) return data.get(Number(name));
  return data.kind === Kind.Dictionary ? data.get(name) : undefined;
}
