// Sets values in the text of a YAML or JSON document, as `yq -i` does, and leaves the rest of the text as it is.
import type { Place } from "../../source/place.ts";
import { type Template, TemplateWriter } from "../../source/template.ts";
import { readDocuments } from "../../source/yaml-documents.ts";
import { valueAt, type YamlNode, type YamlScalar } from "../../source/yaml-node.ts";
import { shown } from "../../value/mark.ts";
import { type Hop, through, type Values } from "../../value/value.ts";
import type { Assignment, Step } from "./assignment.ts";

/** Undefined when one of them sets something that isn't there, or that nobody can find. */
export function withValues(text: Template, assignments: readonly Assignment[], by: Hop): Template | undefined {
  if (assignments.length === 0) return undefined;
  try {
    const roots = readDocuments(text.text).documents.flatMap(({ root }) => root ?? []);
    const spans: Span[] = [];
    for (const { path, values } of assignments) {
      const found = path === undefined ? [] : roots.flatMap((root) => scalarsAt([root], path));
      if (found.length === 0) return undefined;
      for (const { start, end } of found) spans.push({ start, end, values: through(values, by) });
    }
    return rewritten(text, spans, by.place);
  } catch {
    return undefined;
  }
}

type Span = { readonly start: number; readonly end: number; readonly values: Values };

/** More than a document is asked for. */
const NODE_LIMIT = 1000;

function scalarsAt(nodes: readonly YamlNode[], [step, ...rest]: readonly Step[]): readonly YamlScalar[] {
  if (step === undefined) return nodes.filter((node) => node.is === "scalar");
  return scalarsAt(nodes.flatMap((node) => stepped(node, step)).slice(0, NODE_LIMIT), rest);
}

function stepped(node: YamlNode, step: Step): readonly YamlNode[] {
  if (node.is === "list") {
    if ("index" in step) return node.items.slice(step.index, step.index + 1);
    return "each" in step ? node.items : [];
  }
  if (node.is !== "map" || "index" in step) return [];
  if ("each" in step) return node.entries.map(({ value }) => value);
  const value = valueAt(node, "key" in step ? step.key : step.where);
  if ("key" in step) return value === undefined ? [] : [value];
  return (value?.is === "scalar" ? (value.text ?? "") : "") === step.is ? [node] : [];
}

function rewritten(text: Template, spans: readonly Span[], place: Place): Template {
  const writer = new TemplateWriter();
  const source = { place: () => place };
  let at = 0;
  for (const { start, end, values } of [...spans].sort((a, b) => a.start - b.start)) {
    // Set twice, the last one counts; which that is, is of no weight here.
    if (start < at) continue;
    writer.slice(text, at, start);
    // An empty value has no room of its own: a blank goes before it.
    writer.at(start === end ? ' "' : '"', 0, 0, source);
    writer.hole(values, 0, 0, source, shown(values[0]?.text ?? ""));
    writer.at('"', 0, 0, source);
    at = end;
  }
  writer.slice(text, at, text.text.length);
  return writer.done();
}
