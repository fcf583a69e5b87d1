// The endpoints of each Azure cloud that a registry login needs: the Entra authority, the audience of a federated
// credential, and the scopes of tokens for registries.
// https://learn.microsoft.com/entra/identity-platform/authentication-national-cloud

export type AzureCloud = {
  /** Origin of the Entra token service. */
  readonly authority: string;
  /** The audience to request in GitHub's ID token. */
  readonly audience: string;
  /** Scopes in the order to try. The resource manager's is last, because registries may reject tokens for it. */
  readonly scopes: readonly string[];
  /** The domain suffix of this cloud's registries, or undefined if any host is accepted. */
  readonly registries: string | undefined;
};

const REGISTRY_SCOPE = "https://containerregistry.azure.net/.default";

/** Keyed by the names in `az cloud list`. */
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

/** Values that replace the known ones, for a cloud that is not in the table. */
export type CloudChanges = {
  readonly authority?: string | undefined;
  readonly audience?: string | undefined;
  readonly scopes?: readonly string[] | undefined;
};

/** A known cloud with the caller's changes. With another authority, its registries may have any host. */
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
