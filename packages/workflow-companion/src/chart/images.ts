// Determines which images a chart deploys with given values: renders its templates, and falls back to images in the values if a template
// belongs to a library outside the repository.
import { mark, only } from "@deploy-actions/workflow-source/value";
import { type Datum, mapDatum, mergeDatum, textDatum, truthOf, valueAt } from "./datum.ts";
import type { Chart } from "./load.ts";
import { type Named, renderImages } from "./render.ts";
import { type ChartImage, groupByTagOrigin } from "./tag-origin.ts";
import { imagesInValues } from "./values-images.ts";

export type ChartImages = { readonly images: readonly ChartImage[]; readonly missing: readonly string[] };

/** `values` are the chart's own values merged with those of the command. */
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
    .flatMap(({ values, place }) => groupByTagOrigin(values, place, chart.name));
  const parts = chart.parts
    .filter(({ condition }) => isOn(condition, values))
    .map(({ chart: inner, name }) => render(inner, valuesOfPart(inner, name, values), named));
  const missing = chart.missing.filter(({ condition }) => isOn(condition, values)).map(({ name }) => name);
  const guessed =
    own.length > 0 || missing.length === 0
      ? []
      : imagesInValues(values).flatMap((image) => groupByTagOrigin(image, undefined, chart.name));
  return {
    images: [...own, ...guessed, ...parts.flatMap(({ images }) => images)],
    missing: [...missing, ...parts.flatMap((part) => part.missing)],
  };
}

const NAME: Datum = { is: "text", values: only(mark("name")) };

/** The values of a subchart: its own, those under its name in the parent's values, and `global`. */
function valuesOfPart(part: Chart, name: string, outer: Datum): Datum {
  const own = mergeDatum(part.values, valueAt(outer, [name]));
  const global = mergeDatum(valueAt(own, ["global"]), valueAt(outer, ["global"]));
  return mergeDatum(own, mapDatum({ global }));
}

/** `condition` may name several keys; the first that exists decides. */
function isOn(condition: string | undefined, values: Datum): boolean {
  const given = (condition ?? "").split(",").map((key) => valueAt(values, key.trim().split(".")));
  return truthOf(given.find((one) => one.is !== "nil") ?? textDatum("true")) !== false;
}

/** Named templates are shared between a chart and all its subcharts; those of parent charts take precedence. */
function namedIn(chart: Chart): Named {
  const named = new Map(chart.parts.flatMap((part) => [...namedIn(part.chart)]));
  for (const source of chart.templates) {
    for (const [name, nodes] of source.file.defined) named.set(name, { source, nodes });
  }
  return named;
}
