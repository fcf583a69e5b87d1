// Proposes to deploy the tag that the same workflow pushes: the expression that the push uses, put where the deploy names its tag. Whether
// it means the same there is for the analysis to say, which reads the edited workflow again.
import type { DeployedImage, PushedImage } from "@deploy-actions/workflow";
import type { Candidate } from "./candidate.ts";
import type { Excerpt } from "./excerpt.ts";
import type { Jobs } from "./jobs.ts";
import { deploysPushed, isSameRepository, outcomeOf, type Page, pushesBefore } from "./push.ts";
import { tagForms } from "./tag-form.ts";
import { type Anatomy, anatomyOf } from "./word.ts";

/** Nothing for an image in a file that is deployed: expressions of the workflow mean nothing there. */
export function pushedTagCandidates(image: DeployedImage, page: Page): readonly Candidate[] {
  const { path } = image.place;
  const range = image.place.range();
  const excerpt = path === page.report.path ? page.excerpts.at(range) : undefined;
  const word = excerpt === undefined ? undefined : anatomyOf(excerpt.text);
  if (excerpt === undefined || word === undefined) return [];
  const written = excerpt.text.slice(word.start, word.end);
  return pushesBefore({ job: image.job, line: range.start.line }, page)
    .filter((push) => isSameRepository(push, image, written))
    .flatMap((push) => candidates(image, push, excerpt, word, page.jobs));
}

function candidates(
  image: DeployedImage,
  push: PushedImage,
  excerpt: Excerpt,
  word: Anatomy,
  jobs: Jobs,
): readonly Candidate[] {
  const candidate = (start: number, text: string): Candidate => ({
    description: `Deploy the tag that job "${push.job}" pushes: ${text.replace(/^:/, "")}.`,
    replacements: [{ path: image.place.path, range: excerpt.range(start, word.end), text }],
    outcome: outcomeOf(push),
    settles: (after) => deploysPushed(after, push, image),
  });
  const { tag } = word;
  if (tag !== undefined) return tagsOf(push, image, jobs).map((form) => candidate(tag, form));
  if (isUntagged(image)) return tagsOf(push, image, jobs).map((form) => candidate(word.end, `:${form}`));
  return tagForms(push.written, push.job, image.job, jobs).map((form) => candidate(word.start, form));
}

function tagsOf(push: PushedImage, image: DeployedImage, jobs: Jobs): readonly string[] {
  const word = anatomyOf(push.written);
  return word?.tag === undefined ? [] : tagForms(push.written.slice(word.tag, word.end), push.job, image.job, jobs);
}

function isUntagged({ judgement }: DeployedImage): boolean {
  return judgement.verdict === "mutable" && judgement.class === "untagged";
}
