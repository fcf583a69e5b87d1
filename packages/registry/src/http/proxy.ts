// A proxy that is set in the environment but that Node does not use: a registry behind it cannot be found or never responds.
// https://nodejs.org/docs/latest-v24.x/api/cli.html#node_use_env_proxy1
import { amendError, RegistryError } from "./error.ts";

const VARIABLES = ["HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy"];

/** The variable that names the proxy, or undefined if there is none or Node uses it. */
export function unusedProxy(environment: Readonly<Record<string, string | undefined>>): string | undefined {
  if (environment.NODE_USE_ENV_PROXY === "1") return undefined;
  return VARIABLES.find((name) => (environment[name] ?? "") !== "");
}

/** Adds a hint about the unused proxy to an error about a request without a response. Returns other errors unchanged. */
export function explainProxy(error: unknown, variable: string | undefined): unknown {
  if (variable === undefined || !(error instanceof RegistryError) || error.status !== undefined) return error;
  if (error.reason !== "unavailable" && error.reason !== "timeout") return error;
  const hint = `${variable} is set, but this request did not use that proxy. If registries can only be reached through it, also set \`NODE_USE_ENV_PROXY: "1"\` in the step's \`env\`.`;
  return amendError(error, { next: `${error.next} ${hint}` });
}
