// Trades an Entra access token for an Azure registry's own refresh token.
// https://github.com/Azure/acr/blob/main/docs/AAD-OAuth.md
import { z } from "zod/mini";
import { endpointOf } from "../endpoint.ts";
import { RegistryError } from "../error.ts";
import { explain } from "../explain.ts";
import { persist } from "../retry.ts";
import { ACR_ROLES } from "./acr-roles.ts";
import { askService, jsonOf, type Means, type Said } from "./ask.ts";
import { type Token, tokenFor } from "./token.ts";

export type Trade = {
  readonly host: string;
  readonly tenant: string;
  readonly client: string;
  /** The scope the Entra token was made for. */
  readonly scope: string;
  readonly entraToken: string;
};

const Answer = z.object({ refresh_token: z.string().check(z.minLength(1)) });
const NO_STATED_LIFE = undefined;

/** The registry takes no token of this application, or none made for this scope. */
export class TokenNotTaken extends RegistryError {}

/** The registry's refresh token. Throws {@link RegistryError}, and {@link TokenNotTaken} where another scope may serve. */
export async function acrRefreshToken(trade: Trade, means: Means): Promise<Token> {
  const { host, tenant, entraToken } = trade;
  const registry = endpointOf(host);
  const url = new URL("/oauth2/exchange", registry);
  const form = [
    ["grant_type", "access_token"],
    ["service", registry.host],
    ["tenant", tenant],
    ["access_token", entraToken],
  ] as const;
  return persist(means.patience, async () => {
    const said = await askService({ method: "POST", url, form, secrets: [entraToken] }, means);
    if (said.status !== 200) throw refused(said, trade);
    const { data } = Answer.safeParse(jsonOf(said));
    if (data === undefined) throw noRegistry(host, "answered the exchange without a refresh token");
    means.mask(data.refresh_token);
    return tokenFor(data.refresh_token, NO_STATED_LIFE);
  });
}

function refused(said: Said, { host, client, scope, tenant }: Trade): RegistryError {
  const { status } = said;
  if (status === 404 || status === 405) return noRegistry(host, `knows no exchange of Entra tokens (HTTP ${status})`);
  const asked = `take an Entra token of application ${client} made for ${scope.replace(/\/\.default$/, "")}`;
  const general = explain({ status, host, asked, body: said.text, retryAfter: said.headers.get("retry-after") });
  if (status !== 401) return general;
  return new TokenNotTaken({
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
    `Give the application a role on the registry: \`az role assignment create --assignee ${client} --role AcrPush --scope $(az acr show --name ${registry} --query id --output tsv)\`.`,
    ACR_ROLES,
    `The registry's subscription must belong to tenant ${tenant}.`,
  ].join(" ");
  if (/containerregistry/.test(scope)) return role;
  return `${role} The registry may also refuse tokens made for the resource manager: \`az acr config authentication-as-arm show --registry ${registry}\`; then use the scope https://containerregistry.azure.net/.default.`;
}

function noRegistry(host: string, what: string): RegistryError {
  return new RegistryError({
    reason: "rejected",
    message: `${host} ${what}.`,
    state: "Nothing was pushed there.",
    next: `Check that ${host} is an Azure container registry; for any other registry give a user and a password.`,
  });
}
