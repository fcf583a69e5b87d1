// The attempts as people read them: a table in the summary, the bodies in the log.
import type { Report } from "@deploy-actions/action";
import { type Diagnosis, type Observation, outcome, type Policy, quoted, type Watched } from "@deploy-actions/probe";

/** Rows of the summary's table: the last attempts tell most, and GitHub takes no summary above 1 MiB. */
const MOST_ROWS = 200;

export function showAnswers(policy: Policy, { observations, verdict }: Watched, summary: Report["summary"]): void {
  summary.heading("health-check: healthy");
  table(
    policy,
    observations.filter(({ attempt }) => attempt === verdict.attempts),
    summary,
  );
}

export async function showFailure(
  policy: Policy,
  { observations }: Watched,
  diagnosis: Diagnosis,
  report: Report,
): Promise<void> {
  const { summary, log } = report;
  summary.heading("health-check: not healthy");
  summary.paragraph(diagnosis.explanation);
  summary.paragraph(diagnosis.remedy);
  table(policy, observations.slice(-MOST_ROWS), summary);
  if (observations.length > MOST_ROWS)
    summary.paragraph(`The first ${observations.length - MOST_ROWS} rows are in the log and in the output \`report\`.`);
  const bodies = differentBodies(observations);
  for (const { title, body } of bodies) summary.details(title, body);
  if (bodies.length === 0) return;
  await report.group("What was answered (first 500 bytes of each body that differs from the one before)", async () => {
    for (const { title, body } of bodies) log.info(`${title}: ${quoted(body)}`);
  });
}

const NONE = "–";
const HEADER = [
  "Attempt",
  "URL",
  "Address",
  "Outcome",
  "DNS ms",
  "Connect ms",
  "TLS ms",
  "First byte ms",
  "Response ms",
  "Redirects",
];

function table(policy: Policy, observations: readonly Observation[], summary: Report["summary"]): void {
  const ms = (value: number | undefined) => (value === undefined ? NONE : String(value));
  summary.table(
    HEADER,
    observations.map((seen) => [
      String(seen.attempt),
      seen.url,
      seen.address ?? NONE,
      seen.trouble === undefined ? outcome(policy, seen) : `${outcome(policy, seen)} (${quoted(seen.trouble.detail)})`,
      ms(seen.timings.dns),
      ms(seen.timings.connect),
      ms(seen.timings.tls),
      ms(seen.timings.firstByte),
      ms(seen.timings.response),
      seen.redirects.map(({ status, to }) => `${status} to ${to}`).join(", ") || NONE,
    ]),
  );
}

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
