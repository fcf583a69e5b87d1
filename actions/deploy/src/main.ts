// Runs a deployment from the inputs and reports the result.
import { resolve } from "node:path";
import type { Main } from "@deploy-actions/action";
import { rolloutMistakes } from "@deploy-actions/rollout/inputs";
import type { definition } from "./definition.ts";

export const main: Main<typeof definition> = async ({ inputs, report, signal, environment, done, failed }) => {
  const mistakes = rolloutMistakes(inputs);
  if (mistakes !== undefined) return failed(mistakes);
  // Loaded only after the inputs have been validated, so that invalid inputs fail fast.
  const [
    { healthPolicy },
    { summarizeRollout, deploy, secretTexts, runningContainers, contextFromInputs, writeSummary },
  ] = await Promise.all([import("@deploy-actions/probe"), import("@deploy-actions/rollout")]);
  const context = contextFromInputs(inputs, { environment, log: report.log, signal });
  for (const secret of secretTexts(context)) report.mask(secret);

  const source = {
    path: resolve(inputs["compose-file"]),
    checkout: [environment.GITHUB_WORKSPACE, environment.RUNNER_TEMP].filter((folder) => folder !== undefined),
    images: inputs.images,
  };
  const result = await deploy(context, { source, policy: healthPolicy(inputs) });
  for (const { title, lines } of result.evidence) await report.group(title, async () => lines.forEach(report.log.info));
  const running = await runningContainers(context, result);
  writeSummary(summarizeRollout("Deploy", context, result, running), report.summary);

  const { outcome, release = "", previous = "", problem, line } = result;
  const outputs = { outcome, "release-id": release, "previous-release-id": previous };
  if (problem === undefined) return done(outputs, line);
  return failed({ ...problem, happened: `${outcome}: ${problem.happened}` }, outputs);
};
