// Finds the leaf in a chart's values that an image's tag comes from: the place to report and to fix.
import type { SourcePlace } from "@deploy-actions/workflow-source";
import { mark, shown, type Value, type Values } from "@deploy-actions/workflow-source/value";
import { type Origin, originsOf } from "./datum.ts";

/**
 * An image of a chart. `decides` is the leaf with its tag, undefined if the template contains the tag itself; `place` is its place.
 * `origins` are all leaves used in the image.
 */
export type ChartImage = {
  readonly values: Values;
  readonly written: string;
  readonly place: SourcePlace;
  readonly chart: string;
  readonly decides: Origin | undefined;
  readonly origins: readonly Origin[];
};

/**
 * Groups the alternatives of an image by the leaf that their tag comes from. `place` is the place in the template, for tags written there;
 * without it, such alternatives are dropped.
 */
export function groupByTagOrigin(values: Values, place: SourcePlace | undefined, chart: string): readonly ChartImage[] {
  const byLeaf = new Map<Origin | undefined, Value[]>();
  for (const value of values) {
    const completed = { ...value, text: completedText(value.text) };
    const decides = tagOrigin(completed);
    byLeaf.set(decides, [...(byLeaf.get(decides) ?? []), completed]);
  }
  return [...byLeaf].flatMap(([decides, alternatives]) => {
    const at = decides?.place ?? place;
    if (at === undefined) return [];
    const written = shown(alternatives[0]?.text ?? "");
    return [{ values: alternatives, written, place: at, chart, decides, origins: alternatives.flatMap(originsOf) }];
  });
}

/** The last leaf, unless it belongs to the name and not to the tag. */
function tagOrigin(value: Value): Origin | undefined {
  const separator = value.text.indexOf(":", value.text.lastIndexOf("/") + 1);
  const at = value.text.includes("@") ? value.text.indexOf("@") : separator;
  const [name, tag] = at === -1 ? ["", value.text] : [value.text.slice(0, at), value.text.slice(at + 1)];
  return originsOf(value).findLast(({ values }) =>
    values.every(({ text }) => text === "" || tag.includes(text) || !name.includes(text)),
  );
}

/** Parts left empty in the values are filled in elsewhere: `ghcr.io//app:`. */
function completedText(text: string): string {
  const tagged = /[:@]$/.test(text) ? text + mark("variable") : text;
  const named = tagged.replace(/\/(?=[/-])/g, `/${mark("name")}`);
  return /^[:@/]/.test(named) ? mark("name") + named : named;
}
