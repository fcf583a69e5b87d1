// Opens registries for this step: each with its login, all with the same Entra identity, and every secret masked.
import type { Clock, Log } from "@deploy-actions/contract";
import {
  type AzureCloud,
  type AzureCloudName,
  azureCloud,
  type Credentials,
  connect,
  type EntraIdentity,
  entraIdentity,
  githubProof,
  type Registry,
  secretProof,
} from "@deploy-actions/registry";
import type { Job } from "./job.ts";
import { type Application, isApplication, type Login, type TrustedHosts } from "./logins.ts";

/** The inputs that say which cloud an application belongs to. */
type CloudInputs = {
  readonly "azure-cloud": AzureCloudName;
  readonly "azure-authority": string | undefined;
  readonly "azure-audience": string | undefined;
  readonly "azure-scopes": readonly string[];
};

export type RegistryContext = {
  readonly cloud: CloudInputs;
  readonly job: Job;
  readonly trustedHosts: TrustedHosts;
  readonly timeoutMs: number;
  readonly attempts: number;
  readonly signal: AbortSignal;
  readonly log: Log;
  readonly mask: (secret: string) => void;
  readonly clock: Clock;
};

export type OpenRegistry = (host: string, access: "pull" | "push", login: Login) => Registry;

export function registries(context: RegistryContext): OpenRegistry {
  const { timeoutMs, attempts, signal, log, mask, clock } = context;
  const options = { timeoutMs, attempts, signal, log, mask, clock };
  let identity: EntraIdentity | undefined;
  const credentialsFor = (login: Login): Credentials | EntraIdentity | undefined => {
    if (!isApplication(login)) return login;
    identity ??= entraIdentity({ ...entraApp(login, context), ...options });
    return identity;
  };
  return (host, access, login) => {
    const trustedHosts = context.trustedHosts.get(host.toLowerCase());
    return connect({ host, access, credentials: credentialsFor(login), trustedHosts, ...options });
  };
}

function entraApp({ client, tenant, secret }: Application, { cloud, job }: RegistryContext) {
  const proof = secret === undefined ? githubProof(job.idTokenRequest, job.restriction) : secretProof(secret);
  return { client, tenant, proof, cloud: cloudOf(cloud) };
}

function cloudOf(inputs: CloudInputs): AzureCloud {
  return azureCloud(inputs["azure-cloud"], {
    authority: inputs["azure-authority"],
    audience: inputs["azure-audience"],
    scopes: inputs["azure-scopes"],
  });
}
