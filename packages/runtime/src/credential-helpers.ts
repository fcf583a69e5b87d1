// The variables with which docker's credential helpers log in to a cloud's registry, such as those that aws-actions/configure-aws-credentials
// sets. They are secrets, so only a pull gets them, and only those of helpers that docker's configuration names.
import type { Target } from "@deploy-actions/target";
import { z } from "zod/mini";
import { configurationFolder } from "./configuration-folder.ts";
import { DOCKER_VARIABLES } from "./docker-command.ts";

const OF_HELPER: Readonly<Record<string, readonly string[]>> = {
  "ecr-login": [
    ...["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_REGION", "AWS_DEFAULT_REGION"],
    ...["AWS_PROFILE", "AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE", "AWS_SDK_LOAD_CONFIG", "AWS_CA_BUNDLE"],
    ...["AWS_ROLE_ARN", "AWS_ROLE_SESSION_NAME", "AWS_WEB_IDENTITY_TOKEN_FILE", "AWS_ECR_DISABLE_CACHE"],
    ...["AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "AWS_CONTAINER_CREDENTIALS_FULL_URI", "AWS_ECR_CACHE_DIR"],
    ...["AWS_CONTAINER_AUTHORIZATION_TOKEN", "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE"],
  ],
  gcloud: ["CLOUDSDK_CONFIG", "CLOUDSDK_CORE_ACCOUNT", "CLOUDSDK_CORE_PROJECT", "CLOUDSDK_ACTIVE_CONFIG_NAME"].concat(
    "CLOUDSDK_AUTH_CREDENTIAL_FILE_OVERRIDE",
    "CLOUDSDK_AUTH_ACCESS_TOKEN",
    "CLOUDSDK_PYTHON",
  ),
  gcr: ["GOOGLE_APPLICATION_CREDENTIALS", "CLOUDSDK_CONFIG"],
  "acr-env": [
    ...["AZURE_CLIENT_ID", "AZURE_CLIENT_SECRET", "AZURE_TENANT_ID", "AZURE_FEDERATED_TOKEN_FILE"],
    ...["AZURE_AUTHORITY_HOST", "AZURE_ENVIRONMENT", "AZURE_CLIENT_CERTIFICATE_PATH"],
  ],
  "ghcr-login": ["GITHUB_TOKEN"],
};

const Configuration = z.object({
  credHelpers: z.catch(z.optional(z.record(z.string(), z.string())), undefined),
  credsStore: z.catch(z.optional(z.string()), undefined),
});

/** What a `docker pull` on this target inherits. */
export async function pullVariables(target: Target): Promise<readonly string[]> {
  const text = await target.readFile(`${await configurationFolder(target)}/config.json`);
  return [...DOCKER_VARIABLES, "DOCKER_AUTH_CONFIG", ...helperVariables(text)];
}

/** The variables of the credential helpers that a config.json names. One that cannot be read names none; docker itself reports it. */
export function helperVariables(text: string | undefined): string[] {
  const { data: { credHelpers = {}, credsStore = "" } = {} } = Configuration.safeParse(parsed(text ?? "{}"));
  const helpers = new Set([...Object.values(credHelpers), credsStore]);
  return [...helpers].flatMap((helper) => OF_HELPER[helper] ?? []);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
