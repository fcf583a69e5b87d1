// Reads where the image is and where it goes, has it brought there, and reports what every registry says of it.
import type { Main } from "@deploy-actions/action";
import { AZURE_CLOUDS } from "@deploy-actions/registry";
import { carryOut, lookAround } from "./carry-out.ts";
import type { definition } from "./definition.ts";
import { destinations, readingLogin } from "./destinations.ts";
import { jobIn } from "./job.ts";
import { attest } from "./provenance.ts";
import { failureOf, movingTags, references, rows } from "./result.ts";
import { claimOf, lowered } from "./source.ts";
import { type Failure, summarizeFailure, summarizePublished } from "./summary.ts";

export const main: Main<typeof definition> = async ({ inputs, report, signal, environment, done }) => {
  const { log, summary, mask } = report;
  for (const { password } of inputs["extra-credentials"].values()) mask(password);
  const azure = AZURE_CLOUDS[inputs["azure-cloud"]].registries;
  const { goals, notices } = destinations(inputs, azure);
  const image = lowered(inputs.image, inputs.source);
  for (const notice of [...notices, ...image.notices]) log.info(notice);
  const tags = [...new Set(inputs.tags)];
  const plan = {
    claim: claimOf(image.text, inputs.source),
    destinations: goals,
    tags,
    referrers: inputs.referrers,
  };

  const job = await jobIn(environment);
  const conditions = {
    job,
    cloud: inputs,
    loginFor: (host: string) => readingLogin(host, inputs, azure),
    timeoutMs: inputs["timeout-seconds"] * 1000,
    attempts: inputs["max-attempts"],
    deadlineSeconds: inputs["deadline-seconds"],
    folder: environment.RUNNER_TEMP ?? "/tmp",
    signal,
    log,
    mask,
  };
  const failing = async (error: unknown): Promise<Failure> => ({
    image: image.text,
    error,
    holdings: signal.aborted ? [] : await lookAround(plan, conditions),
  });
  const { publication, trafficOf, explained } = await carryOut(plan, conditions).catch(async (error) => {
    summarizeFailure(summary, await failing(error));
    throw error;
  });

  const { digest, outcomes } = publication;
  // For those who read the log, and for runners without summaries.
  for (const cells of rows(publication, trafficOf)) log.info(cells.filter((cell) => cell !== "").join(" | "));
  const failure = failureOf(publication, explained);
  if (failure !== undefined) {
    summarizeFailure(summary, { ...(await failing(failure)), publication }, trafficOf);
    throw failure;
  }
  summarizePublished(summary, publication, { tags, trafficOf });
  for (const line of movingTags(tags)) log.info(line);

  if (inputs.provenance) {
    const id = await attest(publication, job, { token: inputs["github-token"], log });
    if (id !== undefined) summary.paragraph(`Provenance: attestation ${id}.`);
  }
  const outcome = outcomes.every(({ status }) => status === "exists") ? "unchanged" : "pushed";
  const where = outcomes.map(({ place, status }) => `${place.registry.host}/${place.name} (${status})`).join(" and ");
  return done({ digest, references: references(publication, tags), outcome }, `${outcome}: ${digest} in ${where}`);
};
