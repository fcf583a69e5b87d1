// Finds images by convention in a tree of values: `image: {repository, tag}`, `image: name:tag`, containers. Used if the templates are not
// in the repository, or print the tree unchanged.
import { limitReached } from "@deploy-actions/workflow-source";
import { concat, only, repositoryIn, type Values } from "@deploy-actions/workflow-source/value";
import type { Datum } from "./datum.ts";
import { printed } from "./functions.ts";

const DEPTH_LIMIT = 20;

export function imagesInValues(values: Datum): readonly Values[] {
  return walk(values, "", 0);
}

function walk(datum: Datum, key: string, depth: number): readonly Values[] {
  if (depth > DEPTH_LIMIT) {
    limitReached(`values of a chart are nested more than ${DEPTH_LIMIT} levels deep`);
    return [];
  }
  if (datum.is === "list") return datum.items.flatMap((item) => walk(item, "", depth + 1));
  if (datum.is === "text")
    return /image$/i.test(key) && datum.values.some(({ text }) => repositoryIn(text) !== text) ? [datum.values] : [];
  if (datum.is !== "map") return [];
  const { entries } = datum;
  const part = (...names: readonly string[]): Values =>
    printed(names.map((name) => entries.get(name)).find((one) => one?.is === "text"));
  const name = part("repository", "repo", ...(/image$/i.test(key) ? ["name"] : []));
  const tag = part("tag", "imageTag");
  const digest = part("digest");
  const inner = [...entries].flatMap(([inside, value]) => walk(value, inside, depth + 1));
  if (isEmpty(name) || (isEmpty(tag) && isEmpty(digest))) return inner;
  const registry = part("registry");
  const host = isEmpty(registry) ? [] : [registry, only("/")];
  return [concat(...host, name, ...(isEmpty(digest) ? [only(":"), tag] : [only("@"), digest])), ...inner];
}

function isEmpty(values: Values): boolean {
  return values.every(({ text }) => text === "");
}

/**
 * Images of containers in a tree that a template prints as a whole, such as extra containers. `budget.left` is the number of nodes that may
 * be visited.
 */
export function containersIn(datum: Datum, budget: { left: number }): readonly Values[] {
  if (budget.left-- <= 0) {
    limitReached("a chart prints more values than are read");
    return [];
  }
  if (datum.is === "list") return datum.items.flatMap((item) => containersIn(item, budget));
  if (datum.is !== "map") return [];
  const image = datum.entries.get("image");
  const own = image?.is === "text" && datum.entries.has("name") ? [image.values] : [];
  return [...own, ...[...datum.entries.values()].flatMap((inner) => containersIn(inner, budget))];
}
