// Classifies commands that were not understood: certainly a deploy, a deploy by name, or anything. Commands that prepare, build or inspect,
// or that upload files to a place that runs no images, are none of these.
import { type Command, firstText } from "@deploy-actions/workflow-source/command";
import { isInspection, toolOf } from "./deploy-tools.ts";
import { isUpload, saysDeploy } from "./deploy-words.ts";
import type { DeployHint } from "./effect.ts";
import { isHarmless } from "./harmless.ts";
import { isHttpClient, requestHint } from "./http-request.ts";
import { isRunner, runsScript } from "./project-runners.ts";

/** What the command may do; undefined if it is known to deploy no image. */
export function deployHint(command: Command, isKnown: boolean): DeployHint | undefined {
  const { program, args } = command;
  const words = args.map(firstText);
  const line = [program, ...words].join(" ");
  const tool = toolOf(line);
  if (tool !== undefined) return isInspection(words) ? undefined : tool;
  if (isKnown || isHarmless(program) || isUpload(line)) return undefined;
  if (isHttpClient(program)) return requestHint(command, line);
  if (isRunner(program)) return saysDeploy(line) ? "named" : runsScript(line) ? "other" : undefined;
  return saysDeploy(line) || NAMES_IMAGE.test(line) ? "named" : "other";
}

/** An image in a registry, among the words of a program that is not known. */
const NAMES_IMAGE =
  /(?:^|[\s=,"'/])(?:ghcr\.io|docker\.io|quay\.io|gcr\.io|[\w-]+\.gcr\.io|[\w-]+\.pkg\.dev|[\w-]+\.azurecr\.io|public\.ecr\.aws|\d+\.dkr\.ecr\.[\w-]+\.amazonaws\.com)\/[\w./-]+(?::[\w.-]+)?(?=[\s,"'}]|$)/;

/** For an action with inputs that were not understood, judged by its name. */
export function deployHintOfAction(name: string): DeployHint | undefined {
  return saysDeploy(name) && !isUpload(name) ? "named" : undefined;
}

/** For a called workflow in another repository, which can do anything. */
export function deployHintOfCall(uses: string): DeployHint | undefined {
  return isUpload(uses) ? undefined : saysDeploy(uses) ? "named" : "other";
}
