// The run-time check, this project's own action: its step fails unless the images are immutable.
import { entriesOf } from "@deploy-actions/workflow-deploy";
import { inputOf } from "./action-step.ts";
import { type RecordedEffect, record, type StepRun } from "./step-run.ts";

/** True for the action under any published name. */
export function isCheck(action: string): boolean {
  return /(?:^|\/)immutable-tag-validator$/.test(action);
}

export function checkImages(one: StepRun): void {
  const text = one.step.with.get("images");
  if (text === undefined) return;
  record(one, { does: "check-images", images: entriesOf(inputOf(text, one.surroundings)) });
}

/** A check that may fail without ending the job, or may not run while its job's step does, has checked nothing. */
export function forgetChecks(recorded: RecordedEffect[], from: number): void {
  const since = recorded.splice(from).filter(({ effect }) => effect.does !== "check-images");
  recorded.push(...since);
}
