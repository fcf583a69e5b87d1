// Replaces secrets in a line by `***`, in the spellings that the runner also knows (actions/runner ValueEncoders).

export interface Masker {
  /** The complete value and each of its lines. */
  add(secret: string): void;
  apply(text: string): string;
}

export function createMasker(): Masker {
  const needles = new Set<string>();
  const addSpellings = (secret: string) => {
    for (const each of spellings(secret)) if (each !== "") needles.add(each);
  };
  return {
    add(secret) {
      addSpellings(secret);
      for (const line of secret.split(/[\r\n]/)) addSpellings(line);
    },
    apply: (text) => replaceRanges(text, merged([...needles].flatMap((needle) => occurrences(text, needle)))),
  };
}

function spellings(secret: string): string[] {
  const base64 = [0, 1, 2].map((shift) => Buffer.from(secret).subarray(shift).toString("base64").replace(/=+$/, ""));
  // Base64 of a very short tail would mask ordinary words.
  return [
    secret,
    JSON.stringify(secret).slice(1, -1),
    encodeURIComponent(secret),
    ...base64.filter((each) => each.length > 4),
  ];
}

type Range = readonly [start: number, end: number];

function occurrences(text: string, needle: string): Range[] {
  const found: Range[] = [];
  for (let at = text.indexOf(needle); at >= 0; at = text.indexOf(needle, at + 1)) found.push([at, at + needle.length]);
  return found;
}

function merged(ranges: readonly Range[]): Range[] {
  const result: Range[] = [];
  for (const [start, end] of ranges.toSorted((a, b) => a[0] - b[0])) {
    const last = result.at(-1);
    if (last !== undefined && start <= last[1]) result[result.length - 1] = [last[0], Math.max(last[1], end)];
    else result.push([start, end]);
  }
  return result;
}

function replaceRanges(text: string, ranges: readonly Range[]): string {
  let result = "";
  let from = 0;
  for (const [start, end] of ranges) {
    result += `${text.slice(from, start)}***`;
    from = end;
  }
  return result + text.slice(from);
}
