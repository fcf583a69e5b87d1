// Parses helm's `--set` syntax, `a.b=v,c[0]=w,d={x,y}` with backslash escapes, following helm's strvals package. `--set-json` values are
// flattened to the same pairs.
import { limitReached } from "@deploy-actions/workflow-source";
import type { Word } from "@deploy-actions/workflow-source/command";
import { union, type Value, type Values } from "@deploy-actions/workflow-source/value";

/** `path` is the key split into parts, with indexes without brackets. `value` has the place of the complete option value. */
export type SetPair = { readonly path: readonly string[]; readonly value: Word };

/** The pairs of one `--set` or `--set-string`, for all its alternatives. */
export function pairsOf(word: Word): readonly SetPair[] {
  return gathered(word, (text) => splitAt(text, ",").flatMap((part) => pairIn(part) ?? []));
}

/** The pairs of one `--set-json`: `key=json`, or a single object. */
export function jsonPairsOf(word: Word): readonly SetPair[] {
  return gathered(word, (text) => {
    const equals = text.trimStart().startsWith("{") ? -1 : text.indexOf("=");
    const path = equals === -1 ? [] : keysOf(text.slice(0, equals));
    return flattened(path, parsed(text.slice(equals + 1)), 0);
  });
}

type Pair = { readonly path: readonly string[]; readonly text: string };

/** Characters. Far above any value on a command line. */
const LENGTH_LIMIT = 20_000;
const PAIR_LIMIT = 500;
const DEPTH_LIMIT = 20;

/** Merges pairs with the same key from several alternatives of the word. */
function gathered(word: Word, read: (text: string) => readonly Pair[]): readonly SetPair[] {
  const byKey = new Map<string, { path: readonly string[]; values: Values[] }>();
  for (const { text, trail } of word.values) {
    const pairs = read(text.slice(0, LENGTH_LIMIT));
    if (text.length > LENGTH_LIMIT || pairs.length > PAIR_LIMIT)
      limitReached("helm is given more values than are read");
    for (const pair of pairs.slice(0, PAIR_LIMIT)) {
      const key = pair.path.join("\0");
      const known = byKey.get(key) ?? { path: pair.path, values: [] };
      const value: Value = { text: pair.text, trail };
      known.values.push([value]);
      byKey.set(key, known);
    }
  }
  return [...byKey.values()].map(({ path, values }) => {
    const written = word.written.split(",").find((part) => part.startsWith(`${path.join(".")}=`));
    return {
      path,
      value: {
        values: union(...values),
        written: written?.slice(written.indexOf("=") + 1) ?? word.written,
        place: word.place,
      },
    };
  });
}

function pairIn(text: string): Pair | undefined {
  const equals = text.indexOf("=");
  if (equals <= 0) return undefined;
  return { path: keysOf(text.slice(0, equals)), text: plain(text.slice(equals + 1)) };
}

function keysOf(key: string): readonly string[] {
  return splitAt(key.replace(/\[(\d+)\]/g, ".$1"), ".")
    .map(plain)
    .filter((part) => part !== "");
}

function plain(text: string): string {
  return text.replace(/\\(.)/g, "$1");
}

/** Splits at separators that are not escaped or inside braces. */
function splitAt(text: string, separator: string): readonly string[] {
  const parts: string[] = [];
  let start = 0;
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    const char = text[at];
    if (char === "\\") at++;
    else if (char === "{") depth++;
    else if (char === "}") depth = Math.max(0, depth - 1);
    else if (char === separator && depth === 0) {
      parts.push(text.slice(start, at));
      start = at + 1;
    }
  }
  return [...parts, text.slice(start)];
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function flattened(path: readonly string[], value: unknown, depth: number): readonly Pair[] {
  if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") {
    return path.length === 0 ? [] : [{ path, text: String(value) }];
  }
  if (typeof value !== "object" || value === null || depth > DEPTH_LIMIT) return [];
  return Object.entries(value).flatMap(([key, inner]) => flattened([...path, key], inner, depth + 1));
}
