// Evaluates property access such as `github.sha`, `env['TAG']` or `fromJSON(…).tag`.
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
 * Looks up a context property: `["github", "sha"]`, `["steps", "meta", "outputs", "tags"]`, `["github", "event", "commits", "0", "id"]`.
 * The first segment is in lower case, and Gitea's and Forgejo's names for `github` are normalized. Other segments are as written; GitHub
 * ignores their case, so the lookup should too. Returns undefined if the value is unknown. An empty text under `github` means that some
 * runs' events have no such property.
 */
export type Lookup = (path: readonly string[]) => Values | undefined;

/** The lookup for an evaluation, and the place of the expression. */
export type EvaluationContext = { readonly lookup: Lookup; readonly place: SourcePlace };

/** A name after a dot or in brackets; undefined if known only at run time. */
type Name = string | undefined;

const PATH_LIMIT = 32;

/** The mark kind for unknown values, by context. */
const DECIDER: ReadonlyMap<string, MarkKind> = new Map([
  ["secrets", "secret"],
  ["vars", "variable"],
  ["env", "variable"],
  ["inputs", "input"],
  ["steps", "output"],
  ["needs", "output"],
  ["jobs", "output"],
]);

/** Contexts with real booleans. A lookup returns text, so `true` and `false` from them may be either type. */
const TYPED: ReadonlySet<string> = new Set(["inputs", "matrix"]);

/** `a`, `a.b['c']`, `f(x).*`. `of` evaluates the indexed expression and the index. */
export function access(node: Expr, of: (node: Expr) => Alternatives, surroundings: EvaluationContext): Alternatives {
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

function inContext(name: string, path: readonly Name[], { lookup, place }: EvaluationContext): Alternatives {
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

/** The element of an array or object under a name or index; an unknown text may contain anything. */
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
