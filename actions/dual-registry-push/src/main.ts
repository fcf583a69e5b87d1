// Reads where the image is and where it goes, has it pushed, and reports what every registry says of it.
import type { Main } from "@deploy-actions/action";
import { type Credentials, connect } from "@deploy-actions/registry";
import { localTarget } from "@deploy-actions/target";
import type { definition } from "./definition.ts";
import { type Destination, destinations } from "./destinations.ts";
import { push } from "./push.ts";
import { failureOf, movingTags, references, rows, TABLE_HEAD } from "./result.ts";
import { claimOf } from "./source.ts";

export const main: Main<typeof definition> = async ({ inputs, report, signal, done }) => {
  const { log, summary } = report;
  const goals = destinations(inputs);
  const tags = [...new Set(inputs.tags)];
  const claim = claimOf(inputs.image, inputs.source);
  const patience = { timeoutMs: inputs["timeout-seconds"] * 1000, attempts: inputs["max-attempts"] };

  const open = (host: string, access: "pull" | "push", credentials: Credentials | undefined) =>
    connect({ host, access, credentials, signal, log, ...patience });

  const publication = await push(
    { claim, destinations: goals, tags },
    {
      target: localTarget(),
      sourceIn: (host) => open(host, "pull", credentialsFor(host, goals)),
      registryOf: ({ host, credentials }) => open(host, "push", credentials),
      log,
      signal,
    },
  );

  const { digest, outcomes } = publication;
  summary.heading("Image published");
  summary.code(digest);
  summary.table(TABLE_HEAD, rows(publication));
  const moving = movingTags(tags);
  if (moving.length > 0) summary.list(moving);
  for (const line of moving) log.info(line);

  const failure = failureOf(publication);
  if (failure !== undefined) throw failure;
  const outcome = outcomes.every(({ status }) => status === "exists") ? "unchanged" : "pushed";
  const where = outcomes.map(({ place, status }) => `${place.registry.host}/${place.name} (${status})`).join(" and ");
  return done({ digest, references: references(publication, tags), outcome }, `${outcome}: ${digest} in ${where}`);
};

/** A source in one of the destinations' registries is read with that registry's credentials, any other anonymously. */
function credentialsFor(host: string, goals: readonly Destination[]): Credentials | undefined {
  return goals.find((goal) => goal.host === host)?.credentials;
}
