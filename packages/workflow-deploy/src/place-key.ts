// Identifies a place in a file.
import type { SourcePlace } from "@deploy-actions/workflow-source";

export function placeKey(place: SourcePlace): string {
  const { start, end } = place.range();
  return `${place.path}:${start.line}:${start.column}-${end.line}:${end.column}`;
}
