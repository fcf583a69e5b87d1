// What proves to Entra that a job is the application it says it is: GitHub's ID token, which Entra trusts where a
// federated credential says so, or the application's secret.
// https://learn.microsoft.com/entra/identity-platform/v2-oauth2-client-creds-grant-flow

import { type IdTokenRequest, idToken } from "./id-token.ts";
import { type Claims, claimsOf } from "./jwt.ts";
import type { RunRestriction } from "./run-restrictions.ts";
import type { TokenContext } from "./token-service.ts";

type Evidence = {
  /** The fields of the token request that carry the proof. */
  readonly form: readonly (readonly [string, string])[];
  readonly secrets: readonly string[];
  /** What the ID token says, for the message when Entra doesn't believe it. */
  readonly claims?: Claims | undefined;
};

export type Proof = {
  /** For messages: what the application proves itself with. */
  readonly how: string;
  evidence(audience: string, means: TokenContext): Promise<Evidence>;
};

const JWT_BEARER = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/** By the job's ID token; `request` undefined where the runner gave the job none, which fails only when it is used. */
export function githubProof(request: IdTokenRequest | undefined, limits: RunRestriction): Proof {
  return {
    how: "GitHub's ID token",
    async evidence(audience, means) {
      const assertion = await idToken(request, audience, limits, means);
      const form = [
        ["client_assertion_type", JWT_BEARER],
        ["client_assertion", assertion],
      ] as const;
      return { form, secrets: [assertion], claims: claimsOf(assertion) };
    },
  };
}

export function secretProof(secret: string): Proof {
  return {
    how: "its secret",
    async evidence(_audience, means) {
      means.mask(secret);
      return { form: [["client_secret", secret]], secrets: [secret] };
    },
  };
}
