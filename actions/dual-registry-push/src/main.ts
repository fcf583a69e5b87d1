// Reads where the image is and where to publish it, publishes it, and reports the result for every registry.
import type { Main } from "@deploy-actions/action";
import { systemClock } from "@deploy-actions/contract";
import { AZURE_CLOUDS, repositoryName } from "@deploy-actions/registry";
import { readCurrentTags } from "./current-tags.ts";
import type { definition } from "./definition.ts";
import { destinationsFrom, readLogin } from "./destinations.ts";
import { jobFrom } from "./job.ts";
import { attest } from "./provenance.ts";
import { movingTags, publishError, references, tableRows } from "./result.ts";
import { runPush } from "./run-push.ts";
import { lowercaseImage, parseLocation } from "./source.ts";
import { type Failure, summarizeFailure, summarizePublished } from "./summary.ts";

export const main: Main<typeof definition> = async ({ inputs, report, signal, environment, done }) => {
  const { log, summary, mask } = report;
  for (const { password } of inputs["extra-credentials"].values()) mask(password);
  const azureSuffix = AZURE_CLOUDS[inputs["azure-cloud"]].registries;
  const { destinations, notices } = destinationsFrom(inputs, azureSuffix);
  const image = lowercaseImage(inputs.image, inputs.source);
  for (const notice of [...notices, ...image.notices]) log.info(notice);
  const tags = [...new Set(inputs.tags)];
  const location = parseLocation(image.text, inputs.source);
  const plan = { location, destinations, tags, referrers: inputs.referrers };

  const job = await jobFrom(environment);
  const context = {
    job,
    cloud: inputs,
    trustedHosts: inputs["trusted-hosts"],
    loginFor: (host: string) => readLogin(host, inputs, azureSuffix),
    timeoutMs: inputs["timeout-seconds"] * 1000,
    attempts: inputs["max-attempts"],
    deadlineSeconds: inputs["deadline-seconds"],
    folder: environment.RUNNER_TEMP ?? "/tmp",
    checkout: environment.GITHUB_WORKSPACE || undefined,
    clock: systemClock,
    signal,
    log,
    mask,
  };
  const failureOf = async (error: unknown): Promise<Failure> => ({
    image: image.text,
    error,
    currentTags: signal.aborted ? [] : await readCurrentTags(destinations, tags, context),
  });
  const { publication, trafficOf, explain } = await runPush(plan, context).catch(async (error) => {
    summarizeFailure(summary, await failureOf(error));
    throw error;
  });

  const { digest, results } = publication;
  // For the log, and for runners without summaries.
  for (const cells of tableRows(publication, trafficOf)) log.info(cells.filter((cell) => cell !== "").join(" | "));
  const error = publishError(publication, explain);
  if (error !== undefined) {
    summarizeFailure(summary, { ...(await failureOf(error)), publication }, trafficOf);
    throw error;
  }
  summarizePublished(summary, publication, { tags, trafficOf });
  for (const line of movingTags(tags)) log.info(line);

  if (inputs.provenance) {
    const id = await attest(publication, job, { token: inputs["github-token"], log });
    if (id !== undefined) summary.paragraph(`Provenance: attestation ${id}.`);
  }
  const outcome = results.every(({ status }) => status === "exists") ? "unchanged" : "pushed";
  const where = results.map(({ repository, status }) => `${repositoryName(repository)} (${status})`).join(" and ");
  return done({ digest, references: references(publication, tags), outcome }, `${outcome}: ${digest} in ${where}`);
};
