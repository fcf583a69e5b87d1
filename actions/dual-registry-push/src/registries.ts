// Opens registries for this step: each with its login, one Entra identity for all, everything secret masked.
import {
  type AzureCloud,
  type AzureCloudName,
  azureCloud,
  type Credentials,
  connect,
  type EntraIdentity,
  entraIdentity,
  githubProof,
  type Log,
  type Registry,
  secretProof,
} from "@deploy-actions/registry";
import type { Job } from "./job.ts";
import { type Application, isApplication, type Login } from "./logins.ts";

/** The inputs that say which cloud an application belongs to. */
type CloudInputs = {
  readonly "azure-cloud": AzureCloudName;
  readonly "azure-authority": string | undefined;
  readonly "azure-audience": string | undefined;
  readonly "azure-scopes": readonly string[];
};

export type Conditions = {
  readonly cloud: CloudInputs;
  readonly job: Job;
  readonly timeoutMs: number;
  readonly attempts: number;
  readonly signal: AbortSignal;
  readonly log: Log;
  readonly mask: (secret: string) => void;
};

export type Open = (host: string, access: "pull" | "push", login: Login) => Registry;

export function registries(conditions: Conditions): Open {
  const { timeoutMs, attempts, signal, log, mask } = conditions;
  const retryPolicy = { timeoutMs, attempts, signal, log, mask };
  let identity: EntraIdentity | undefined;
  const credentialsFor = (login: Login): Credentials | EntraIdentity | undefined => {
    if (!isApplication(login)) return login;
    identity ??= identityOf(login, conditions, retryPolicy);
    return identity;
  };
  return (host, access, login) => connect({ host, access, credentials: credentialsFor(login), ...retryPolicy });
}

function identityOf(
  { client, tenant, secret }: Application,
  { cloud, job }: Conditions,
  retryPolicy: Pick<Conditions, "timeoutMs" | "attempts" | "signal" | "log" | "mask">,
): EntraIdentity {
  const proof = secret === undefined ? githubProof(job.idTokenRequest, job.limits) : secretProof(secret);
  return entraIdentity({ client, tenant, proof, cloud: cloudOf(cloud), ...retryPolicy });
}

function cloudOf(inputs: CloudInputs): AzureCloud {
  return azureCloud(inputs["azure-cloud"], {
    authority: inputs["azure-authority"],
    audience: inputs["azure-audience"],
    scopes: inputs["azure-scopes"],
  });
}
