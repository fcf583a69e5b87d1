// Decides which jobs deploy by means that nothing could be read from: a job that says it deploys, or calls a tool that does, in which no image,
// file or guard was found. Such a job is neither good nor bad, and must not look like one in which nothing is deployed.
import type { SourcePlace } from "@deploy-actions/workflow-source";
import type { JobKind } from "@deploy-actions/workflow-source/model";
import { certaintyOf, namesOf } from "./certainty.ts";
import type { UnreadDeploy } from "./deployment.ts";
import type { Done } from "./deployments.ts";
import type { Effect } from "./effect.ts";

type Unread = Extract<Effect, { does: "unread" }>;

/** The deploy that could not be read, where `all`, which is what the job does, holds one. */
export function unreadDeploy(kind: JobKind, all: readonly Done[]): UnreadDeploy | undefined {
  if (kind === "none") return undefined;
  const names = namesOf(all);
  const judged = all.some((one) => !isBeside(one) && certaintyOf(one, names) !== undefined);
  const counts = (effect: Unread): boolean => {
    if (effect.means === "tool") return true;
    if (judged) return false;
    if (effect.means === "infrastructure") return true;
    return kind === "deploy" || (kind === "part" && effect.means === "says");
  };
  const found = all.flatMap((one, index) =>
    one.effect.does === "unread" && !isElsewise(one, one.effect) && counts(one.effect) && !isGuarded(all, index)
      ? [{ one, effect: one.effect }]
      : [],
  );
  const telling = found.toSorted((a, b) => ORDER.indexOf(a.effect.means) - ORDER.indexOf(b.effect.means));
  const [first] = telling;
  if (first === undefined) return undefined;
  const commands = distinct(telling.map(({ effect }) => effect));
  return { ...first.one.where, is: "unread", place: first.effect.at, commands, sure: kind === "deploy" };
}

const ORDER = ["tool", "says", "infrastructure", "other"];

/** What the job itself runs in, tools that are thrown away, and files without an image are no deploy that something could be known of. */
function isBeside({ effect, where }: Done): boolean {
  if (effect.does === "deploy-files") {
    const { images, builds, unknown } = effect.companion;
    return images.length + builds.length + unknown.length === 0;
  }
  return effect.does === "start" && (effect.throwaway || where.step === effect.by);
}

/** A step that says it tests does not deploy; one that says it builds deploys only by what says so itself. */
function isElsewise({ purpose }: Done, { means }: Unread): boolean {
  return purpose === "test" || (purpose === "build" && means === "other");
}

/** A guard before it has looked at the images of a run, whatever deploys them then. */
function isGuarded(all: readonly Done[], index: number): boolean {
  const { condition } = all[index] ?? {};
  return all
    .slice(0, index)
    .some((one) => one.effect.does === "guard" && (one.condition === undefined || one.condition === condition));
}

function distinct(effects: readonly Unread[]): readonly { readonly written: string; readonly place: SourcePlace }[] {
  return [...new Map(effects.map(({ written, at }) => [written, { written, place: at }])).values()];
}
