// Reads where the image is and where it goes, has it brought there, and reports what every registry says of it.
import type { Main } from "@deploy-actions/action";
import { AZURE_CLOUDS } from "@deploy-actions/registry";
import { carryOut } from "./carry-out.ts";
import type { definition } from "./definition.ts";
import { destinations, readingLogin } from "./destinations.ts";
import { jobIn } from "./job.ts";
import { extraLogins } from "./logins.ts";
import { attest } from "./provenance.ts";
import { copyable, failureOf, movingTags, references, rows, TABLE_HEAD } from "./result.ts";
import { claimOf, lowered } from "./source.ts";

export const main: Main<typeof definition> = async ({ inputs, report, signal, environment, done }) => {
  const { log, summary, mask } = report;
  for (const { password } of extraLogins(inputs["extra-credentials"]).values()) mask(password);
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
  const { publication, trafficOf, explained } = await carryOut(plan, conditions);

  const { digest, outcomes } = publication;
  const failure = failureOf(publication, explained);
  summary.heading(failure === undefined ? "Image published" : "Image not published");
  const table = rows(publication, trafficOf);
  summary.table(TABLE_HEAD, table);
  // For those who read the log, and for runners without summaries.
  for (const cells of table) log.info(cells.filter((cell) => cell !== "").join(" | "));
  summary.code(copyable(publication));
  const moving = movingTags(tags);
  if (moving.length > 0) summary.list(moving);
  for (const line of moving) log.info(line);
  if (failure !== undefined) throw failure;

  if (inputs.provenance) {
    const id = await attest(publication, job, { token: inputs["github-token"], log });
    if (id !== undefined) summary.paragraph(`Provenance: attestation ${id}.`);
  }
  const outcome = outcomes.every(({ status }) => status === "exists") ? "unchanged" : "pushed";
  const where = outcomes.map(({ place, status }) => `${place.registry.host}/${place.name} (${status})`).join(" and ");
  return done({ digest, references: references(publication, tags), outcome }, `${outcome}: ${digest} in ${where}`);
};
