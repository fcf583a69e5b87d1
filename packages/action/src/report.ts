// What an action says to people: log lines, groups, annotations and the job summary. Everything passes through redaction,
// and text from outside is made inert, so that no log line of a container can speak to the runner.
import type { Log } from "@deploy-actions/contract";
import type { Level, Place, Runner } from "./runner/runner.ts";
import { inert } from "./runner/workflow-command.ts";
import type { Secrets } from "./secrets.ts";
import { gatherSummary, type Summary } from "./summary.ts";

export interface Annotation extends Place {
  readonly level: Level;
  readonly message: string;
}

export interface Report {
  readonly log: Log;
  readonly group: <T>(title: string, body: () => Promise<T>) => Promise<T>;
  readonly annotate: (annotation: Annotation) => void;
  readonly summary: Summary;
  /** Masks a value learnt on the way (a token, a password) from now on. */
  readonly mask: (value: string) => void;
}

export interface Reporting {
  readonly report: Report;
  /** Whether anything is to be flushed. */
  readonly hasSummary: () => boolean;
  /** Writes the summary gathered so far; the runner drops a summary above 1 MiB whole, so ours is cut before that. */
  readonly flush: () => void;
}

const LARGEST_SUMMARY = 1000 * 1024;

export function reporting(runner: Runner, secrets: Secrets): Reporting {
  const safe = (text: string) => inert(secrets.redact(text));
  const annotate = ({ level, message, ...place }: Annotation) =>
    runner.annotate(
      level,
      secrets.redact(message),
      place.title === undefined ? place : { ...place, title: secrets.redact(place.title) },
    );
  const { summary, take, isEmpty } = gatherSummary(secrets.redact);
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
      // Once more: a secret that was learnt after its block was written.
      const markdown = secrets.redact(take());
      if (markdown !== "") runner.summary(cut(markdown));
    },
  };
}

function cut(markdown: string): string {
  if (Buffer.byteLength(markdown) <= LARGEST_SUMMARY) return markdown;
  const head = Buffer.from(markdown).subarray(0, LARGEST_SUMMARY).toString("utf8");
  return `${head}\n\n(cut: the runner takes no summary above 1 MiB; the log has the rest)\n`;
}
