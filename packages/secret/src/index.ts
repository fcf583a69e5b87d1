// What is a secret and what is a plain word, how a secret may be written in other text, and how it is kept out of it.

export { isPlain } from "./common-values.ts";
export { type Redactor, redactor } from "./redactor.ts";
export { urlCredentials, withoutCredentials } from "./url-credentials.ts";
