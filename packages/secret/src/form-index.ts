// Finds any of many forms in a text in one pass: a form is compared only where its first four characters may be.

/** From the first character to the one after the last. */
export type Range = readonly [from: number, to: number];

export interface FormIndex {
  /** Nonzero for the hash of four characters with which a form begins. */
  readonly begins: Uint8Array;
  /** The forms by that hash. */
  readonly forms: ReadonlyMap<number, readonly string[]>;
}

const BEGINNING = 4;
const HASHES = 1 << 16;
/** Stands where a text was cut, so a secret may be cut there too. */
const CUT = 0x2026;

/** Forms shorter than four characters are left out. */
export function formIndex(forms: readonly string[]): FormIndex {
  const begins = new Uint8Array(HASHES);
  const long = forms.filter((form) => form.length >= BEGINNING);
  for (const form of long) begins[hashAt(form, 0)] = 1;
  return { begins, forms: Map.groupBy(long, (form) => hashAt(form, 0)) };
}

function hashAt(text: string, at: number): number {
  return (
    (text.charCodeAt(at) ^
      (text.charCodeAt(at + 1) << 4) ^
      (text.charCodeAt(at + 2) << 8) ^
      (text.charCodeAt(at + 3) << 11)) &
    (HASHES - 1)
  );
}

/** Where a form stands, or the beginning of one directly before `…`. In order; they may overlap. */
export function rangesIn(text: string, { begins, forms }: FormIndex): Range[] {
  const ranges: Range[] = [];
  let end = 0;
  for (let at = 0; at + BEGINNING <= text.length; at += 1) {
    const hash = hashAt(text, at);
    if (begins[hash] === 0) continue;
    const candidates = forms.get(hash) ?? [];
    const longest = candidates.reduce((most, form) => Math.max(most, matchAt(text, at, form)), 0);
    // A range inside the last one adds nothing.
    if (longest === 0 || at + longest <= end) continue;
    end = at + longest;
    ranges.push([at, end]);
  }
  return ranges;
}

/** The length of the match: the complete form, or less where the text was cut. */
function matchAt(text: string, at: number, form: string): number {
  let length = 0;
  while (length < form.length && text.charCodeAt(at + length) === form.charCodeAt(length)) length += 1;
  if (length === form.length) return length;
  return length >= BEGINNING && text.charCodeAt(at + length) === CUT ? length : 0;
}
