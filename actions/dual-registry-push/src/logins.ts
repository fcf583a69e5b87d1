// Reads from the inputs how to log in to a registry: with a user and a password, as an Entra application, or anonymously.
import type { ReadResult } from "@deploy-actions/contract";
import type { Credentials } from "@deploy-actions/registry";
import { badInput } from "./error.ts";

/** An Entra application. Without a secret, it proves its identity with the job's ID token. */
export type Application = { readonly client: string; readonly tenant: string; readonly secret: string | undefined };

/** Undefined: anonymous. */
export type Login = Credentials | Application | undefined;

export type AcrInputs = {
  readonly "acr-username": string | undefined;
  readonly "acr-password": string | undefined;
  readonly "acr-client-id": string | undefined;
  readonly "acr-tenant-id": string | undefined;
  readonly "acr-client-secret": string | undefined;
};

export function isApplication(login: Login): login is Application {
  return login !== undefined && "client" in login;
}

/** The login for the Azure registry. Throws PushError `bad-input` if it is incomplete or there are two. */
export function acrLogin(inputs: AcrInputs): Login {
  const application = applicationIn(inputs);
  const password = passwordIn(inputs);
  if (application === undefined || password === undefined) return application ?? password;
  throw badInput(
    "Inputs `acr-client-id` and `acr-username` are two logins for the same registry.",
    "Use either `acr-client-id`, which needs no stored secret, or `acr-username` with `acr-password`.",
  );
}

function applicationIn(inputs: AcrInputs): Application | undefined {
  const { "acr-client-id": client, "acr-tenant-id": tenant, "acr-client-secret": secret } = inputs;
  if (client === undefined && tenant === undefined && secret === undefined) return undefined;
  if (client === undefined)
    throw missing("acr-client-id", "It identifies the application that the tenant and the secret belong to.");
  if (tenant === undefined) throw missing("acr-tenant-id", "`az account show --query tenantId` prints it.");
  return { client, tenant, secret };
}

function passwordIn({ "acr-username": username, "acr-password": password }: AcrInputs): Credentials | undefined {
  if (username !== undefined && password !== undefined) return { username, password };
  if (username === undefined && password === undefined) return undefined;
  throw missing(
    username === undefined ? "acr-username" : "acr-password",
    "`acr-username` and `acr-password` go together.",
  );
}

/** Logins by host. */
export type ExtraLogins = ReadonlyMap<string, Credentials>;

/** Reads `host=user:password` lines. The mistake continues a sentence that starts with the input's name; a line's value is never quoted. */
export function readExtraLogins(credentials: Readonly<Record<string, string>>): ReadResult<ExtraLogins> {
  const logins = new Map<string, Credentials>();
  for (const [host, value] of Object.entries(credentials)) {
    // A password may contain colons, a user name may not (RFC 7617, 2).
    const [, username, password] = /^\s*([^:\s]+):(.+?)\s*$/.exec(value) ?? [];
    if (username === undefined || password === undefined)
      return { mistake: `has no user and password for ${host}; write host=user:password` };
    logins.set(host, { username, password });
  }
  return { value: logins };
}

/** By registry: other hosts that belong to it. */
export type TrustedHosts = ReadonlyMap<string, readonly string[]>;

/** Reads `registry=host` lines. The mistake continues a sentence that starts with the input's name. */
export function readTrustedHosts(lines: readonly string[]): ReadResult<TrustedHosts> {
  const trusted = new Map<string, string[]>();
  for (const line of lines) {
    const [, registry = "", host = ""] = /^([^=\s]+)\s*=\s*([^=\s]+)$/.exec(line.trim()) ?? [];
    if (!isHost(registry) || !isHost(host))
      return { mistake: `has the line \`${line}\`; write registry=host, both without a scheme and a path` };
    const key = registry.toLowerCase();
    trusted.set(key, [...(trusted.get(key) ?? []), host.toLowerCase()]);
  }
  return { value: trusted };
}

/** `host` or `host:port`. */
function isHost(text: string): boolean {
  return /^(?:[a-z0-9.-]+|\[[0-9a-f:.]+\])(?::\d+)?$/i.test(text) && URL.canParse(`https://${text}/`);
}

function missing(input: string, next: string) {
  return badInput(`Input \`${input}\` is missing.`, next);
}
