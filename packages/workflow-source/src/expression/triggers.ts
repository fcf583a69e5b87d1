// A workflow's triggers, as far as they determine the refs that it runs on. Follows the `on:` syntax:
// https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#on
import { withoutReserved } from "../value/mark.ts";
import type { YamlValue } from "../yaml/document.ts";

/**
 * `events` are names such as `push`; empty if nothing could be read. `pushBranches` and `pushTags` are patterns of the branches and tags
 * whose push starts the workflow (`**` is every one); undefined if none does.
 */
export type Triggers = {
  readonly events: ReadonlySet<string>;
  readonly pushBranches: readonly string[] | undefined;
  readonly pushTags: readonly string[] | undefined;
};

const EVERY: readonly string[] = ["**"];

/** `on` is a name, a list of names, or a map from names to filters. */
export function triggersOf(on: YamlValue | undefined): Triggers {
  const events = new Set([...textsIn(on), ...(on?.entries() ?? []).map(({ key }) => key)].map((name) => name.trim()));
  if (!events.has("push")) return { events, pushBranches: undefined, pushTags: undefined };
  const push = on?.get("push");
  const [branches, tags] = [filter(push, "branches"), filter(push, "tags")];
  // Without a filter, every ref starts the workflow. With a filter for branches only, no tag does, and vice versa.
  if (branches === undefined && tags === undefined) return { events, pushBranches: EVERY, pushTags: EVERY };
  return { events, pushBranches: branches, pushTags: tags };
}

/** A list of ignored patterns lets everything else through. Undefined if neither is given. */
function filter(push: YamlValue | undefined, name: "branches" | "tags"): readonly string[] | undefined {
  const patterns = push?.get(name);
  if (patterns !== undefined) return textsIn(patterns).filter((pattern) => !pattern.startsWith("!"));
  return push?.get(`${name}-ignore`) === undefined ? undefined : EVERY;
}

function textsIn(value: YamlValue | undefined): readonly string[] {
  const texts = value === undefined ? [] : [value, ...value.items()].map((one) => one.text()?.value);
  return texts.filter((text) => text !== undefined).map(withoutReserved);
}
