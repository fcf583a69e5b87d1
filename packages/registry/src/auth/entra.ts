// Asks Entra for an application's access token (OAuth 2.0 client credentials).
// https://learn.microsoft.com/entra/identity-platform/v2-oauth2-client-creds-grant-flow
import { z } from "zod/mini";
import { isConfidential } from "../endpoint.ts";
import { RegistryError } from "../error.ts";
import { persist } from "../retry.ts";
import { askService, jsonOf, type Means } from "./ask.ts";
import type { AzureCloud } from "./cloud.ts";
import { explainEntra } from "./entra-refusal.ts";
import type { Proof } from "./proof.ts";
import { type Token, tokenFor } from "./token.ts";

/** An application (or user-assigned identity) in a tenant, and how it proves itself. */
export type EntraApp = {
  /** The tenant's id or domain. */
  readonly tenant: string;
  /** The application's client id. */
  readonly client: string;
  readonly cloud: AzureCloud;
  readonly proof: Proof;
};

const Answer = z.object({
  access_token: z.string().check(z.minLength(1)),
  expires_in: z.catch(z.optional(z.coerce.number().check(z.positive())), undefined),
});

/** A token for the scope. Throws {@link RegistryError}, and {@link UnknownScope} where another scope may serve. */
export async function entraToken(app: EntraApp, scope: string, means: Means): Promise<Token> {
  const { client, cloud, proof } = app;
  const url = endpointFor(app);
  return persist(means.patience, async () => {
    const { form, secrets, claims } = await proof.evidence(cloud.audience, means);
    const asked = [["grant_type", "client_credentials"], ["client_id", client], ["scope", scope], ...form] as const;
    const said = await askService({ method: "POST", url, form: asked, secrets }, means);
    if (said.status !== 200) throw explainEntra({ said, host: url.host, app, scope, claims });
    const { data } = Answer.safeParse(jsonOf(said));
    if (data === undefined) throw withoutToken(url.host);
    means.mask(data.access_token);
    return tokenFor(data.access_token, data.expires_in);
  });
}

/** The tenant's token endpoint; an authority may have a path of its own, and may be given as a host alone. */
function endpointFor({ tenant, cloud: { authority } }: EntraApp): URL {
  const base = authority.includes("://") ? authority : `https://${authority}`;
  const url = URL.parse(`${base.replace(/\/+$/, "")}/${encodeURIComponent(tenant)}/oauth2/v2.0/token`);
  if (url !== null && isConfidential(url)) return url;
  throw new RegistryError({
    reason: "rejected",
    message: `"${authority}" is no Entra authority.`,
    state: "Nothing was sent.",
    next: "Give the origin of the sign-in service, for example https://login.microsoftonline.us. It must be reached by https.",
  });
}

function withoutToken(host: string): RegistryError {
  return new RegistryError({
    reason: "rejected",
    message: `${host} answered the token request without a token.`,
    state: "No registry was asked for anything.",
    next: "Check that the authority is an Entra sign-in service, and that no proxy answers in its place.",
  });
}
