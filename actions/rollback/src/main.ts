// Runs a rollback from the inputs and reports the result.
import type { Main } from "@deploy-actions/action";
import { rolloutMistakes } from "@deploy-actions/rollout/inputs";
import type { definition } from "./definition.ts";

export const main: Main<typeof definition> = async ({ inputs, report, signal, environment, done, failed }) => {
  const mistakes = rolloutMistakes(inputs);
  if (mistakes !== undefined) return failed(mistakes);
  // Loaded only after the inputs have been validated, so that invalid inputs fail fast.
  const { summarizeRollout, rollback, secretTexts, runningContainers, contextFromInputs, writeSummary } = await import(
    "@deploy-actions/rollout"
  );
  const context = contextFromInputs(inputs, { environment, log: report.log, signal });
  for (const secret of secretTexts(context)) report.mask(secret);

  const result = await rollback(context, { to: inputs.to, reason: inputs.reason });
  for (const { title, lines } of result.evidence) await report.group(title, async () => lines.forEach(report.log.info));
  const running = await runningContainers(context, result);
  writeSummary(summarizeRollout("Rollback", context, result, running), report.summary);

  const { outcome, release = "", problem, line } = result;
  const outputs = { outcome, "release-id": release };
  if (problem === undefined) return done(outputs, line);
  return failed({ ...problem, happened: `${outcome}: ${problem.happened}` }, outputs);
};
