// Exchanges an Entra access token for an Azure registry's own refresh token.
// https://github.com/Azure/acr/blob/main/docs/AAD-OAuth.md
import { z } from "zod/mini";
import { endpointOf } from "../http/endpoint.ts";
import { RegistryError } from "../http/error.ts";
import { ACR_ROLES } from "../http/known-refusals.ts";
import { openNetwork } from "../http/network.ts";
import { withRetry } from "../http/retry.ts";
import { statusError } from "../http/status-error.ts";
import { type Token, tokenFor } from "./token.ts";
import { callTokenService, jsonIn, type ServiceResponse, type TokenContext } from "./token-service.ts";

export type TokenExchange = {
  readonly host: string;
  readonly tenant: string;
  readonly client: string;
  /** The scope that the Entra token was issued for. */
  readonly scope: string;
  readonly entraToken: string;
};

const Answer = z.object({ refresh_token: z.string().check(z.minLength(1)) });

/** The registry accepts no token of this application, or none for this scope. */
export class TokenRejected extends RegistryError {}

/** The registry's refresh token. Throws {@link RegistryError}, and {@link TokenRejected} if another scope may work. */
export async function acrRefreshToken(exchange: TokenExchange, context: TokenContext): Promise<Token> {
  const { host, tenant, entraToken } = exchange;
  const registry = endpointOf(host);
  const url = new URL("/oauth2/exchange", registry);
  const network = openNetwork({ host, input: registry });
  const form = [
    ["grant_type", "access_token"],
    ["service", registry.host],
    ["tenant", tenant],
    ["access_token", entraToken],
  ] as const;
  return withRetry(context.retryPolicy, async () => {
    const response = await callTokenService({ network, method: "POST", url, form, secrets: [entraToken] }, context);
    if (response.status !== 200) throw refused(response, exchange);
    const { data } = Answer.safeParse(jsonIn(response));
    if (data === undefined) throw notAcr(host, "responded to the token exchange without a refresh token");
    context.mask(data.refresh_token);
    // The response does not state how long the token lasts.
    return tokenFor(data.refresh_token, undefined, context.clock);
  });
}

function refused(response: ServiceResponse, { host, client, scope, tenant }: TokenExchange): RegistryError {
  const { status, text, retryAfterMs } = response;
  if (status === 404 || status === 405) return notAcr(host, `does not exchange Entra tokens (HTTP ${status})`);
  const asked = `accept an Entra token of application ${client} for ${scope.replace(/\/\.default$/, "")}`;
  const general = statusError({ status, host, asked, body: text, retryAfterMs });
  if (status !== 401) return general;
  return new TokenRejected({
    reason: "unauthorized",
    message: general.message,
    state: "Nothing was pushed there.",
    next: remedy(host, client, tenant, scope),
    status,
  });
}

function remedy(host: string, client: string, tenant: string, scope: string): string {
  const [registry = host] = host.split(".");
  const role = [
    `Assign a role on the registry to the application: \`az role assignment create --assignee ${client} --role AcrPush --scope $(az acr show --name ${registry} --query id --output tsv)\`.`,
    ACR_ROLES,
    `The registry's subscription must belong to tenant ${tenant}.`,
  ].join(" ");
  if (/containerregistry/.test(scope)) return role;
  return `${role} The registry may also reject tokens for the resource manager, which \`az acr config authentication-as-arm show --registry ${registry}\` shows. If so, use the scope https://containerregistry.azure.net/.default.`;
}

function notAcr(host: string, what: string): RegistryError {
  return new RegistryError({
    reason: "rejected",
    message: `${host} ${what}.`,
    state: "Nothing was pushed there.",
    next: `Check that ${host} is an Azure container registry. For any other registry use a user name and a password.`,
  });
}
