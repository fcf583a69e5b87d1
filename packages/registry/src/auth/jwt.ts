// Reads the claims of a JSON web token (RFC 7519). Its signature is not verified, because the service that the token is for
// does that: here it is only read to know how long the token is valid and to quote its claims in a message.
import { z } from "zod/mini";

const Claims = z.object({
  iss: z.catch(z.optional(z.string()), undefined),
  sub: z.catch(z.optional(z.string()), undefined),
  aud: z.catch(
    z.optional(
      z.union([
        z.string(),
        z.pipe(
          z.array(z.string()),
          z.transform((all) => all.join(", ")),
        ),
      ]),
    ),
    undefined,
  ),
  exp: z.catch(z.optional(z.number()), undefined),
  iat: z.catch(z.optional(z.number()), undefined),
  nbf: z.catch(z.optional(z.number()), undefined),
  access: z.catch(
    z.optional(z.array(z.object({ type: z.string(), name: z.string(), actions: z.array(z.string()) }))),
    undefined,
  ),
});

/** The claims that this package uses. Times are in seconds since 1970. */
export type Claims = z.output<typeof Claims>;

const MAX_LENGTH = 64 * 1024;

/** The token's claims, or undefined if it is not a JWT: many registries issue opaque tokens. */
export function claimsOf(token: string): Claims | undefined {
  const [, payload, signature, ...more] = token.length > MAX_LENGTH ? [] : token.split(".");
  if (payload === undefined || signature === undefined || more.length > 0) return undefined;
  try {
    return Claims.safeParse(JSON.parse(Buffer.from(payload, "base64url").toString("utf8"))).data;
  } catch {
    return undefined;
  }
}

/**
 * How many seconds a token that was just issued is valid. Counted from its own issue time if it has one, because this
 * machine's clock may be wrong. `now` in milliseconds. Undefined if the token does not say.
 */
export function lifeOf(token: string, now: number): number | undefined {
  const { exp, iat, nbf } = claimsOf(token) ?? {};
  return exp === undefined ? undefined : exp - (iat ?? nbf ?? now / 1000);
}
