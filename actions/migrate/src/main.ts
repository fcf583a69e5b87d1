// Runs the migration that the inputs describe, and tells the log, the summary and the outputs how far the database is.
import type { Main, Report } from "@deploy-actions/action";
import { type Head, type Migrated, MigrateError, type Migration, runMigration } from "@deploy-actions/migrate";
import { localTarget } from "@deploy-actions/target";
import type { definition } from "./definition.ts";
import { requested } from "./request.ts";

export const main: Main<typeof definition> = async ({ inputs, report, signal, environment, done, failed }) => {
  maskPasswords(inputs["environment-variables"], report);
  const migration = requested(inputs, environment);
  if ("mistakes" in migration) {
    return failed({
      happened: migration.mistakes.join("\n"),
      state: "Nothing was started or changed.",
      next: "Correct the step's `with:` and run it again.",
    });
  }
  try {
    const migrated = await runMigration(localTarget(), migration, { log: report.log, signal });
    summarise(report, migration, migrated);
    return done({ changed: migrated.changed, ...heads(migrated) }, lastLine(migrated));
  } catch (error) {
    if (!(error instanceof MigrateError)) throw error;
    const { before, after, message, state, next, problem } = error;
    const outputs = { changed: before && after ? before.text !== after.text : ("unknown" as const), ...heads(error) };
    report.summary.heading("Migration failed");
    report.summary.table(["Head before", "Head after"], [[said(before), said(after)]]);
    report.summary.details("What happened", [message, state, next].join("\n"));
    return failed(problem, outputs);
  }
};

/** A tool that prints the parts of a database URL would print the password alone, which the whole value's mask does not cover. */
function maskPasswords(variables: Readonly<Record<string, string>>, report: Report): void {
  for (const value of Object.values(variables)) {
    const password = URL.parse(value)?.password ?? "";
    if (password === "") continue;
    report.mask(password);
    report.mask(decoded(password));
  }
}

function decoded(password: string): string {
  try {
    return decodeURIComponent(password);
  } catch {
    return password;
  }
}

type Heads = { readonly before: Head | undefined; readonly after: Head | undefined };

function heads({ before, after }: Heads): { "head-before": string; "head-after": string } {
  return { "head-before": before?.text ?? "", "head-after": after?.text ?? "" };
}

function lastLine({ changed, before, after }: Migrated): string {
  if (changed === "unknown") return "Migrated; whether anything changed is unknown without head-command.";
  return changed ? `Migrated: ${said(before)} → ${said(after)}.` : `Unchanged: the head is ${said(after)}.`;
}

function summarise(report: Report, { migrator, place }: Migration, { changed, before, after }: Migrated): void {
  const where = place.kind === "container" ? "a container of the image" : "the runner";
  report.summary.heading("Migration");
  report.summary.table(
    ["Tool", "Ran on", "Changed", "Head before", "Head after"],
    [[migrator.tool, where, String(changed), said(before), said(after)]],
  );
  if (after?.schemas === undefined) return;
  report.summary.table(
    ["Schema", "Migrations before", "Migrations now"],
    Object.entries(after.schemas).map(([schema, count]) => [
      schema,
      String(before?.schemas?.[schema] ?? 0),
      String(count),
    ]),
  );
}

function said(head: Head | undefined): string {
  return head?.text ?? "unknown";
}
