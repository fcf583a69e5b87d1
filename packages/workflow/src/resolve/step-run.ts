// One step while it runs: its state, and the effects that it records.
import type { DeployHint, Effect } from "@deploy-actions/workflow-deploy";
import type { Scope } from "@deploy-actions/workflow-shell";
import type { SourcePlace, SourceProblem } from "@deploy-actions/workflow-source";
import type { Files, Host } from "@deploy-actions/workflow-source/command";
import type { Step } from "@deploy-actions/workflow-source/model";
import { sourceOf, type Text } from "@deploy-actions/workflow-source/yaml";
import type { Contexts } from "./contexts.ts";
import type { ExpressionScope } from "./evaluate.ts";
import type { Layer } from "./layers.ts";

/**
 * An effect of a step. `step` is the job's own step, even if an action of the repository caused the effect; `host` is where it happened.
 */
export type RecordedEffect = {
  readonly effect: Effect;
  readonly step: Step;
  readonly host: Host;
  /** The command's place, the same for all its effects. */
  readonly command: SourcePlace | undefined;
};

/** The context of the steps. */
export type StepContext = {
  readonly contexts: Omit<Contexts, "env" | "steps" | "evaluate">;
  /** Variables of the job, the workflow and the runner. */
  readonly env: Layer;
  readonly runner: Layer;
  readonly files: Files;
  report(problem: SourceProblem): void;
  /** Returns false once the budget is spent and the rest is skipped. */
  spend(cost?: number): boolean;
};

export type StepRun = {
  readonly step: Step;
  /** The job's step that this one belongs to. */
  readonly owner: Step;
  readonly around: StepContext;
  readonly scope: Scope;
  /** Variables of the step and of all around it. */
  readonly env: Layer;
  readonly surroundings: ExpressionScope;
  /** The files that code can load: those before the step. */
  readonly loadable: Files;
  /** All effects so far. */
  readonly recorded: RecordedEffect[];
  /** The calls within which a limit was reached. */
  readonly limits: Set<SourcePlace>;
};

/** `command` is the place of the command that has the effect. */
export function record(one: StepRun, effect: Effect, host: Host = "runner", command?: SourcePlace): void {
  one.recorded.push({ effect, step: one.owner, host, command });
}

/** Without a hint, it deploys nothing. */
export function recordUnread(one: StepRun, written: string, text: Text, hint: DeployHint | undefined): void {
  if (hint === undefined) return;
  record(one, { does: "unread", written, at: sourceOf(text).place(0, text.value.length), hint });
}
