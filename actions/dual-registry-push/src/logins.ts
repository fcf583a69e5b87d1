// Decides from the inputs who this step is to a registry: a user with a password, an Entra application, or nobody.
import type { Read } from "@deploy-actions/action";
import type { Credentials } from "@deploy-actions/registry";
import { badInput } from "./error.ts";

/** An Entra application; without a secret it proves itself by the job's ID token. */
export type Application = { readonly client: string; readonly tenant: string; readonly secret: string | undefined };

/** Absent: anonymous. */
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

/** The login for the Azure registry. Throws PushError `bad-input` where half of one is given, or two are. */
export function acrLogin(inputs: AcrInputs): Login {
  const application = applicationIn(inputs);
  const password = passwordIn(inputs);
  if (application === undefined || password === undefined) return application ?? password;
  throw badInput(
    "Inputs `acr-client-id` and `acr-username` are two logins for one registry.",
    "Keep `acr-client-id`, which needs no stored secret, or `acr-username` with `acr-password`.",
  );
}

function applicationIn(inputs: AcrInputs): Application | undefined {
  const { "acr-client-id": client, "acr-tenant-id": tenant, "acr-client-secret": secret } = inputs;
  if (client === undefined && tenant === undefined && secret === undefined) return undefined;
  if (client === undefined)
    throw missing("acr-client-id", "It says which application this is; the tenant and the secret go with it.");
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

/** Host to login. */
export type ExtraLogins = ReadonlyMap<string, Credentials>;

/** Reads `host=user:password` lines. The mistake reads on after the name of the input; a line's value is never quoted. */
export function readExtraLogins(credentials: Readonly<Record<string, string>>): Read<ExtraLogins> {
  const logins = new Map<string, Credentials>();
  for (const [host, value] of Object.entries(credentials)) {
    // A password may have colons, a user may not (RFC 7617, 2).
    const [, username, password] = /^\s*([^:\s]+):(.+?)\s*$/.exec(value) ?? [];
    if (username === undefined || password === undefined)
      return { mistake: `has no user and password for ${host}; write host=user:password` };
    logins.set(host, { username, password });
  }
  return { value: logins };
}

function missing(input: string, next: string) {
  return badInput(`Input \`${input}\` is missing.`, next);
}
