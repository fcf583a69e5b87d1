// What a deploy and a rollback both need to know: where, with which secrets, on whose behalf.
import type { Log } from "@deploy-actions/contract";
import { type Headers, headerSecrets } from "@deploy-actions/probe";
import type { LedgerLocation, Requester } from "@deploy-actions/release";
import type { Target } from "@deploy-actions/target";

export type Setting = {
  readonly target: Target;
  readonly place: LedgerLocation;
  readonly log: Log;
  readonly signal: AbortSignal;
  readonly by: Requester;
  /** What `${NAME}` means in the compose file; secret but for the `open` ones. Handed to compose's process only, never kept. */
  readonly variables: Readonly<Record<string, string>>;
  /** Names of variables whose values may be shown. */
  readonly open: readonly string[];
  /** Secret. */
  readonly credentials: Credentials | undefined;
  /** Secret: request headers of the probe. */
  readonly headers: Headers;
  /** Say what would be done, and do none of it. */
  readonly dryRun: boolean;
};

export type Credentials = {
  readonly username: string;
  readonly password: string;
  /** The host they are for. Absent: the one registry that the images come from. */
  readonly registry: string | undefined;
};

/** Every text that must not be printed or kept: values of secret variables, passwords inside of URLs, the registry's password, what is secret in the headers. */
export function secretTexts({
  variables,
  open,
  credentials,
  headers,
}: Pick<Setting, "variables" | "open" | "credentials" | "headers">): string[] {
  const secret = Object.entries(variables).filter(([name]) => !open.includes(name));
  const values = [...secret.map(([, value]) => value), credentials?.password ?? "", ...headerSecrets(headers)];
  return [...new Set([...values, ...values.flatMap(passwordInside)])].filter((text) => text !== "");
}

/** A program that prints the parts of a database URL prints the password alone. */
function passwordInside(value: string): string[] {
  const password = URL.parse(value)?.password ?? "";
  try {
    return [password, decodeURIComponent(password)];
  } catch {
    return [password];
  }
}

/** The text without the secrets that are long enough to be told from ordinary words. */
export function blotted(text: string, secrets: readonly string[]): string {
  const longestFirst = secrets.filter((secret) => secret.length > 3).sort((a, b) => b.length - a.length);
  return longestFirst.reduce((clean, secret) => clean.replaceAll(secret, "***"), text);
}
