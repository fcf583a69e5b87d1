// Proposes to deploy the tag that the same workflow pushes: the expression that the push uses, put where the deploy names its tag. Whether
// it means the same there is for the analysis to say, which reads the edited workflow again.
import { type DeployedImage, meaningsIn, type PushedImage, type WorkflowReport } from "@deploy-actions/workflow";
import { repositoryIn, tagIn } from "../rules/breach.ts";
import type { Candidate } from "./candidate.ts";
import type { Excerpt, Excerpts } from "./excerpt.ts";
import type { Jobs } from "./jobs.ts";
import { tagForms } from "./tag-form.ts";
import { type Anatomy, anatomyOf } from "./word.ts";

/** A workflow as fixes see it. */
export type Page = { readonly report: WorkflowReport; readonly excerpts: Excerpts; readonly jobs: Jobs };

/** Nothing for an image in a file that is deployed: expressions of the workflow mean nothing there. */
export function pushedTagCandidates(image: DeployedImage, page: Page): readonly Candidate[] {
  const { report, excerpts, jobs } = page;
  const excerpt = image.place.path === report.path ? excerpts.at(image.place.range()) : undefined;
  const word = excerpt === undefined ? undefined : anatomyOf(excerpt.text);
  if (excerpt === undefined || word === undefined) return [];
  const written = excerpt.text.slice(word.start, word.end);
  const earlier = jobs.before(image.job);
  return report.pushed
    .filter((push) => isBefore(push, image, earlier) && isSameRepository(push, image, written))
    .flatMap((push) => candidates(image, push, excerpt, word, jobs));
}

function isBefore(push: PushedImage, image: DeployedImage, earlier: ReadonlySet<string>): boolean {
  if (push.job !== image.job) return earlier.has(push.job);
  return push.place.range().start.line < image.place.range().start.line;
}

/** Where only a run knows a part of the name, the same text must stand for it. */
function isSameRepository(push: PushedImage, image: DeployedImage, written: string): boolean {
  const pushed = new Set(push.values.map(({ text }) => repositoryIn(text)));
  const deployed = image.values.map(({ text }) => repositoryIn(text));
  if (!deployed.every((repository) => pushed.has(repository))) return false;
  const isKnown = deployed.every((repository) => meaningsIn(repository).length === 0);
  return isKnown || plain(repositoryWritten(push.written)) === plain(repositoryWritten(written));
}

function repositoryWritten(reference: string): string {
  const word = anatomyOf(reference);
  return word?.tag === undefined ? reference : reference.slice(word.start, word.tag - 1);
}

/** The ways to write one variable are one. */
function plain(written: string): string {
  return written.replace(/\$\{\{\s*env\.(\w+)\s*\}\}|\$\{(\w+)\}/g, (_, inEnv, inBraces) => `$${inEnv ?? inBraces}`);
}

function candidates(
  image: DeployedImage,
  push: PushedImage,
  excerpt: Excerpt,
  word: Anatomy,
  jobs: Jobs,
): readonly Candidate[] {
  const outcome = push.values.map(({ text }) => text).join(" ");
  const candidate = (start: number, text: string): Candidate => ({
    description: `Deploy the tag that job "${push.job}" pushes: ${text.replace(/^:/, "")}.`,
    replacements: [{ path: image.place.path, range: excerpt.range(start, word.end), text }],
    outcome,
    settles: (after) => deploysPushed(after, push, image),
  });
  const pushed = anatomyOf(push.written);
  const tags = pushed?.tag === undefined ? [] : tagForms(push.written.slice(pushed.tag), push.job, image.job, jobs);
  if (word.tag !== undefined) return tags.map((tag) => candidate(word.tag ?? word.end, tag));
  if (isUntagged(image)) return tags.map((tag) => candidate(word.end, `:${tag}`));
  return tagForms(push.written, push.job, image.job, jobs).map((reference) => candidate(word.start, reference));
}

function isUntagged({ judgement }: DeployedImage): boolean {
  return judgement.verdict === "mutable" && judgement.class === "untagged";
}

/** The same image by no other tag than one that the push gives it. */
function deploysPushed(after: DeployedImage, push: PushedImage, before: DeployedImage): boolean {
  const tags = new Set(push.values.map(({ text }) => tagIn(text)));
  const repositories = new Set(before.values.map(({ text }) => repositoryIn(text)));
  return (
    after.judgement.verdict === "immutable" &&
    after.values.every(({ text }) => tags.has(tagIn(text)) && repositories.has(repositoryIn(text)))
  );
}
