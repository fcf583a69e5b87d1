// Where each Azure cloud keeps what a registry's login needs: the Entra authority, the audience a federated credential
// expects there, and the scopes a registry takes tokens for.
// https://learn.microsoft.com/entra/identity-platform/authentication-national-cloud

export type AzureCloud = {
  /** Origin of the Entra token service. */
  readonly authority: string;
  /** What GitHub's ID token is asked for. */
  readonly audience: string;
  /** Scopes in the order they are tried. Registries may refuse tokens made for the resource manager, so that one is last. */
  readonly scopes: readonly string[];
  /** What the hosts of this cloud's registries end in; undefined where any host is taken. */
  readonly registries: string | undefined;
};

const REGISTRY_SCOPE = "https://containerregistry.azure.net/.default";

/** By the names that `az cloud list` uses. */
export const AZURE_CLOUDS = {
  AzureCloud: {
    authority: "https://login.microsoftonline.com",
    audience: "api://AzureADTokenExchange",
    scopes: [REGISTRY_SCOPE, "https://management.azure.com/.default"],
    registries: ".azurecr.io",
  },
  AzureUSGovernment: {
    authority: "https://login.microsoftonline.us",
    audience: "api://AzureADTokenExchangeUSGov",
    scopes: [REGISTRY_SCOPE, "https://management.usgovcloudapi.net/.default"],
    registries: ".azurecr.us",
  },
  AzureChinaCloud: {
    authority: "https://login.chinacloudapi.cn",
    audience: "api://AzureADTokenExchangeChina",
    scopes: [REGISTRY_SCOPE, "https://management.chinacloudapi.cn/.default"],
    registries: ".azurecr.cn",
  },
} as const satisfies Record<string, AzureCloud>;

export type AzureCloudName = keyof typeof AZURE_CLOUDS;

/** What a caller may put in the place of a known value, for a cloud that is not in the table. */
export type CloudChanges = {
  readonly authority?: string | undefined;
  readonly audience?: string | undefined;
  readonly scopes?: readonly string[] | undefined;
};

/** A known cloud with the caller's own values. With another authority its registries may have any name. */
export function azureCloud(name: AzureCloudName, changes: CloudChanges = {}): AzureCloud {
  const known: AzureCloud = AZURE_CLOUDS[name];
  const { authority = known.authority, audience = known.audience, scopes = [] } = changes;
  return {
    authority,
    audience,
    scopes: scopes.length > 0 ? scopes : known.scopes,
    registries: authority === known.authority ? known.registries : undefined,
  };
}
