// Reads what a JSON web token (RFC 7519) says of itself. Its signature is not checked, because whoever the token is for
// does that: here it is read only to know how long it lasts, and to say in a message what it claims.
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

/** The claims this package reads; times in seconds since 1970. */
export type Claims = z.output<typeof Claims>;

const LONGEST = 64 * 1024;

/** The token's claims, or undefined for a token that is no JWT, as many registries give them. */
export function claimsOf(token: string): Claims | undefined {
  const [, payload, signature, ...more] = token.length > LONGEST ? [] : token.split(".");
  if (payload === undefined || signature === undefined || more.length > 0) return undefined;
  try {
    return Claims.safeParse(JSON.parse(Buffer.from(payload, "base64url").toString("utf8"))).data;
  } catch {
    return undefined;
  }
}

/**
 * For how many seconds from now a token lasts that was issued just now: by its own clock where it says when it was
 * issued, because this machine's clock may be wrong. Undefined where the token does not say.
 */
export function lifeOf(token: string, now: number): number | undefined {
  const { exp, iat, nbf } = claimsOf(token) ?? {};
  return exp === undefined ? undefined : exp - (iat ?? nbf ?? now / 1000);
}
