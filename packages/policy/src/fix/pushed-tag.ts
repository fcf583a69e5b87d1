// Proposes to deploy the tag that the same workflow pushes, by copying the expression from the push. Whether it has the same value there is
// verified by analysing the edited workflow.
import type { DeployedImage, PushedImage } from "@deploy-actions/workflow";
import type { Candidate } from "./candidate.ts";
import type { Jobs } from "./jobs.ts";
import { deploysPushed, isSameRepository, outcomeOf, pushesBefore, type WorkflowContext } from "./push.ts";
import type { SourceSpan } from "./source-lines.ts";
import { tagForms } from "./tag-form.ts";
import { type WordParts, wordParts } from "./word-parts.ts";

/** Empty for an image in a deployed file, where workflow expressions are not evaluated. */
export function pushedTagCandidates(image: DeployedImage, context: WorkflowContext): readonly Candidate[] {
  const { path } = image.place;
  const range = image.place.range();
  const excerpt = path === context.report.path ? context.excerpts.at(range) : undefined;
  const word = excerpt === undefined ? undefined : wordParts(excerpt.text);
  if (excerpt === undefined || word === undefined) return [];
  const written = excerpt.text.slice(word.start, word.end);
  return pushesBefore({ job: image.job, line: range.start.line }, context)
    .filter((push) => isSameRepository(push, image, written))
    .flatMap((push) => candidates(image, push, excerpt, word, context.jobs));
}

function candidates(
  image: DeployedImage,
  push: PushedImage,
  excerpt: SourceSpan,
  word: WordParts,
  jobs: Jobs,
): readonly Candidate[] {
  const candidate = (start: number, text: string): Candidate => ({
    description: `Deploy the tag that job "${push.job}" pushes: ${text.replace(/^:/, "")}.`,
    replacements: [{ path: image.place.path, range: excerpt.range(start, word.end), text }],
    outcome: outcomeOf(push),
    succeeds: (after) => deploysPushed(after, push, image),
  });
  const { tag } = word;
  if (tag !== undefined) return tagsOf(push, image, jobs).map((form) => candidate(tag, form));
  if (isUntagged(image)) return tagsOf(push, image, jobs).map((form) => candidate(word.end, `:${form}`));
  return tagForms(push.written, push.job, image.job, jobs).map((form) => candidate(word.start, form));
}

function tagsOf(push: PushedImage, image: DeployedImage, jobs: Jobs): readonly string[] {
  const word = wordParts(push.written);
  return word?.tag === undefined ? [] : tagForms(push.written.slice(word.tag, word.end), push.job, image.job, jobs);
}

function isUntagged({ judgement }: DeployedImage): boolean {
  return judgement.verdict === "mutable" && judgement.class === "untagged";
}
