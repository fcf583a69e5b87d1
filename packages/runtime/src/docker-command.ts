// What every docker command has in common: the program, what it inherits, and how long it may run.
import { type Command, LIMIT, PROGRAM_VARIABLES } from "@deploy-actions/target";

/** What the docker command line reads to find its engine, its configuration and its plugins. None of them is a secret. */
export const DOCKER_VARIABLES: readonly string[] = [
  ...PROGRAM_VARIABLES,
  ...["DOCKER_HOST", "DOCKER_CONTEXT", "DOCKER_CONFIG", "DOCKER_CERT_PATH", "DOCKER_TLS", "DOCKER_TLS_VERIFY"],
  ...["DOCKER_API_VERSION", "DOCKER_DEFAULT_PLATFORM", "DOCKER_CONTENT_TRUST", "DOCKER_CONTENT_TRUST_SERVER"],
  // An engine behind ssh://.
  "SSH_AUTH_SOCK",
  // The keyrings in which docker's own credential stores keep logins.
  ...["DBUS_SESSION_BUS_ADDRESS", "GNUPGHOME", "PASSWORD_STORE_DIR"],
];

/** A docker command; by default one that answers a question about the engine. */
export function docker(args: readonly string[], more: Omit<Partial<Command>, "argv"> = {}): Command {
  return { argv: ["docker", ...args], timeoutMs: LIMIT.query, inherit: DOCKER_VARIABLES, ...more };
}
