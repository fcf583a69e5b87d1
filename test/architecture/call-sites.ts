// Every place in shipped code that writes something people or the runner read: to a stream, the log, an annotation, the job summary, an output
// or the step's state. Almost all go through `Report` (packages/action/src/report.ts), which takes any text and makes it safe; the others
// write directly, and are listed in direct-writers.ts with the reason why that is safe.
import { filesBelow, read } from "./files.ts";

export interface CallSite {
  readonly path: string;
  readonly line: number;
  readonly kind: Kind;
  readonly code: string;
}

export type Kind = keyof typeof DIRECT | keyof typeof THROUGH_REPORT;

/** What writes to a stream or a file of the runner, makes something that does, or says by a cast that a text is safe. */
const DIRECT = {
  stream: /\bprocess\.std(?:out|err)\b|\bconsole\.\w+\(|\bwriteSync\(|\bstd(?:out|err)\.write\(|\bstream\.write\(/,
  "command of the runner":
    /\bworkflowCommand\(|::[a-z-]+::\$?\{|\brunner\.(?:info|debug|annotate|startGroup|endGroup|setSecret|setOutput|saveState|summary)\b/,
  "file of the runner": /\bappendFileSync\(|\bappendTo\(|GITHUB_(?:OUTPUT|STATE|STEP_SUMMARY|ENV|PATH)\b/,
  "log made": /^\s*(?:readonly )?(?:info|warning): \(/,
  "text called safe": /\bas (?:Inert|Markdown|Readable|Redacted)\b|\bwithoutSecrets\b/,
  "comment or check of GitHub": /\/(?:comments|check-runs|statuses)\b/,
  "library that writes": /(?:from |import\()"@actions\/(?!expressions)/,
  "shell that prints": /^\s*(?:[^#]*\|\| |[^#]*&& )?(?:echo|printf)\b/,
} as const;

const THROUGH_REPORT = {
  log: /\b(?:log|logger)\.(?:info|debug|warning)\b/,
  annotation: /\bannotate\(/,
  group: /\bgroup\(/,
  summary: /\b(?:summary|writer)\.(?:headline|heading|paragraph|table|list|details|code)\(/,
  mask: /\b(?:report|context)\.mask\(|\bmask\(/,
  "output or problem": /\b(?:done|failed)\(/,
  state: /\bsaveState\(/,
} as const;

const SOURCES = ["packages", "actions", "apps"] as const;
/** Tests, what only tests use, and generators that run on a developer's machine. */
const NOT_SHIPPED = /\.test\.ts$|\/test\/|\/generate\/|\/manual-clock\.ts$/;

export const isDirect = ({ kind }: CallSite): boolean => kind in DIRECT;

export function callSites(): CallSite[] {
  return SOURCES.flatMap((folder) => filesBelow(folder, /\.(?:ts|sh)$/))
    .filter((path) => !NOT_SHIPPED.test(path))
    .flatMap((path) => callSitesIn(path, read(path)));
}

export function callSitesIn(path: string, text: string): CallSite[] {
  const shell = path.endsWith(".sh");
  return text.split("\n").flatMap((code, index) => {
    if (
      /^\s*(?:\/\/|\*|\/\*|#)/.test(code) ||
      (!shell && /^\s*(?:import|export) (?:type )?\{/.test(code) && !/@actions\//.test(code))
    )
      return [];
    const kinds = Object.entries({ ...DIRECT, ...(shell ? {} : THROUGH_REPORT) }) as [Kind, RegExp][];
    return kinds.flatMap(([kind, pattern]) =>
      pattern.test(code) && (shell || kind !== "shell that prints")
        ? [{ path, line: index + 1, kind, code: code.trim() }]
        : [],
    );
  });
}
