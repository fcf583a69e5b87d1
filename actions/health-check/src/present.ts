// The attempts as people read them: few rows and folded timings in the summary, the bodies in the log.
import type { Report } from "@deploy-actions/action";
import {
  type AnswerSummary,
  type Diagnosis,
  describe,
  type Observation,
  type Policy,
  quoted,
  summarizeAnswers,
  summarizeBodies,
  type WatchResult,
} from "@deploy-actions/probe";

type Summary = Report["summary"];

export function showAnswers(policy: Policy, { observations, verdict }: WatchResult, summary: Summary): void {
  const when = verdict.attempts === 1 ? "at once" : `at attempt ${verdict.attempts} of ${policy.maxAttempts}`;
  summary.headline("good", `health-check: ${named(policy.urls)} answered right ${when}`);
  answers(policy, observations, summary);
  timings(policy, observations, summary);
}

export async function showFailure(
  policy: Policy,
  { observations, verdict }: WatchResult,
  diagnosis: Diagnosis,
  report: Report,
): Promise<void> {
  const { summary } = report;
  summary.headline(
    "bad",
    `health-check: \`${diagnosis.url ?? policy.urls[0]}\` is not healthy after ${verdict.attempts} of ${policy.maxAttempts} attempts`,
  );
  summary.paragraph(diagnosis.explanation);
  summary.paragraph(diagnosis.remedy);
  answers(policy, observations, summary);
  bodies(observations, summary);
  timings(policy, observations, summary);
  await logBodies(observations, report);
}

/** Rows and folded bodies: the last tell most, and GitHub takes no summary above 1 MiB. */
const MOST_ROWS = 50;

function answers(policy: Policy, observations: readonly Observation[], summary: Summary): void {
  const rows = summarizeAnswers(policy, observations);
  summary.table(
    ["Attempt", "URL", "Address", "Outcome"],
    rows
      .slice(-MOST_ROWS)
      .map(({ attempts, urls, addresses, answer }) => [attempts, listed(urls), listed(addresses), answer]),
  );
  if (rows.length > MOST_ROWS)
    summary.paragraph(`The first ${rows.length - MOST_ROWS} rows are in the log and in the output \`report\`.`);
}

function bodies(observations: readonly Observation[], summary: Summary): void {
  for (const row of summarizeBodies(observations).slice(-MOST_ROWS)) summary.details(titleOf(row), row.body);
}

const titleOf = ({ attempts, urls, answer }: AnswerSummary): string =>
  `Body of ${/^\d+$/.test(attempts) ? "attempt" : "attempts"} ${attempts}: ${named(urls)} answered ${answer}`;

const MOST_TIMINGS = 200;

function timings(policy: Policy, observations: readonly Observation[], summary: Summary): void {
  const shown = observations.slice(-MOST_TIMINGS);
  const lines = shown.map((seen) => `attempt ${seen.attempt}  ${seen.url}  ${quoted(describe(policy, seen))}`);
  const which = shown.length < observations.length ? ` (the last ${shown.length} of ${observations.length})` : "";
  if (lines.length > 0) summary.details(`Timings${which}`, lines.join("\n"));
}

async function logBodies(observations: readonly Observation[], report: Report): Promise<void> {
  const shown = differentBodies(observations);
  if (shown.length === 0) return;
  await report.group(
    "What was answered (first 500 bytes of each body that differs from the previous one)",
    async () => {
      for (const { title, body } of shown) report.log.info(`${title}: ${quoted(body)}`);
    },
  );
}

const NONE = "–";
const listed = (texts: readonly string[]): string => texts.map((text) => `\`${text}\``).join("\n") || NONE;
const named = (urls: readonly string[]): string =>
  urls.length === 1 ? `\`${urls[0]}\`` : `${urls.length} URLs (\`${urls[0]}\`, …)`;

/** The same page twenty times over tells nothing new: a body is shown where it, or its status, changes. */
function differentBodies(
  observations: readonly Observation[],
): readonly { readonly title: string; readonly body: string }[] {
  const last = new Map<string, string>();
  return observations.flatMap(({ attempt, url, address, status, body }) => {
    if (body === undefined || status === undefined) return [];
    const where = `${url} at ${address}`;
    const answer = `${status} ${body}`;
    if (last.get(where) === answer) return [];
    last.set(where, answer);
    return [{ title: `Attempt ${attempt}, ${where}, ${status}`, body }];
  });
}
