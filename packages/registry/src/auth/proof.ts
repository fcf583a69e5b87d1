// An Entra application, and what proves to Entra that a job is that application: GitHub's ID token, which Entra accepts if a
// federated credential says so, or the application's secret.
// https://learn.microsoft.com/entra/identity-platform/v2-oauth2-client-creds-grant-flow
import type { AzureCloud } from "./cloud.ts";
import { type IdTokenRequest, idToken } from "./id-token.ts";
import { type Claims, claimsOf } from "./jwt.ts";
import type { RunRestriction } from "./run-restrictions.ts";
import type { TokenContext } from "./token-service.ts";

/** An application (or user-assigned identity) in a tenant. */
export type EntraApp = {
  /** The tenant's ID or domain. */
  readonly tenant: string;
  /** The application's client ID. */
  readonly client: string;
  readonly cloud: AzureCloud;
  readonly proof: Proof;
};

export type Proof = {
  /** What the proof is, for messages. */
  readonly how: string;
  evidence(audience: string, context: TokenContext): Promise<Evidence>;
};

type Evidence = {
  /** The fields of the token request that carry the proof. */
  readonly form: readonly (readonly [string, string])[];
  readonly secrets: readonly string[];
  /** The claims of the ID token, for the message if Entra rejects it. */
  readonly claims?: Claims | undefined;
};

const JWT_BEARER = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/** The job's ID token. `request` is undefined if the runner gave the job none, which only fails when it is used. */
export function githubProof(request: IdTokenRequest | undefined, restriction: RunRestriction): Proof {
  return {
    how: "GitHub's ID token",
    async evidence(audience, context) {
      const assertion = await idToken(request, audience, restriction, context);
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
    async evidence(_audience, context) {
      context.mask(secret);
      return { form: [["client_secret", secret]], secrets: [secret] };
    },
  };
}
