// Tells which leaf of a chart's values gives an image its tag: that is the place to look at, and to mend.
import type { SourcePlace } from "@deploy-actions/workflow-source";
import { mark, shown, type Value, type Values } from "@deploy-actions/workflow-source/value";
import { type Origin, originsOf } from "./datum.ts";

/**
 * An image of a chart. `decides` is the leaf of the values that gives its tag, undefined where the template spells that out: `place` is
 * where it stands. `origins` are all leaves that it is made of.
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
 * The alternatives of an image, those together whose tag comes out of the same leaf. `place` is the template's, for a tag that stands
 * there; without one such an alternative is left out.
 */
export function toImages(values: Values, place: SourcePlace | undefined, chart: string): readonly ChartImage[] {
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

/** The last leaf, unless it is one that the name is made of and not the tag. */
function tagOrigin(value: Value): Origin | undefined {
  const separator = value.text.indexOf(":", value.text.lastIndexOf("/") + 1);
  const at = value.text.includes("@") ? value.text.indexOf("@") : separator;
  const [name, tag] = at === -1 ? ["", value.text] : [value.text.slice(0, at), value.text.slice(at + 1)];
  return originsOf(value).findLast(({ values }) =>
    values.every(({ text }) => text === "" || tag.includes(text) || !name.includes(text)),
  );
}

/** A part that is empty in the values is given by somebody else: `ghcr.io//app:`. */
function completedText(text: string): string {
  const tagged = /[:@]$/.test(text) ? text + mark("variable") : text;
  const named = tagged.replace(/\/(?=[/-])/g, `/${mark("name")}`);
  return /^[:@/]/.test(named) ? mark("name") + named : named;
}
