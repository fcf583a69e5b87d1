// A proxy that the environment names and that Node does not use: a registry behind it has no address, or never answers.
// https://nodejs.org/docs/latest-v24.x/api/cli.html#node_use_env_proxy1
import { amendError, RegistryError } from "./error.ts";

const VARIABLES = ["HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy"];

/** The variable that names it; undefined where there is none, or it is used. */
export function unusedProxy(environment: Readonly<Record<string, string | undefined>>): string | undefined {
  if (environment.NODE_USE_ENV_PROXY === "1") return undefined;
  return VARIABLES.find((name) => (environment[name] ?? "") !== "");
}

/** An error about a request without an answer, with the proxy that it did not go through; every other error as it is. */
export function explainProxy(error: unknown, variable: string | undefined): unknown {
  if (variable === undefined || !(error instanceof RegistryError) || error.status !== undefined) return error;
  if (error.reason !== "unavailable" && error.reason !== "timeout") return error;
  const advice = `${variable} names a proxy that this request did not go through: where registries are reached by it, set \`NODE_USE_ENV_PROXY: "1"\` beside it in the step's \`env\`.`;
  return amendError(error, { next: `${error.next} ${advice}` });
}
