// Reads what a JSON web token (RFC 7519) says of itself. Its signature is not checked, because whoever the token is for
// does that: here it is read only to know how long it lasts, and to say in a message what it claims.
import { z } from "zod";

const Claims = z.object({
  iss: z.string().optional().catch(undefined),
  sub: z.string().optional().catch(undefined),
  aud: z
    .union([z.string(), z.array(z.string()).transform((all) => all.join(", "))])
    .optional()
    .catch(undefined),
  exp: z.number().optional().catch(undefined),
  iat: z.number().optional().catch(undefined),
  nbf: z.number().optional().catch(undefined),
  access: z
    .array(z.object({ type: z.string(), name: z.string(), actions: z.array(z.string()) }))
    .optional()
    .catch(undefined),
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
