// Builds a label rule from texts, as the inputs of a cleanup do.
import { cleanup } from "../src/index.ts";

export function ruleOf(match: readonly string[], protect: readonly string[]): cleanup.LabelRule {
  return cleanup.labelRule(labelsOf(cleanup.readMatchLabels(match)), labelsOf(cleanup.readLabels(protect)));
}

function labelsOf(read: ReturnType<typeof cleanup.readLabels>): readonly cleanup.Label[] {
  if ("mistake" in read) throw new Error(read.mistake);
  return read.value;
}
