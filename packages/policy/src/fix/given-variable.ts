// Proposes, for a deployed file that falls back to a tag that can move (`${TAG:-latest}`), to give its variable the tag that the workflow
// pushes, in front of each command that deploys the file: `TAG=${{ github.sha }} docker compose up -d`. The file stays as it is.
import type { DeployedImage, PushedImage, Range } from "@deploy-actions/workflow";
import type { Candidate } from "./candidate.ts";
import { fallbackOf, variableDefaultAt } from "./default.ts";
import type { Excerpts } from "./excerpt.ts";
import { deploysPushed, isSameRepository, outcomeOf, type Page, pushesBefore } from "./push.ts";
import { tagForms } from "./tag-form.ts";
import { anatomyOf } from "./word.ts";

/** `images` are all that come by one place of the file. Nothing where another program's arguments begin the command, such as sudo's. */
export function givenVariableCandidates(
  images: readonly DeployedImage[],
  page: Page,
  excerpts: (path: string) => Excerpts | undefined,
): readonly Candidate[] {
  const [image] = images;
  const hop = image && fallbackOf(image);
  const file = hop && excerpts(hop.place.path);
  const name = hop && file && variableDefaultAt(hop, file)?.name;
  const commands = commandsOf(images, page);
  if (image === undefined || name === undefined || !/^[A-Za-z_]/.test(name) || commands === undefined) return [];
  const line = Math.min(...commands.map(({ start }) => start.line));
  return pushesBefore({ job: image.job, line }, page)
    .filter((push) => isSameRepository(push, image, image.written))
    .flatMap((push) =>
      formsOf(push, image, page).map(
        (form): Candidate => ({
          description: `Deploy the tag that job "${push.job}" pushes: ${name}=${form}.`,
          replacements: commands.map((range) => ({ path: page.report.path, range, text: `${name}=${form} ` })),
          outcome: outcomeOf(push),
          settles: (after) => deploysPushed(after, push, image),
        }),
      ),
    );
}

/** The variable may stand for the tag or for the whole reference. */
function formsOf({ written, job }: PushedImage, image: DeployedImage, { jobs }: Page): readonly string[] {
  const word = anatomyOf(written);
  const tag = word?.tag === undefined ? [] : [written.slice(word.tag, word.end)];
  return [...tag, written].flatMap((text) => tagForms(text, job, image.job, jobs));
}

const COMPOSE = /^docker(?:-compose)?\s/;
/** What a command may stand behind in its line and still be the first word of it. */
const BEGINNING = /(?:^|[-:;&|('"]|\bthen|\bdo|\belse)\s*$/;

/** Where each command that deploys the file begins; undefined where one does not stand in this workflow and job, or not for itself. */
function commandsOf(images: readonly DeployedImage[], { report, excerpts }: Page): readonly Range[] | undefined {
  const starts = images.map(({ file, job }) => {
    if (file === undefined || file.at.path !== report.path || job !== images[0]?.job) return undefined;
    const { start } = file.at.range();
    const line = excerpts.line(start.line)?.text ?? "";
    const isFirst = COMPOSE.test(line.slice(start.column - 1)) && BEGINNING.test(line.slice(0, start.column - 1));
    return isFirst ? { start, end: start } : undefined;
  });
  return starts.every((range) => range !== undefined) ? starts : undefined;
}
