// The run-time guard as a step: passes when none of the references can change, and otherwise fails with all of those that can.
import type { Context, Ending } from "@deploy-actions/action";
import type { definition } from "./definition.ts";
import { refusals } from "./guard.ts";

type D = typeof definition;

const NO_FINDINGS = { errors: 0, warnings: 0, undecided: 0, unread: 0, suppressed: 0, "sarif-file": "" } as const;

/** `references` is empty where the input held nothing but an expression without a value. */
export function guard(references: readonly string[], { report, done, failed }: Context<D>): Ending<D> {
  if (references.length === 0) {
    return failed({
      happened:
        "`images` was given and holds nothing: the expression behind it has no value, so nothing could be judged.",
      state: "Nothing was deployed by this step; the job stops here.",
      next: "Look for the step, job or input that should have given the reference, and for a misspelt output.",
    });
  }
  const refused = refusals(references);
  const immutable = references.length - refused.length;
  const line = `${counted(references.length)} guarded: ${immutable} immutable, ${refused.length} refused`;
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

function counted(number: number): string {
  return `${number} reference${number === 1 ? "" : "s"}`;
}
