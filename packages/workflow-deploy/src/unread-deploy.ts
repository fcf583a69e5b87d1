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
  const counts = ({ hint }: Unread): boolean => {
    if (hint === "tool") return true;
    if (judged) return false;
    if (hint === "infrastructure") return true;
    return kind === "deploy" || (kind === "part" && hint === "named");
  };
  const plainly = unreadAmong(all, counts);
  // Beside deploys that were understood, only commands that say that they deploy count, and only for a strict check.
  const isBeside = plainly.length === 0 && kind !== "unknown";
  const found = isBeside ? unreadAmong(all, ({ hint }) => hint === "infrastructure" || hint === "named") : plainly;
  const byLikelihood = found.toSorted((a, b) => LIKELIHOOD.indexOf(a.effect.hint) - LIKELIHOOD.indexOf(b.effect.hint));
  const [first] = byLikelihood;
  if (first === undefined) return undefined;
  const commands = distinct(byLikelihood.map(({ effect }) => effect));
  return {
    ...first.one.where,
    is: "unread",
    place: first.effect.at,
    commands,
    sure: kind === "deploy",
    ...(isBeside ? { isBeside } : {}),
  };
}

type Found = { readonly one: JobEffect; readonly effect: Unread };

/** A run-time check comes first for all commands after it: it checks the images, however they are deployed. */
function unreadAmong(all: readonly JobEffect[], counts: (effect: Unread) => boolean): readonly Found[] {
  const checked = new Set<string | undefined>();
  return all.flatMap((one): readonly Found[] => {
    const { effect, condition } = one;
    if (effect.does === "check-images") checked.add(condition);
    if (effect.does !== "unread" || hasOtherPurpose(one, effect) || !counts(effect)) return [];
    return checked.has(undefined) || checked.has(condition) ? [] : [{ one, effect }];
  });
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

function distinct(effects: readonly Unread[]): readonly { readonly written: string; readonly place: SourcePlace }[] {
  return [...new Map(effects.map(({ written, at }) => [written, { written, place: at }])).values()];
}
