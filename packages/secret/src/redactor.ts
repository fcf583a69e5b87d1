// Replaces secrets in text, in every form in which a program may have encoded them.
import { isCommonValue } from "./common-values.ts";
import { encodedForms } from "./encoded-forms.ts";

export interface Redactor {
  redact(text: string): string;
  /** Length of the longest form in bytes: how much to read beyond a cut so that no partial secret remains before it. */
  readonly margin: number;
}

/** Common values among the secrets are not replaced: see `isCommonValue`. */
export function redactor(secrets: readonly string[]): Redactor {
  const forms = [...new Set(secrets.filter((secret) => !isCommonValue(secret)).flatMap(encodedForms))].sort(
    (one, other) => other.length - one.length,
  );
  return {
    redact: (text) => forms.reduce((redacted, form) => redacted.replaceAll(form, "***"), text),
    margin: Math.max(0, ...forms.map((form) => Buffer.byteLength(form))),
  };
}
