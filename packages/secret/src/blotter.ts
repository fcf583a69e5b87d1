// Keeps secrets out of text, in every form that a program may have written them in.
import { isPlain } from "./plain.ts";
import { writtenForms } from "./written-forms.ts";

export interface Blotter {
  blot(text: string): string;
  /** Bytes of the longest form: what must be read beyond a cut so that no half of a secret is left before it. */
  readonly margin: number;
}

/** Plain words among the secrets are left alone: see `isPlain`. */
export function blotter(secrets: readonly string[]): Blotter {
  const forms = [...new Set(secrets.filter((secret) => !isPlain(secret)).flatMap(writtenForms))].sort(
    (one, other) => other.length - one.length,
  );
  return {
    blot: (text) => forms.reduce((blotted, form) => blotted.replaceAll(form, "***"), text),
    margin: Math.max(0, ...forms.map((form) => Buffer.byteLength(form))),
  };
}
