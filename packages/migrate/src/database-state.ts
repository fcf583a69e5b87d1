// Compares the head before and after a migration and describes the state of the database. Pure.
import type { Head } from "./migrator.ts";

export type Changed = boolean | "unknown";

/** Whether the head changed; "unknown" when either head could not be read. */
export function headChanged(before: Head | undefined, after: Head | undefined): Changed {
  return before === undefined || after === undefined ? "unknown" : before.text !== after.text;
}

/** The state of the database after a migration that did not finish. `headReadable`: whether this project has a way to read the head. */
export function describeState(before: Head | undefined, after: Head | undefined, headReadable: boolean): string {
  if (!headReadable) {
    return "Which migrations were applied is unknown, because head-command is not set. Migrations that finished remain applied.";
  }
  if (before === undefined) return "No migration was started.";
  if (after === undefined) return `The head was ${before.text} before; the current head could not be read.`;
  const schemas = describeSchemas(before, after);
  if (before.text === after.text) {
    return `The head is still ${after.text}, so no migration is recorded as applied. Changes made outside a transaction may remain.${schemas}`;
  }
  return `The head was ${before.text} and is now ${after.text}: some migrations were applied and remain applied.${schemas}`;
}

/** The number of applied migrations in each schema before and after, which shows the schema that failed. */
export function describeSchemas(before: Head, after: Head): string {
  if (after.schemas === undefined) return "";
  const lines = Object.entries(after.schemas).map(([schema, count]) => {
    const earlier = new Map(Object.entries(before.schemas ?? {})).get(schema) ?? 0;
    return `  ${schema}: ${earlier === count ? `${count}, unchanged` : `${earlier} → ${count}`}`;
  });
  return `\nApplied migrations by schema:\n${lines.join("\n")}`;
}
