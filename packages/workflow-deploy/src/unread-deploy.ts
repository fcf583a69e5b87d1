// Finds jobs that deploy in a way that could not be analysed: a job that is named like a deploy, or calls a deploy tool, in which no image,
// file or run-time check was found. Such a job must not look like one that deploys nothing.
import type { SourcePlace } from "@deploy-actions/workflow-source";
import type { JobKind } from "@deploy-actions/workflow-source/model";
import { certaintyOf, namesOf } from "./deploy-certainty.ts";
import type { UnreadDeploy } from "./deployment.ts";
import type { JobEffect } from "./deployments.ts";
import type { Effect } from "./effect.ts";

type Unread = Extract<Effect, { does: "unread" }>;

/** The deploy that could not be analysed, if there is one among all effects of the job. */
export function unreadDeploy(kind: JobKind, all: readonly JobEffect[]): UnreadDeploy | undefined {
  if (kind === "none") return undefined;
  const names = namesOf(all);
  const judged = all.some((one) => !isIrrelevant(one) && certaintyOf(one, names) !== undefined);
  const counts = (effect: Unread): boolean => {
    if (effect.hint === "tool") return true;
    if (judged) return false;
    if (effect.hint === "infrastructure") return true;
    return kind === "deploy" || (kind === "part" && effect.hint === "named");
  };
  const found = all.flatMap((one, index) =>
    one.effect.does === "unread" && !hasOtherPurpose(one, one.effect) && counts(one.effect) && !isChecked(all, index)
      ? [{ one, effect: one.effect }]
      : [],
  );
  const byLikelihood = found.toSorted((a, b) => LIKELIHOOD.indexOf(a.effect.hint) - LIKELIHOOD.indexOf(b.effect.hint));
  const [first] = byLikelihood;
  if (first === undefined) return undefined;
  const commands = distinct(byLikelihood.map(({ effect }) => effect));
  return { ...first.one.where, is: "unread", place: first.effect.at, commands, sure: kind === "deploy" };
}

const LIKELIHOOD = ["tool", "named", "infrastructure", "other"];

/** The job's own containers, throwaway tools, and files without an image do not count as analysed deploys. */
function isIrrelevant({ effect, where }: JobEffect): boolean {
  if (effect.does === "deploy-files") {
    const { images, builds, unknown } = effect.companion;
    return images.length + builds.length + unknown.length === 0;
  }
  return effect.does === "start" && (effect.throwaway || where.step === effect.by);
}

/** A step named like a test does not deploy; in one named like a build, only commands named like a deploy count. */
function hasOtherPurpose({ purpose }: JobEffect, { hint }: Unread): boolean {
  return purpose === "test" || (purpose === "build" && hint === "other");
}

/** True if a run-time check comes first: it checks the images, however they are deployed. */
function isChecked(all: readonly JobEffect[], index: number): boolean {
  const { condition } = all[index] ?? {};
  return all
    .slice(0, index)
    .some((one) => one.effect.does === "check-images" && (one.condition === undefined || one.condition === condition));
}

function distinct(effects: readonly Unread[]): readonly { readonly written: string; readonly place: SourcePlace }[] {
  return [...new Map(effects.map(({ written, at }) => [written, { written, place: at }])).values()];
}
