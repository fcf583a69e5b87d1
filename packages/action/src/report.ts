// What an action says to people: log lines, groups, annotations and the job summary. Everything passes through redaction,
// and text from outside is made inert, so that no log line of a container can speak to the runner.
import type { Level, Place, Runner } from "./runner/runner.ts";
import * as blocks from "./runner/summary.ts";
import { inert } from "./runner/workflow-command.ts";
import type { Secrets } from "./secrets.ts";

/** What domain packages are given to speak through. */
export interface Log {
  readonly info: (line: string) => void;
  readonly debug: (line: string) => void;
  readonly warning: (line: string) => void;
}

export interface Annotation extends Place {
  readonly level: Level;
  readonly message: string;
}

/** Text is escaped: what a cell or an item holds is shown, never interpreted. */
export interface Summary {
  readonly heading: (text: string, level?: 1 | 2 | 3 | 4 | 5 | 6) => void;
  readonly paragraph: (text: string) => void;
  readonly table: (header: readonly string[], rows: readonly (readonly string[])[]) => void;
  readonly list: (items: readonly string[]) => void;
  readonly details: (label: string, text: string) => void;
  readonly code: (text: string, language?: string) => void;
  /** Markdown or HTML of our own making. */
  readonly raw: (markdown: string) => void;
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
  const written: string[] = [];
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
      summary: summary((markdown) => written.push(markdown)),
      mask: secrets.add,
    },
    flush: () => {
      if (written.length === 0) return;
      runner.summary(cut(secrets.redact(written.splice(0).join(""))));
    },
  };
}

function summary(add: (markdown: string) => void): Summary {
  const text = blocks.escapeHtml;
  return {
    heading: (title, level = 3) => add(blocks.heading(text(title), level)),
    paragraph: (words) => add(blocks.paragraph(`<p>${text(words)}</p>`)),
    table: (header, rows) =>
      add(
        blocks.table([header.map((data) => ({ data: text(data), header: true })), ...rows.map((row) => row.map(text))]),
      ),
    list: (items) => add(blocks.bullets(items.map(text))),
    details: (label, body) => add(blocks.details(text(label), `<pre>${text(body)}</pre>`)),
    code: (body, language) => add(blocks.code(text(body), language)),
    raw: add,
  };
}

function cut(markdown: string): string {
  if (Buffer.byteLength(markdown) <= LARGEST_SUMMARY) return markdown;
  const head = Buffer.from(markdown).subarray(0, LARGEST_SUMMARY).toString("utf8");
  return `${head}\n\n(cut: the runner takes no summary above 1 MiB; the log has the rest)\n`;
}
