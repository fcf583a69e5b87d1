// Shows the attempts: grouped rows and collapsed timings in the summary, bodies in the log.
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

export function showSuccess(policy: Policy, { observations, verdict }: WatchResult, summary: Summary): void {
  const when =
    verdict.attempts === 1 ? "at the first attempt" : `at attempt ${verdict.attempts} of ${policy.maxAttempts}`;
  summary.headline("good", `health-check: ${describeUrls(policy.urls)} returned the expected response ${when}`);
  responseTable(policy, observations, summary);
  timingDetails(policy, observations, summary);
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
  responseTable(policy, observations, summary);
  responseBodies(observations, summary);
  timingDetails(policy, observations, summary);
  await logBodies(observations, report);
}

/** Only the last rows and bodies are shown, because GitHub accepts at most 1 MiB per summary. */
const MAX_ROWS = 50;

function responseTable(policy: Policy, observations: readonly Observation[], summary: Summary): void {
  const rows = summarizeAnswers(policy, observations);
  summary.table(
    ["Attempt", "URL", "Address", "Outcome"],
    rows
      .slice(-MAX_ROWS)
      .map(({ attempts, urls, addresses, answer }) => [attempts, codeLines(urls), codeLines(addresses), answer]),
  );
  if (rows.length > MAX_ROWS)
    summary.paragraph(`The first ${rows.length - MAX_ROWS} rows are in the log and in the output \`report\`.`);
}

function responseBodies(observations: readonly Observation[], summary: Summary): void {
  for (const row of summarizeBodies(observations).slice(-MAX_ROWS)) summary.details(titleOf(row), row.body);
}

const titleOf = ({ attempts, urls, answer }: AnswerSummary): string =>
  `Body of ${/^\d+$/.test(attempts) ? "attempt" : "attempts"} ${attempts}: ${describeUrls(urls)} answered ${answer}`;

const MAX_TIMINGS = 200;

function timingDetails(policy: Policy, observations: readonly Observation[], summary: Summary): void {
  const shown = observations.slice(-MAX_TIMINGS);
  const lines = shown.map((seen) => `attempt ${seen.attempt}  ${seen.url}  ${quoted(describe(policy, seen))}`);
  const which = shown.length < observations.length ? ` (the last ${shown.length} of ${observations.length})` : "";
  if (lines.length > 0) summary.details(`Timings${which}`, lines.join("\n"));
}

async function logBodies(observations: readonly Observation[], report: Report): Promise<void> {
  const shown = changedBodies(observations);
  if (shown.length === 0) return;
  await report.group("Response bodies (first 500 bytes of each body that differs from the previous one)", async () => {
    for (const { title, body } of shown) report.log.info(`${title}: ${quoted(body)}`);
  });
}

const codeLines = (texts: readonly string[]): string => texts.map((text) => `\`${text}\``).join("\n") || "–";
const describeUrls = (urls: readonly string[]): string =>
  urls.length === 1 ? `\`${urls[0]}\`` : `${urls.length} URLs (\`${urls[0]}\`, …)`;

/** A body is shown only when it or its status differs from the previous response of the same address. */
function changedBodies(
  observations: readonly Observation[],
): readonly { readonly title: string; readonly body: string }[] {
  const last = new Map<string, string>();
  return observations.flatMap(({ attempt, url, address, status, body }) => {
    if (body === undefined || status === undefined) return [];
    const where = `${url} at ${address}`;
    const response = `${status} ${body}`;
    if (last.get(where) === response) return [];
    last.set(where, response);
    return [{ title: `Attempt ${attempt}, ${where}, ${status}`, body }];
  });
}
