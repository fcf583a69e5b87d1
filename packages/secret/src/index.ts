// What is a secret and what is a plain word, how a secret may be written in other text, and how it is kept out of it.
export { type Blotter, blotter } from "./blotter.ts";
export { isPlain } from "./plain.ts";
export { urlCredentials, withoutCredentials } from "./url-credentials.ts";
