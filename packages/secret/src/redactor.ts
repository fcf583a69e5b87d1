// Replaces secrets in text, in every form in which a program may have encoded them. The time is proportional to the length of the text,
// however many secrets there are.
import { isCommonValue } from "./common-values.ts";
import { encodedForms } from "./encoded-forms.ts";
import { type FormIndex, formIndex, type Range, rangesIn } from "./form-index.ts";
import type { Redact, Redacted } from "./redacted.ts";
import { unwrapped, type View, viewsOf } from "./views.ts";

export interface Redactor {
  readonly redact: Redact;
  /** How many bytes to read beyond a cut so that no partial secret remains before it. */
  readonly margin: number;
}

/** Characters that one character of a secret can become: `&amp;#x26;`. */
const LONGEST_ESCAPE = 12;
const LARGEST_MARGIN = 64 * 1024;
/** A shorter secret that is broken across two lines could be a coincidence. */
const SHORTEST_WRAPPED = 8;

/** Common values among the secrets are not replaced: see `isCommonValue`. */
export function redactor(secrets: readonly string[]): Redactor {
  const values = [...new Set(secrets.flatMap(partsOf))].filter((part) => !isCommonValue(part));
  const forms = [...new Set(values.flatMap(encodedForms))];
  // A secret that is all there is cannot be told from its absence.
  if (forms.length === 0) return { redact: (text) => text as Redacted, margin: 0 };
  const index = formIndex(forms);
  const ofWrapped = formIndex(forms.filter((form) => form.length >= SHORTEST_WRAPPED));
  const spaces = values.some((value) => value.includes(" "));
  return {
    redact: (text) => replaced(text, rangesOfAll(text, index, ofWrapped, spaces)),
    margin: Math.min(LARGEST_MARGIN, LONGEST_ESCAPE * Math.max(...forms.map((form) => Buffer.byteLength(form)))),
  };
}

/** The value, without the white space around it, and each of its lines: programs print the lines of a private key one by one. */
function partsOf(secret: string): string[] {
  const value = secret.replaceAll("\r\n", "\n");
  return [value, value.trim(), ...value.split(/[\r\n]/).map((line) => line.trim()), decodedUrl(value)];
}

/** A password that is written URL-encoded is used in its decoded form. */
function decodedUrl(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}

function rangesOfAll(text: string, index: FormIndex, ofWrapped: FormIndex, spaces: boolean): Range[] {
  return viewsOf(text, spaces).flatMap((view) => {
    const joined = unwrapped(view);
    return [...rangesOf(view, index), ...(joined === undefined ? [] : rangesOf(joined, ofWrapped))];
  });
}

function rangesOf({ text, starts }: View, index: FormIndex): Range[] {
  const ranges = rangesIn(text, index);
  return starts === undefined ? ranges : ranges.map(([from, to]) => [starts[from] ?? from, starts[to] ?? to]);
}

/** Overlapping ranges become one `***`. */
function replaced(text: string, ranges: Range[]): Redacted {
  const kept: string[] = [];
  let end = 0;
  let last = -1;
  for (const [from, to] of ranges.sort(([one], [other]) => one - other)) {
    if (from < end && last >= 0) {
      end = Math.max(end, to);
      continue;
    }
    kept.push(text.slice(end, from));
    last = from;
    end = to;
  }
  return (last < 0 ? text : `${[...kept, text.slice(end)].join("***")}`) as Redacted;
}
