// Finds the images that a workflow pushes before a deploy, and checks whether an edited deploy uses one of them.
import {
  type DeployedImage,
  meaningsIn,
  type PushedImage,
  repositoryIn,
  tagIn,
  type WorkflowReport,
} from "@deploy-actions/workflow";
import type { Jobs } from "./jobs.ts";
import type { SourceLines } from "./source-lines.ts";
import { wordParts } from "./word-parts.ts";

/** A workflow with everything that fixes need to know about it. */
export type WorkflowContext = { readonly report: WorkflowReport; readonly excerpts: SourceLines; readonly jobs: Jobs };

/** The position that a push must come before: a line of the workflow, in a job. */
type Moment = { readonly job: string; readonly line: number };

/** The pushes that have finished by then: earlier in the same job, or in a job that it depends on. */
export function pushesBefore({ job, line }: Moment, { report, jobs }: WorkflowContext): readonly PushedImage[] {
  if (report.pushed.length === 0) return [];
  const earlier = jobs.before(job);
  return report.pushed.filter((push) =>
    push.job === job ? push.place.range().start.line < line : earlier.has(push.job),
  );
}

/** `written` is the image as written. If part of the name is known only at run time, both must be written the same way. */
export function isSameRepository(push: PushedImage, image: DeployedImage, written: string): boolean {
  const pushed = new Set(push.values.map(({ text }) => repositoryIn(text)));
  const deployed = image.values.map(({ text }) => repositoryIn(text));
  if (!deployed.every((repository) => pushed.has(repository))) return false;
  const isKnown = deployed.every((repository) => meaningsIn(repository).length === 0);
  return isKnown || plain(repositoryWritten(push.written)) === plain(repositoryWritten(written));
}

/** The pushed references as comparable text. */
export function outcomeOf({ values }: PushedImage): string {
  return values.map(({ text }) => text).join(" ");
}

/** True if `after` is the same image as `before`, tagged only as the push tags it. */
export function deploysPushed(after: DeployedImage, push: PushedImage, before: DeployedImage): boolean {
  const tags = new Set(push.values.map(({ text }) => tagIn(text)));
  const repositories = new Set(before.values.map(({ text }) => repositoryIn(text)));
  return (
    after.judgement.verdict === "immutable" &&
    after.values.every(({ text }) => tags.has(tagIn(text)) && repositories.has(repositoryIn(text)))
  );
}

function repositoryWritten(reference: string): string {
  const word = wordParts(reference);
  return word?.tag === undefined ? reference : reference.slice(word.start, word.tag - 1);
}

/** Treats the different spellings of a variable as equal. */
function plain(written: string): string {
  return written.replace(/\$\{\{\s*env\.(\w+)\s*\}\}|\$\{(\w+)\}/g, (_, inEnv, inBraces) => `$${inEnv ?? inBraces}`);
}
