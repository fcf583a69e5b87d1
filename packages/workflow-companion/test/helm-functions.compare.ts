// Sets what the chart evaluator gives for an expression against what Helm gave for it.

import { templateOfFile } from "@deploy-actions/workflow-source";
import { isLiteral, shown } from "@deploy-actions/workflow-source/value";
import { parse } from "yaml";
import { type Datum, datumOf, mapDatum } from "../src/chart/datum.ts";
import { goText } from "../src/chart/go-text.ts";
import { pipelineValue, sourceOf } from "../src/chart/render.ts";
import { readYaml } from "../src/yaml.ts";
import { CASES } from "./helm-functions.cases.ts";
import { type Entry, expressionOf, type HelmAnswer } from "./helm-functions.fixture.ts";

/** `undecided`: several values or unknown parts, where that is right. */
type Outcome = "equal" | "undecided" | "different";

/** `ours` is what the evaluator gives, for people. */
export type Compared = { readonly entry: Entry; readonly outcome: Outcome; readonly ours: string };

/** As the Go program has it. */
const NAMED = '{{ define "named" }}<{{ .Values.text }}>{{ end }}';

/** Compares one entry after another, all with the same values.yaml. */
export function comparison(valuesYaml: string): (entry: Entry) => Compared {
  const values = datumOf(
    readYaml(templateOfFile({ path: "values.yaml", text: valuesYaml })).documents[0],
    "values.yaml",
    {},
  );
  const root = mapDatum({ Values: values });
  const source = sourceOf(templateOfFile({ path: "_named.tpl", text: NAMED }));
  const named = new Map([...source.file.defined].map(([name, nodes]) => [name, { source, nodes }]));
  return (entry) => {
    const ours = pipelineValue(
      templateOfFile({ path: "expression.yaml", text: `{{ ${entry.expression} }}` }),
      root,
      named,
    );
    return { entry, outcome: outcomeOf(entry, ours), ours: said(ours) };
  };
}

/** Expressions whose value must stay open although Helm has one. */
const OPEN_EXPRESSIONS = new Set(
  Object.values(CASES)
    .flat()
    .flatMap((one) => (typeof one === "string" ? [] : [expressionOf(one)])),
);

function outcomeOf({ expression, helm }: Entry, ours: Datum): Outcome {
  const mustBeOpen = "error" in helm || OPEN_EXPRESSIONS.has(expression);
  if (isDecided(ours)) return !mustBeOpen && isEqual(ours, helm, expression) ? "equal" : "different";
  return mustBeOpen && mayBe(ours, helm) ? "undecided" : "different";
}

function isDecided(datum: Datum): boolean {
  switch (datum.is) {
    case "nil":
      return true;
    case "text":
      return datum.values.length === 1 && datum.values.every(({ text }) => isLiteral(text));
    case "list":
      return datum.items.every(isDecided);
    case "map":
      return [...datum.entries.values()].every(isDecided);
  }
}

/** Alternatives without an unknown part among them must hold Helm's value. */
function mayBe(ours: Datum, helm: HelmAnswer): boolean {
  if (ours.is !== "text" || "error" in helm) return ours.is === "text";
  return ours.values.some(({ text }) => !isLiteral(text) || text === helm.printed);
}

function isEqual(ours: Datum, helm: HelmAnswer, expression: string): boolean {
  if ("error" in helm) return false;
  // A tree that is printed as YAML stays a tree here, so that the containers in it are found.
  if (typeof helm.value === "string" && (ours.is !== "text" || /\btoYaml\b/.test(expression)))
    return isSame(ours, parse(helm.value));
  // Go's list without an array behind it is null as JSON.
  if (helm.value === null && helm.printed === "[]") return ours.is === "list" && ours.items.length === 0;
  return (
    isSame(ours, helm.value) && goText(ours).map(({ text }) => text)[0] === (ours.is === "nil" ? "<nil>" : helm.printed)
  );
}

function isSame(ours: Datum, value: unknown): boolean {
  switch (ours.is) {
    case "nil":
      return value === null;
    case "text":
      return typeof value === "string" ? ours.values[0]?.text === value : isSameScalar(ours, value);
    case "list":
      return (
        Array.isArray(value) &&
        value.length === ours.items.length &&
        ours.items.every((item, index) => isSame(item, value[index]))
      );
    case "map": {
      if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
      const entries = Object.entries(value);
      return (
        entries.length === ours.entries.size &&
        entries.every(([key, inner]) => ours.entries.has(key) && isSame(ours.entries.get(key) ?? { is: "nil" }, inner))
      );
    }
  }
}

function isSameScalar(ours: Datum & { readonly is: "text" }, value: unknown): boolean {
  const text = ours.values[0]?.text ?? "";
  if (typeof value === "boolean") return ours.kind === "bool" && text === String(value);
  return typeof value === "number" && (ours.kind === "int" || ours.kind === "float64") && Number(text) === value;
}

function said(ours: Datum): string {
  return ours.is === "nil"
    ? "nil"
    : goText(ours)
        .map(({ text }) => JSON.stringify(shown(text)))
        .join(" or ");
}
