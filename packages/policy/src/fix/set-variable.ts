// For a deployed file with a mutable default (`${TAG:-latest}`), proposes to set the variable to the pushed tag in front of each command
// that deploys the file: `TAG=${{ github.sha }} docker compose up -d`. The file itself is not changed.
import type { DeployedImage, PushedImage, Range } from "@deploy-actions/workflow";
import type { Candidate } from "./candidate.ts";
import { tagFallback, variableDefaultAt } from "./default.ts";
import { deploysPushed, isSameRepository, outcomeOf, pushesBefore, type WorkflowContext } from "./push.ts";
import type { SourceLines } from "./source-lines.ts";
import { tagForms } from "./tag-form.ts";
import { wordParts } from "./word-parts.ts";

/** `images` are all images deployed from one place in the file. Empty if the command is wrapped in another program such as sudo. */
export function setVariableCandidates(
  images: readonly DeployedImage[],
  context: WorkflowContext,
  excerpts: (path: string) => SourceLines | undefined,
): readonly Candidate[] {
  const [image] = images;
  const hop = image && tagFallback(image);
  const file = hop && excerpts(hop.place.path);
  const name = hop && file && variableDefaultAt(hop, file)?.name;
  const commands = commandsOf(images, context);
  if (image === undefined || name === undefined || !/^[A-Za-z_]/.test(name) || commands === undefined) return [];
  const line = Math.min(...commands.map(({ start }) => start.line));
  return pushesBefore({ job: image.job, line }, context)
    .filter((push) => isSameRepository(push, image, image.written))
    .flatMap((push) =>
      formsOf(push, image, context).map(
        (form): Candidate => ({
          description: `Deploy the tag that job "${push.job}" pushes: ${name}=${form}.`,
          replacements: commands.map((range) => ({ path: context.report.path, range, text: `${name}=${form} ` })),
          outcome: outcomeOf(push),
          succeeds: (after) => deploysPushed(after, push, image),
        }),
      ),
    );
}

/** The variable may hold the tag or the full reference. */
function formsOf({ written, job }: PushedImage, image: DeployedImage, { jobs }: WorkflowContext): readonly string[] {
  const word = wordParts(written);
  const tag = word?.tag === undefined ? [] : [written.slice(word.tag, word.end)];
  return [...tag, written].flatMap((text) => tagForms(text, job, image.job, jobs));
}

const COMPOSE = /^docker(?:-compose)?\s/;
/** Text that may come before a command on its line without being part of it. */
const BEGINNING = /(?:^|[-:;&|('"]|\bthen|\bdo|\belse)\s*$/;

/**
 * The start of each command that deploys the file; undefined if one of them is in another workflow or job, or is not a command of its own.
 */
function commandsOf(
  images: readonly DeployedImage[],
  { report, excerpts }: WorkflowContext,
): readonly Range[] | undefined {
  const starts = images.map(({ file, job }) => {
    if (file === undefined || file.at.path !== report.path || job !== images[0]?.job) return undefined;
    const { start } = file.at.range();
    const line = excerpts.line(start.line)?.text ?? "";
    const isFirst = COMPOSE.test(line.slice(start.column - 1)) && BEGINNING.test(line.slice(0, start.column - 1));
    return isFirst ? { start, end: start } : undefined;
  });
  return starts.every((range) => range !== undefined) ? starts : undefined;
}
