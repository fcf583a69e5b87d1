// Blots secret header values out of what an application sends back: some answer with the request they got.
import type { Headers } from "./headers.ts";

/** Shorter ones, such as `1` or `true`, would blot out innocent text and are no secrets. */
const SHORTEST_SECRET = 6;

export interface Blotter {
  blot(text: string): string;
  /** Bytes of the longest secret: what must be read beyond a cut so that no half of one is left before it. */
  readonly margin: number;
}

export function blotter(headers: Headers): Blotter {
  // `Authorization: Bearer x`: the part after the scheme is the secret, wherever it turns up.
  const secrets = [...new Set(headers.flatMap(([, value]) => [value, value.split(" ").at(-1) ?? ""]))]
    .filter((secret) => secret.length >= SHORTEST_SECRET)
    .sort((one, other) => other.length - one.length);
  return {
    blot: (text) => secrets.reduce((blotted, secret) => blotted.replaceAll(secret, "***"), text),
    margin: Math.max(0, ...secrets.map((secret) => Buffer.byteLength(secret))),
  };
}
