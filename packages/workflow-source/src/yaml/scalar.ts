// The text of a YAML scalar with the source position of each character, so that a place inside a script can be shown in the file. Follows
// YAML 1.2.2 chapters 7.3 (flow scalars) and 8.1 (block scalars).
import type { CST, Scalar } from "yaml";
import type { Position, Range } from "../position.ts";
import type { Source } from "../template.ts";
import { withoutReserved } from "../value/mark.ts";
import { blockScalar } from "./block-scalar.ts";
import { flowScalar } from "./flow-scalar.ts";
import type { Writer } from "./writer.ts";

/**
 * A scalar's value. `range(start, end)` takes offsets in `value` and returns the range in the file `path`; `offset` returns the offset in
 * the parsed text of a character of `value`.
 */
export type Text = {
  readonly path: string;
  readonly value: string;
  range(start: number, end: number): Range;
  offset(index: number): number;
};

/** A YAML scalar as a source of templates. */
export function sourceOf(text: Text): Source {
  return { place: (start, end) => ({ path: text.path, range: () => text.range(start, end) }) };
}

/** Offsets are computed on the first call of `range`, because most scalars never need them. */
export function scalarText(path: string, node: Scalar, positionOf: (offset: number) => Position): Text {
  const written = typeof node.value === "string" ? node.value : (node.source ?? "");
  // An escape sequence such as "\U000F0001" could forge a mark.
  const value = withoutReserved(written);
  let offsets: readonly number[] | undefined;
  const offsetOf = (index: number): number => {
    offsets ??= writtenOffsets(node, written);
    return offsets[index] ?? node.range?.[0] ?? 0;
  };
  return {
    path,
    value,
    offset: offsetOf,
    range(start, end) {
      const first = offsetOf(start);
      const last = end > start ? offsetOf(end - 1) + 1 : first;
      return { start: positionOf(first), end: positionOf(Math.max(first, last)) };
    },
  };
}

/**
 * The source offset of each character of `value`. If our decoding differs from the YAML library's, no offset can be trusted, so all of them
 * point to the start of the scalar.
 */
function writtenOffsets(node: Scalar, value: string): readonly number[] {
  const token = node.srcToken;
  const start = node.range?.[0] ?? 0;
  const written = token === undefined ? undefined : decode(token);
  if (written?.text === value) return written.offsets;
  return new Array<number>(value.length).fill(start);
}

function decode(token: CST.Token): Writer | undefined {
  switch (token.type) {
    case "block-scalar":
      return blockScalar(token);
    case "scalar":
    case "single-quoted-scalar":
    case "double-quoted-scalar":
      return flowScalar(token);
    default:
      return undefined;
  }
}
