// Requests over HTTP: to the API of an engine or a cluster, to a platform's webhook, or to read something.
import { type Command, firstText } from "@deploy-actions/workflow-source/command";
import { isUpload } from "./deploy-words.ts";
import type { DeployHint } from "./effect.ts";

/** The socket of a container engine, as part of a pattern. */
export const ENGINE_SOCKET = String.raw`(?:docker|podman|containerd)\.sock`;

const CLIENTS = "curl|wget|http|https|xh";
const CLIENT = new RegExp(`^(?:${CLIENTS})$`);

/** The API of an engine or a cluster, past its command line. */
const APIS = [
  String.raw`(?:${CLIENTS}|nc|ncat|netcat|socat) .*${ENGINE_SOCKET}(?!.*\/(?:_ping|version|info)(?:\s|$))`,
  String.raw`(?:${CLIENTS}) .*:237[56]\/\S*(?:containers|images|services)\/create`,
  String.raw`(?:${CLIENTS}) .*\/(?:v[\d.]+\/)?(?:containers|services|images)\/create(?:\?|\s|$)`,
  String.raw`(?:${CLIENTS}) .*\/apis?\/(?:apps\/)?v1\/namespaces\/\S*\/(?:deployments|statefulsets|daemonsets|pods|jobs)\b`,
].map((pattern) => new RegExp(`^${pattern}`));

export function isHttpClient(program: string): boolean {
  return CLIENT.test(program);
}

/** True if a command line starts or changes containers by a request. */
export function callsApi(line: string): boolean {
  return APIS.some((api) => api.test(line));
}

/** A client only reads, unless it has options to send data. */
export function requestHint({ args }: Command, line: string): DeployHint | undefined {
  const said = `${line} ${args.map(({ written }) => written).join(" ")}`;
  if (isUpload(said)) return undefined;
  const sends = args
    .map(firstText)
    .some((word) => /^(?:-X|--request|-d|--data\S*|--json|-F|--form|--post-\S*|-T|POST|PUT|PATCH)/.test(word));
  if (/deploy|webhook|\bhooks?\b|rollout|restart|dispatches|stacks?\//i.test(said)) return "named";
  return sends ? "other" : undefined;
}
