// Sets values in the text of a YAML or JSON document, as `yq -i` does, and leaves the rest of the text unchanged.
import { type SourcePlace, type Template, TemplateWriter } from "@deploy-actions/workflow-source";
import { type Hop, shown, type Values, withHop } from "@deploy-actions/workflow-source/value";
import { readDocuments } from "@deploy-actions/workflow-source/yaml";
import { isMap, isScalar, isSeq, type Node } from "yaml";
import type { Assignment, Step } from "./assignment.ts";

/** Undefined if one of the assignments sets something that does not exist or cannot be found. */
export function applyAssignments(text: Template, assignments: readonly Assignment[], by: Hop): Template | undefined {
  if (assignments.length === 0) return undefined;
  try {
    const roots = readDocuments(text.text).documents.flatMap(({ root }) => root ?? []);
    const spans: Span[] = [];
    for (const { path, values } of assignments) {
      const found = path === undefined ? [] : roots.flatMap((root) => nodesAt([root], path));
      if (found.length === 0) return undefined;
      for (const node of found) {
        const [start, end] = node.range ?? [0, 0];
        // An empty value has no text of its own, so a space is inserted before it.
        spans.push({ start, end, values: withHop(values, by) });
      }
    }
    return rewritten(text, spans, by.place);
  } catch {
    return undefined;
  }
}

type Span = { readonly start: number; readonly end: number; readonly values: Values };

/** Maximum number of nodes visited. */
const NODE_LIMIT = 1000;

function nodesAt(nodes: readonly Node[], [step, ...rest]: readonly Step[]): readonly Node[] {
  if (step === undefined) return nodes.filter((node) => isScalar(node));
  const next = nodes.flatMap((node): readonly unknown[] => {
    if ("key" in step) return isMap(node) ? [node.get(step.key, true)] : [];
    if ("index" in step) return isSeq(node) ? [node.items[step.index]] : [];
    if ("each" in step) return isSeq(node) ? node.items : isMap(node) ? node.items.map(({ value }) => value) : [];
    return isMap(node) && String(node.get(step.where) ?? "") === step.is ? [node] : [];
  });
  return nodesAt(next.filter(isNode).slice(0, NODE_LIMIT), rest);
}

function isNode(value: unknown): value is Node {
  return isMap(value) || isSeq(value) || isScalar(value);
}

function rewritten(text: Template, spans: readonly Span[], place: SourcePlace): Template {
  const writer = new TemplateWriter();
  const source = { place: () => place };
  let at = 0;
  for (const { start, end, values } of [...spans].sort((a, b) => a.start - b.start)) {
    // If a value is set twice, the last one counts; which one that is does not matter here.
    if (start < at) continue;
    writer.slice(text, at, start);
    writer.at(start === end ? ' "' : '"', 0, 0, source);
    writer.hole(values, 0, 0, source, shown(values[0]?.text ?? ""));
    writer.at('"', 0, 0, source);
    at = end;
  }
  writer.slice(text, at, text.text.length);
  return writer.done();
}
