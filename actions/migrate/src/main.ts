// Runs the migration described by the inputs and reports the head in the log, the summary and the outputs.
import type { Main, Report } from "@deploy-actions/action";
import { type Head, MigrateError, type Migration, type MigrationResult, runMigration } from "@deploy-actions/migrate";
import { localTarget } from "@deploy-actions/target";
import type { definition } from "./definition.ts";
import { migrationFrom } from "./request.ts";

export const main: Main<typeof definition> = async ({ inputs, report, signal, environment, done, failed }) => {
  maskPasswords(inputs["environment-variables"], report);
  const migration = migrationFrom(inputs, environment);
  if ("mistakes" in migration) {
    return failed({
      happened: migration.mistakes.join("\n"),
      state: "Nothing was started or changed.",
      next: "Correct the step's `with:` and run it again.",
    });
  }
  try {
    const result = await runMigration(localTarget(), migration, { log: report.log, signal });
    summarize(report, migration, result);
    return done({ changed: result.changed, ...headOutputs(result, report) }, lastLine(result));
  } catch (error) {
    if (!(error instanceof MigrateError)) throw error;
    const { before, after, message, state, next, problem } = error;
    const outputs = {
      changed: before && after ? before.text !== after.text : ("unknown" as const),
      ...headOutputs(error, report),
    };
    report.summary.heading("Migration failed");
    report.summary.table(["Head before", "Head after"], [[headText(before), headText(after)]]);
    report.summary.details("What happened", [message, state, next].join("\n"));
    return failed(problem, outputs);
  }
};

/** A tool that prints the parts of a database URL prints the password on its own, which a mask of the complete value does not cover. */
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

/** What a tool prints as its head may contain a secret. */
function headOutputs({ before, after }: Heads, { redact }: Report): { "head-before": string; "head-after": string } {
  return { "head-before": redact(before?.text ?? ""), "head-after": redact(after?.text ?? "") };
}

function lastLine({ changed, before, after }: MigrationResult): string {
  if (changed === "unknown") return "Migrated. Whether anything changed is unknown without head-command.";
  return changed ? `Migrated: ${headText(before)} → ${headText(after)}.` : `Unchanged: the head is ${headText(after)}.`;
}

function summarize(
  report: Report,
  { migrator, location }: Migration,
  { changed, before, after }: MigrationResult,
): void {
  const where = location.kind === "container" ? "a container of the image" : "the runner";
  report.summary.heading("Migration");
  report.summary.table(
    ["Tool", "Ran on", "Changed", "Head before", "Head after"],
    [[migrator.tool, where, String(changed), headText(before), headText(after)]],
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

function headText(head: Head | undefined): string {
  return head?.text ?? "unknown";
}
