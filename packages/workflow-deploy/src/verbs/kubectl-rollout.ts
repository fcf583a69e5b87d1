// `kubectl rollout restart` restarts a workload's pods, which pull their images again by name; `oc rollout latest` does too.
import { firstText, type Word } from "@deploy-actions/workflow-source/command";
import { shown } from "@deploy-actions/workflow-source/value";
import type { Effect } from "../effect.ts";
import { valueFor } from "../options.ts";
import { isDryRun, type KubectlUse } from "./kubectl-use.ts";

export function restartsRollout(use: KubectlUse): readonly Effect[] {
  if (isDryRun(use)) return [];
  const { by, command, options, operands } = use;
  const file = valueFor(options, "-f", "--filename");
  const what =
    operands.length === 0 && file !== undefined ? `what ${shown(firstText(file))} names` : nameOfObject(operands);
  return [{ does: "restart", by, at: command.place, what }];
}

/** `deployment api` and `deployment/api` are the same; a type without a name means all of its kind. */
export function nameOfObject(operands: readonly Word[]): string {
  const [first, ...rest] = operands.map((word) => shown(firstText(word)));
  if (first === undefined) return "a workload";
  if (first.includes("/")) return [first, ...rest].join(", ");
  return rest.length === 0 ? `every ${first}` : rest.map((name) => `${first}/${name}`).join(", ");
}
