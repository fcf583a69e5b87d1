// The text of a YAML scalar together with where each of its characters was written, so that a place inside a script can be
// shown in the file. Follows YAML 1.2.2 chapters 7.3 (flow scalars) and 8.1 (block scalars).
import { withoutReserved } from "../value/mark.ts";
import { blockScalar } from "./block-scalar.ts";
import { flowScalar } from "./flow-scalar.ts";
import type { Position, Range } from "./position.ts";
import type { ScalarSource, YamlScalar } from "./yaml-node.ts";

/**
 * A scalar's value; `range(start, end)` takes offsets in `value` and gives the place in the file `path`; `offset` gives the offset in
 * the parsed text of the character at an index of `value`.
 */
export type Text = {
  readonly path: string;
  readonly value: string;
  range(start: number, end: number): Range;
  offset(index: number): number;
};

/** Null reads as the empty text. */
export function scalarText(path: string, node: YamlScalar, positionOf: (offset: number) => Position): Text {
  const offsetOf = offsetsOf(node);
  return {
    path,
    // An escape such as "\U000F0001" could forge a mark.
    value: withoutReserved(node.text ?? ""),
    offset: offsetOf,
    range(start, end) {
      const first = offsetOf(start);
      const last = end > start ? offsetOf(end - 1) + 1 : first;
      return { start: positionOf(first), end: positionOf(Math.max(first, last)) };
    },
  };
}

/**
 * From indexes in a scalar's text to offsets in the file's, worked out on the first call: most scalars are never pointed at. Where our
 * reading of what is written differs from the YAML library's, no offset can be trusted, so all of them are the scalar's beginning.
 */
export function offsetsOf({ text = "", start, source }: YamlScalar): (index: number) => number {
  let offsets: readonly number[] | undefined;
  return (index) => {
    offsets ??= source === undefined ? [] : writtenOffsets(source, text);
    return offsets[index] ?? start;
  };
}

function writtenOffsets(source: ScalarSource, text: string): readonly number[] {
  const decoded = source.form === "flow" ? flowScalar(source) : blockScalar(source);
  return decoded?.text === text ? decoded.offsets : [];
}
