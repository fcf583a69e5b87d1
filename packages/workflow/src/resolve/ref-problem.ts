// Reports a `uses:` whose reference the runner would refuse.
import type { SourceProblem } from "@deploy-actions/workflow-source";
import { refProblem } from "@deploy-actions/workflow-source/model";
import { sourceOf, type Text } from "@deploy-actions/workflow-source/yaml";

export function reportRef(uses: Text, report: (problem: SourceProblem) => void): void {
  const message = refProblem(uses.value);
  if (message === undefined) return;
  const place = sourceOf(uses).place(0, uses.value.length);
  report({ path: place.path, range: place.range(), message });
}
