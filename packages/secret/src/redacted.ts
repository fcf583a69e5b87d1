// The type of a text from which the secrets were removed. Functions that escape a text take only this type, because a secret that was
// escaped first (`a&b` as `a&amp;b`) might no longer be recognized.

declare const redacted: unique symbol;

export type Redacted = string & { readonly [redacted]: true };

export type Redact = (text: string) => Redacted;

/** For programs that are given no secrets, and for parts of a text that was redacted. */
export const withoutSecrets: Redact = (text) => text as Redacted;
