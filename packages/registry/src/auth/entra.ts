// Requests an application's access token from Entra (OAuth 2.0 client credentials).
// https://learn.microsoft.com/entra/identity-platform/v2-oauth2-client-creds-grant-flow
import { z } from "zod/mini";
import { isEncrypted } from "../http/endpoint.ts";
import { RegistryError } from "../http/error.ts";
import { openNetwork } from "../http/network.ts";
import { withRetry } from "../http/retry.ts";
import { entraError } from "./entra-error.ts";
import type { EntraApp } from "./proof.ts";
import { type Token, tokenFor } from "./token.ts";
import { callTokenService, jsonIn, type TokenContext } from "./token-service.ts";

const Answer = z.object({
  access_token: z.string().check(z.minLength(1)),
  expires_in: z.catch(z.optional(z.coerce.number().check(z.positive())), undefined),
});

/** A token for the scope. Throws {@link RegistryError}, and {@link UnknownScope} if another scope may work. */
export async function entraToken(app: EntraApp, scope: string, context: TokenContext): Promise<Token> {
  const { client, cloud, proof } = app;
  const url = endpointFor(app);
  const network = openNetwork({ host: url.host, input: url });
  return withRetry(context.retryPolicy, async () => {
    const { form, secrets, claims } = await proof.evidence(cloud.audience, context);
    const fields = [["grant_type", "client_credentials"], ["client_id", client], ["scope", scope], ...form] as const;
    const response = await callTokenService({ network, method: "POST", url, form: fields, secrets }, context);
    if (response.status !== 200) {
      throw entraError({ response, host: url.host, app, scope, claims, now: context.clock.date().getTime() });
    }
    const { data } = Answer.safeParse(jsonIn(response));
    if (data === undefined) throw withoutToken(url.host);
    context.mask(data.access_token);
    return tokenFor(data.access_token, data.expires_in, context.clock);
  });
}

/** The tenant's token endpoint. An authority may be a host only, and may have a path. */
function endpointFor({ tenant, cloud: { authority } }: EntraApp): URL {
  const base = authority.includes("://") ? authority : `https://${authority}`;
  const url = URL.parse(`${base.replace(/\/+$/, "")}/${encodeURIComponent(tenant)}/oauth2/v2.0/token`);
  if (url !== null && isEncrypted(url)) return url;
  throw new RegistryError({
    reason: "rejected",
    message: `"${authority}" is not a valid Entra authority.`,
    state: "Nothing was sent.",
    next: "Use the origin of the sign-in service, for example https://login.microsoftonline.us. It must be https.",
  });
}

function withoutToken(host: string): RegistryError {
  return new RegistryError({
    reason: "rejected",
    message: `${host} responded to the token request without a token.`,
    state: "Nothing was sent to any registry.",
    next: "Check that the authority is an Entra sign-in service, and that no proxy responds in its place.",
  });
}
