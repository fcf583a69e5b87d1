// Keys that GitHub knows and the workflow runner of these tests, nektos/act, does not yet (its issue 6095). They are taken
// out of the copies that it runs, line by line, so that nothing else can differ.
import { isMap, isPair, isScalar, LineCounter, type Pair, parseDocument, visit } from "yaml";

/** The one list: parent key and key. */
export const UNKNOWN_KEYS = ["concurrency.queue", "environment.deployment"] as const;

/** The workflow's text without the lines of those keys. Throws where such a key shares its line with another. */
export function withoutUnknownKeys(workflow: string): string {
  const lineCounter = new LineCounter();
  const document = parseDocument(workflow, { lineCounter });
  const dropped = new Set<number>();
  visit(document, {
    Pair(_, pair) {
      for (const child of isMap(pair.value) ? pair.value.items : []) {
        const name = `${keyOf(pair)}.${keyOf(child)}`;
        if (UNKNOWN_KEYS.some((unknown) => unknown === name)) dropped.add(lineOf(child, lineCounter));
      }
    },
  });
  return workflow
    .split("\n")
    .filter((_, index) => !dropped.has(index + 1))
    .join("\n");
}

function lineOf(pair: Pair, lines: LineCounter): number {
  if (!isScalar(pair.key) || !isScalar(pair.value) || !pair.key.range || !pair.value.range)
    throw new Error(`${keyOf(pair)} is not a plain key`);
  const from = lines.linePos(pair.key.range[0]).line;
  const to = lines.linePos(pair.value.range[1]).line;
  if (from !== to) throw new Error(`${keyOf(pair)} spans several lines`);
  return from;
}

const keyOf = (pair: unknown) => (isPair(pair) && isScalar(pair.key) ? String(pair.key.value) : "");
