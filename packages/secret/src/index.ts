// Redacts secrets in text, in all forms in which a program may have encoded them, except for values too common to be secret.

export { isCommonValue } from "./common-values.ts";
export { type Redact, type Redacted, withoutSecrets } from "./redacted.ts";
export { type Redactor, redactor } from "./redactor.ts";
export { urlCredentials, withoutCredentials } from "./url-credentials.ts";
