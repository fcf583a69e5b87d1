// Keeps secrets out of text, in every form that a program may have written them in.
import { isPlain } from "./common-values.ts";
import { writtenForms } from "./written-forms.ts";

export interface Redactor {
  redact(text: string): string;
  /** Bytes of the longest form: what must be read beyond a cut so that no half of a secret is left before it. */
  readonly margin: number;
}

/** Plain words among the secrets are left alone: see `isPlain`. */
export function redactor(secrets: readonly string[]): Redactor {
  const forms = [...new Set(secrets.filter((secret) => !isPlain(secret)).flatMap(writtenForms))].sort(
    (one, other) => other.length - one.length,
  );
  return {
    redact: (text) => forms.reduce((redacted, form) => redacted.replaceAll(form, "***"), text),
    margin: Math.max(0, ...forms.map((form) => Buffer.byteLength(form))),
  };
}
