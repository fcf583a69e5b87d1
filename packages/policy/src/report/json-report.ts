// The schema of the JSON report. New fields may be added; `version` increases if a field is removed or changes its meaning.
import { z } from "zod/mini";

/** Lines and columns from 1, columns in UTF-16 units; `end` is just after the last character. */
const position = z.strictObject({ line: z.int().check(z.minimum(1)), column: z.int().check(z.minimum(1)) });
const range = z.strictObject({ start: position, end: position });
/** `path` is relative to the root of the checked repository, with `/`. */
const location = { path: z.string(), range };
const severity = z.enum(["error", "warning", "note"]);

const finding = z.strictObject({
  rule: z.string().check(z.regex(/^ITV\d{3}$/)),
  name: z.string(),
  severity,
  message: z.string(),
  ...location,
  job: z.optional(z.string()),
  step: z.optional(z.string()),
  /** The reference as written, or another description of what the finding is about. */
  subject: z.string(),
  /** Stays the same in later versions of the file, even if the line changes. */
  fingerprint: z.string().check(z.regex(/^[0-9a-f]{64}$/)),
  /** Where the value came from, starting nearest to its use; `fallback` if it is used only when no other value is given. */
  chain: z.array(z.strictObject({ what: z.string(), ...location, fallback: z.optional(z.literal(true)) })),
  related: z.array(z.strictObject({ what: z.string(), ...location })),
  fix: z.optional(
    z.strictObject({
      description: z.string(),
      replacements: z.array(z.strictObject({ ...location, text: z.string() })),
    }),
  ),
  /** Set if a comment or the configuration accepts this finding. */
  suppressed: z.optional(
    z.strictObject({ by: z.enum(["comment", "config"]), reason: z.string(), place: z.strictObject(location) }),
  ),
});

const count = z.int().check(z.minimum(0));

export const jsonReportSchema = z.strictObject({
  version: z.literal(1),
  tool: z.strictObject({ name: z.literal("immutable-tag-validator"), version: z.string() }),
  tally: z.strictObject({
    immutable: count,
    mutable: count,
    undecided: count,
    errors: count,
    warnings: count,
    notes: count,
    suppressed: count,
    unread: count,
    unreadable: count,
    unknown: count,
  }),
  workflows: z.array(z.string()),
  files: z.array(z.string()),
  findings: z.array(finding),
});

export type JsonReport = z.output<typeof jsonReportSchema>;
