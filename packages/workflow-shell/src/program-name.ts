// The name of the program that a command starts.
import { isLiteral } from "@deploy-actions/workflow-source/value";
import { globPattern } from "./glob.ts";
import type { Run } from "./run.ts";

/** The program's name without its folder, or the one that it is another name of; empty if unknown. */
export function programName({ scope }: Run, path: string): string {
  if (!isLiteral(path) || /[*?[](?!$)/.test(path)) return "";
  const name = path.slice(path.lastIndexOf("/") + 1).replace(/\.(?:exe|cmd)$/i, "");
  return scope.programs.get(name) ?? name;
}

/** The known program that a pattern such as `/usr/bin/dock?r` names. */
export function programMatching(run: Run, path: string): string | undefined {
  const glob = globPattern(path.slice(path.lastIndexOf("/") + 1), "longest");
  if (glob === undefined) return undefined;
  const pattern = new RegExp(`^(?:${glob})$`, "su");
  return PATTERN_NAMES.find((name) => run.listener.knows(name) && pattern.test(name));
}

const PATTERN_NAMES = [
  "docker",
  "podman",
  "nerdctl",
  "kubectl",
  "oc",
  "helm",
  "docker-compose",
  "ctr",
  "crictl",
  "finch",
  "aws",
  "az",
  "gcloud",
];
