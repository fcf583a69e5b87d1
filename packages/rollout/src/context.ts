// What a deploy and a rollback both need: where to run, with which secrets, and who requested it.
import type { Log } from "@deploy-actions/contract";
import { type Headers, headerSecrets } from "@deploy-actions/probe";
import type { LedgerLocation, Requester } from "@deploy-actions/release";
import { type Redact, redactor } from "@deploy-actions/secret";
import type { Target } from "@deploy-actions/target";

export type RolloutContext = {
  readonly target: Target;
  readonly location: LedgerLocation;
  readonly log: Log;
  readonly signal: AbortSignal;
  readonly by: Requester;
  /** Values of `${NAME}` in the compose file; secret except for `publicVariables`. Passed only to the compose process, never stored. */
  readonly variables: Readonly<Record<string, string>>;
  /** Names of variables whose values may be shown. */
  readonly publicVariables: readonly string[];
  /** Secret. */
  readonly credentials: Credentials | undefined;
  /** Request headers of the probe; may contain secrets. */
  readonly headers: Headers;
  /** Report what would be done, without doing it. */
  readonly dryRun: boolean;
};

export type Credentials = {
  readonly username: string;
  readonly password: string;
  /** The registry host. Undefined: the only registry that the images come from. */
  readonly registry: string | undefined;
};

/** Every text that must not be printed or stored: secret variables, passwords in URLs, the registry password, and secret header values. */
export function secretTexts({
  variables,
  publicVariables,
  credentials,
  headers,
}: Pick<RolloutContext, "variables" | "publicVariables" | "credentials" | "headers">): string[] {
  const secret = Object.entries(variables).filter(([name]) => !publicVariables.includes(name));
  const values = [...secret.map(([, value]) => value), credentials?.password ?? "", ...headerSecrets(headers)];
  return [...new Set([...values, ...values.flatMap(passwordInside)])].filter((text) => text !== "");
}

/** A program that prints the parts of a database URL prints the password on its own. */
function passwordInside(value: string): string[] {
  const password = URL.parse(value)?.password ?? "";
  try {
    return [password, decodeURIComponent(password)];
  } catch {
    return [password];
  }
}

/** For what is stored in the ledger or shown in a message. */
export function redactOf(context: Parameters<typeof secretTexts>[0]): Redact {
  return redactor(secretTexts(context)).redact;
}
