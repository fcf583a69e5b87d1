// A token and how long it may be used: what the answer states, else what the token itself says, else what distribution's
// token specification allows (https://distribution.github.io/distribution/spec/auth/token/).
import { lifeOf } from "./jwt.ts";

/** `expires` in milliseconds since 1970, by this machine's clock. */
export type Token = { readonly value: string; readonly expires: number };

/** The specification lets a token without a stated life be used for 60 s. GHCR states none. */
const DEFAULT_LIFE_S = 60;

/** `statedLife`: the seconds that the answer with this token gave it. */
export function tokenFor(value: string, statedLife: number | undefined): Token {
  const now = Date.now();
  return { value, expires: now + (statedLife ?? lifeOf(value, now) ?? DEFAULT_LIFE_S) * 1000 };
}
