// Says which images a chart deploys with the values that a command gives it: renders its templates with them, and where those are of
// a library that is not in the repository, takes what its values call an image.

import type { Place } from "../../source/place.ts";
import { mark } from "../../value/mark.ts";
import { only, type Values } from "../../value/value.ts";
import { type Datum, mapDatum, merged, type Origin, originsOf, textDatum, truthOf, under } from "./datum.ts";
import type { Chart } from "./load.ts";
import { type Named, type PrintedImage, renderImages } from "./render.ts";
import { imagesInValues } from "./values-images.ts";

/**
 * An image of a chart. `origins` are the leaves of the values that it is made of, the one that gives its tag last: `place` is that
 * one's, or the template's where that spells the tag out.
 */
export type ChartImage = {
  readonly values: Values;
  readonly written: string;
  readonly place: Place;
  readonly chart: string;
  readonly origins: readonly Origin[];
  readonly isTagInTemplate: boolean;
};

export type ChartImages = { readonly images: readonly ChartImage[]; readonly missing: readonly string[] };

/** `values` are the chart's own with the command's laid over them. */
export function imagesOfChart(chart: Chart, values: Datum): ChartImages {
  return render(chart, values, namedIn(chart));
}

function render(chart: Chart, values: Datum, named: Named): ChartImages {
  const root = mapDatum({
    Values: values,
    Chart: chart.about,
    Release: mapDatum({
      Name: NAME,
      Namespace: NAME,
      Service: textDatum("Helm"),
      Revision: { is: "text", values: only(mark("run")) },
    }),
    Template: mapDatum({ Name: NAME, BasePath: NAME }),
    Capabilities: { is: "text", values: only(mark("expression")) },
    Files: { is: "text", values: only(mark("expression")) },
  });
  const own = chart.templates
    .flatMap((source) => renderImages(source, root, named))
    .map((image) => toImage(image, chart));
  const parts = chart.parts
    .filter(({ condition }) => isOn(condition, values))
    .map(({ chart: inner, name }) => render(inner, valuesOfPart(inner, name, values), named));
  const missing = chart.missing.filter(({ condition }) => isOn(condition, values)).map(({ name }) => name);
  const guessed = own.length > 0 || missing.length === 0 ? [] : imagesInValues(values, chart.name);
  return {
    images: [...own, ...guessed, ...parts.flatMap(({ images }) => images)],
    missing: [...missing, ...parts.flatMap((part) => part.missing)],
  };
}

const NAME: Datum = { is: "text", values: only(mark("name")) };

/** A chart inside of another sees its own values, those that the outer one has under its name, and `global`. */
function valuesOfPart(part: Chart, name: string, outer: Datum): Datum {
  const own = merged(part.values, under(outer, [name]));
  const global = merged(under(own, ["global"]), under(outer, ["global"]));
  return merged(own, mapDatum({ global }));
}

/** `condition` may name several keys; the first that there is decides. */
function isOn(condition: string | undefined, values: Datum): boolean {
  const given = (condition ?? "").split(",").map((key) => under(values, key.trim().split(".")));
  return truthOf(given.find((one) => one.is !== "nil") ?? textDatum("true")) !== false;
}

/** Named templates are known in the whole of a chart and in all charts inside of it; those of the outer ones win. */
function namedIn(chart: Chart): Named {
  const named = new Map(chart.parts.flatMap((part) => [...namedIn(part.chart)]));
  for (const source of chart.templates) {
    for (const [name, nodes] of source.file.defined) named.set(name, { source, nodes });
  }
  return named;
}

function toImage({ values, decides, place }: PrintedImage, chart: Chart): ChartImage {
  const origins = originsOf(values);
  const deciding = decides === undefined ? undefined : originsOf(decides).at(-1);
  return {
    values: values.map((value) => ({ ...value, text: completed(value.text) })),
    written: deciding?.written ?? place.path,
    place: deciding?.place ?? place,
    chart: chart.name,
    origins,
    isTagInTemplate: deciding === undefined,
  };
}

/** A part that is empty in the values is given by somebody else: `ghcr.io//app:`. */
function completed(text: string): string {
  const tagged = /[:@]$/.test(text) ? text + mark("variable") : text;
  const named = tagged.replace(/\/(?=[/-])/g, `/${mark("name")}`);
  return /^[:@/]/.test(named) ? mark("name") + named : named;
}
