// Finds the workflow files, has them checked, says what was found; fails when something breaks the policy.
import type { Main } from "@deploy-actions/action";
import type { definition } from "./definition.ts";
import { matchingFiles } from "./files.ts";

export const main: Main<typeof definition> = async ({ inputs, report, signal, environment, done, failed }) => {
  const workspace = environment.GITHUB_WORKSPACE || process.cwd();
  const paths = await matchingFiles(workspace, inputs.paths);
  if (paths.length === 0) return failed(nothingToCheck(inputs.paths));
  // The grammars are only worth loading once there is something to read.
  const [{ checkFiles }, { placeOf, showFindings, totalsOf, verdictLine, writeSummary }] = await Promise.all([
    import("./check-files.ts"),
    import("./present.ts"),
  ]);
  const totals = totalsOf(await checkFiles(workspace, paths, signal));
  showFindings(totals, report);
  writeSummary(totals, report.summary);
  const { errors, warnings } = totals;
  const first = totals.findings[0];
  if (errors === 0 || first === undefined) return done({ errors, warnings }, verdictLine(totals));
  return failed(
    {
      happened: `${verdictLine(totals)}. The first error is at ${placeOf(first)}: ${first.message}`,
      state: "This step only reads: nothing was deployed or changed.",
      next: "Correct the lines that the annotations and the job summary name, and push again.",
    },
    { errors, warnings },
  );
};

function nothingToCheck(patterns: readonly string[]) {
  return {
    happened: `No file matches \`paths\` (${patterns.join(", ")}), so nothing could be checked.`,
    state: "This step only reads: nothing was deployed or changed.",
    next: "Run actions/checkout before this step, or correct `paths`: they are taken from the workspace's root.",
  };
}
