// Writes log lines, groups, annotations and the job summary. Everything is redacted, and log lines are escaped so that output of a container
// cannot issue workflow commands.
import type { Log } from "@deploy-actions/contract";
import { escapeCommands } from "@deploy-actions/untrusted/text";
import type { AnnotationLocation, Level, Runner } from "./runner/runner.ts";
import type { Secrets } from "./secrets.ts";
import { type Summary, summaryBuilder } from "./summary.ts";

export interface Annotation extends AnnotationLocation {
  readonly level: Level;
  readonly message: string;
}

export interface Report {
  readonly log: Log;
  readonly group: <T>(title: string, body: () => Promise<T>) => Promise<T>;
  readonly annotate: (annotation: Annotation) => void;
  readonly summary: Summary;
  /** Masks a value that became known during the run, such as a token, from now on. */
  readonly mask: (value: string) => void;
}

export interface Reporter {
  readonly report: Report;
  /** Whether there is anything to flush. */
  readonly hasSummary: () => boolean;
  /** Writes the collected summary. The runner drops a summary above 1 MiB completely, so it is truncated before that. */
  readonly flush: () => void;
}

const LARGEST_SUMMARY = 1000 * 1024;

export function createReporter(runner: Runner, secrets: Secrets): Reporter {
  const safe = (text: string) => escapeCommands(secrets.redact(text));
  const annotate = ({ level, message, ...location }: Annotation) =>
    runner.annotate(
      level,
      secrets.redact(message),
      location.title === undefined ? location : { ...location, title: secrets.redact(location.title) },
    );
  const { summary, take, isEmpty } = summaryBuilder(secrets.redact);
  return {
    report: {
      log: {
        info: (line) => runner.info(safe(line)),
        debug: (line) => runner.debug(secrets.redact(line)),
        warning: (line) => annotate({ level: "warning", message: line }),
      },
      group: async (title, body) => {
        runner.startGroup(secrets.redact(title));
        try {
          return await body();
        } finally {
          runner.endGroup();
        }
      },
      annotate,
      summary,
      mask: secrets.add,
    },
    hasSummary: () => !isEmpty(),
    flush: () => {
      // Redacted again, because a secret may have become known after its block was written.
      const markdown = secrets.redact(take());
      if (markdown !== "") runner.summary(truncate(markdown));
    },
  };
}

function truncate(markdown: string): string {
  if (Buffer.byteLength(markdown) <= LARGEST_SUMMARY) return markdown;
  const head = Buffer.from(markdown).subarray(0, LARGEST_SUMMARY).toString("utf8");
  return `${head}\n\n(truncated: the runner accepts at most 1 MiB; see the log for the rest)\n`;
}
