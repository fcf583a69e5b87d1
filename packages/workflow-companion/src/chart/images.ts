// Says which images a chart deploys with the values that a command gives it: renders its templates with them, and where those are of
// a library that is not in the repository, takes what its values call an image.
import { mark, only } from "@deploy-actions/workflow-source/value";
import { type Datum, mapDatum, merged, textDatum, truthOf, under } from "./datum.ts";
import type { Chart } from "./load.ts";
import { type Named, renderImages } from "./render.ts";
import { type ChartImage, toImages } from "./tag-origin.ts";
import { imagesInValues } from "./values-images.ts";

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
    .flatMap(({ values, place }) => toImages(values, place, chart.name));
  const parts = chart.parts
    .filter(({ condition }) => isOn(condition, values))
    .map(({ chart: inner, name }) => render(inner, valuesOfPart(inner, name, values), named));
  const missing = chart.missing.filter(({ condition }) => isOn(condition, values)).map(({ name }) => name);
  const guessed =
    own.length > 0 || missing.length === 0
      ? []
      : imagesInValues(values).flatMap((image) => toImages(image, undefined, chart.name));
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
