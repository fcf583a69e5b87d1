// Writes log lines, groups, annotations and the job summary. Everything that is written passes through here, so it is redacted first, then
// limited in length, then made safe for the place where it goes.
import type { Log } from "@deploy-actions/contract";
import { excerpt, type Inert, inert, oneLine, readable } from "@deploy-actions/untrusted/text";
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
  /** For an output that contains text from elsewhere. */
  readonly redact: (text: string) => string;
}

export interface Reporter {
  readonly report: Report;
  /** Whether there is anything to flush. */
  readonly hasSummary: () => boolean;
  /** Writes the collected summary. */
  readonly flush: () => void;
}

/** The longest text of one call, in bytes. GitHub shows 64 KiB of an annotation, and its title on one line. */
const LONGEST = { log: 256 * 1024, annotation: 32 * 1024, title: 1024 };

export function createReporter(runner: Runner, secrets: Secrets): Reporter {
  const { redact } = secrets;
  const line = (text: string): Inert => inert(excerpt(text, LONGEST.log, redact, { colours: true }));
  const message = (text: string): Inert => inert(excerpt(text, LONGEST.annotation, redact));
  const title = (text: string): Inert => inert(oneLine(excerpt(text, LONGEST.title, redact)));
  const annotate = ({ level, message: text, title: heading, file, ...position }: Annotation) =>
    runner.annotate(level, message(text), {
      ...(heading === undefined ? {} : { title: title(heading) }),
      ...(file === undefined ? {} : { file: inert(readable(file, redact)) }),
      ...position,
    });
  const { summary, take, isEmpty } = summaryBuilder(redact);
  return {
    report: {
      log: {
        info: (text) => runner.info(line(text)),
        debug: (text) => runner.debug(message(text)),
        warning: (text) => annotate({ level: "warning", message: text }),
      },
      group: async (heading, body) => {
        runner.startGroup(title(heading));
        try {
          return await body();
        } finally {
          runner.endGroup();
        }
      },
      annotate,
      summary,
      mask: secrets.add,
      redact,
    },
    hasSummary: () => !isEmpty(),
    flush: () => {
      const markdown = take();
      if (markdown !== "") runner.summary(markdown);
    },
  };
}
