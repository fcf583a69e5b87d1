// What the workflow pushes before it deploys: which pushes count for an image, and whether an image came to be one of them.
import {
  type DeployedImage,
  meaningsIn,
  type PushedImage,
  repositoryIn,
  tagIn,
  type WorkflowReport,
} from "@deploy-actions/workflow";
import type { Excerpts } from "./excerpt.ts";
import type { Jobs } from "./jobs.ts";
import { anatomyOf } from "./word.ts";

/** A workflow as fixes see it. */
export type Page = { readonly report: WorkflowReport; readonly excerpts: Excerpts; readonly jobs: Jobs };

/** Where a push must have come before: a line of the workflow, in a job. */
type Moment = { readonly job: string; readonly line: number };

/** The pushes that are over then: earlier in the same job, or in a job that it waits for. */
export function pushesBefore({ job, line }: Moment, { report, jobs }: Page): readonly PushedImage[] {
  if (report.pushed.length === 0) return [];
  const earlier = jobs.before(job);
  return report.pushed.filter((push) =>
    push.job === job ? push.place.range().start.line < line : earlier.has(push.job),
  );
}

/** `written` is the image as it is written. Where only a run knows a part of the name, the same text must stand for it. */
export function isSameRepository(push: PushedImage, image: DeployedImage, written: string): boolean {
  const pushed = new Set(push.values.map(({ text }) => repositoryIn(text)));
  const deployed = image.values.map(({ text }) => repositoryIn(text));
  if (!deployed.every((repository) => pushed.has(repository))) return false;
  const isKnown = deployed.every((repository) => meaningsIn(repository).length === 0);
  return isKnown || plain(repositoryWritten(push.written)) === plain(repositoryWritten(written));
}

/** What a push gives out, as a text to compare. */
export function outcomeOf({ values }: PushedImage): string {
  return values.map(({ text }) => text).join(" ");
}

/** True when `after` is the same image as `before`, by no other tag than one that the push gives it. */
export function deploysPushed(after: DeployedImage, push: PushedImage, before: DeployedImage): boolean {
  const tags = new Set(push.values.map(({ text }) => tagIn(text)));
  const repositories = new Set(before.values.map(({ text }) => repositoryIn(text)));
  return (
    after.judgement.verdict === "immutable" &&
    after.values.every(({ text }) => tags.has(tagIn(text)) && repositories.has(repositoryIn(text)))
  );
}

function repositoryWritten(reference: string): string {
  const word = anatomyOf(reference);
  return word?.tag === undefined ? reference : reference.slice(word.start, word.tag - 1);
}

/** The ways to write one variable are one. */
function plain(written: string): string {
  return written.replace(/\$\{\{\s*env\.(\w+)\s*\}\}|\$\{(\w+)\}/g, (_, inEnv, inBraces) => `$${inEnv ?? inBraces}`);
}
