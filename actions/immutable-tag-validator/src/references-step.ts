// Checks the references given in `images` at run time: passes if none of them can change, and otherwise fails and lists those that can.
import type { Context, MainResult } from "@deploy-actions/action";
import { commitsOfRun } from "@deploy-actions/checkout/run-event";
import type { definition } from "./definition.ts";
import { possibleCommits, rejectedReferences } from "./references.ts";

type D = typeof definition;

const NO_FINDINGS = {
  errors: 0,
  warnings: 0,
  undecided: 0,
  unread: 0,
  unreadable: 0,
  suppressed: 0,
  "sarif-file": "",
} as const;

/** `references` is empty if the input is an expression without a value. */
export async function checkReferences(references: readonly string[], context: Context<D>): Promise<MainResult<D>> {
  const { report, done, failed } = context;
  if (references.length === 0) {
    return failed({
      happened: "`images` is empty: the expression in it has no value, so nothing was checked.",
      state: "Nothing was deployed by this step; the job stops here.",
      next: "Check the step, job or input that should provide the reference, and look for a misspelled output name.",
    });
  }
  const refused = await refusedReferences(references, context);
  const immutable = references.length - refused.length;
  const line = `${counted(references.length)} checked: ${immutable} immutable, ${refused.length} refused`;
  if (refused.length === 0) return done({ ...NO_FINDINGS }, line);
  report.summary.heading("Deploy refused");
  report.summary.table(
    ["Reference", "Why", "What to deploy instead"],
    refused.map(({ reference, why, next }) => [reference, why, next]),
  );
  return failed(
    {
      happened: [`${line}.`, ...refused.map(({ why }) => why)].join("\n"),
      state: "Nothing was deployed by this step; the job stops here.",
      next: [...new Set(refused.map(({ next }) => next))].join(" "),
    },
    { ...NO_FINDINGS, errors: refused.length },
  );
}

/** A short commit passes if it belongs to a commit that the run's event names, or that is in the clone in the workspace. */
async function refusedReferences(
  references: readonly string[],
  { environment, signal }: Context<D>,
): Promise<ReturnType<typeof rejectedReferences>> {
  const commits = commitsOfRun(environment);
  const refused = rejectedReferences(references, commits);
  const possible = possibleCommits(refused.map(({ reference }) => reference)).slice(0, LOOKUPS);
  if (possible.length === 0) return refused;
  const { commitsStartingWith } = await import("@deploy-actions/checkout");
  const folder = environment.GITHUB_WORKSPACE || process.cwd();
  const found = await Promise.all(possible.map((digits) => commitsStartingWith(folder, digits, signal)));
  return rejectedReferences(references, [...commits, ...found.flat()]);
}

/** More references than a job deploys. */
const LOOKUPS = 20;

function counted(number: number): string {
  return `${number} reference${number === 1 ? "" : "s"}`;
}
