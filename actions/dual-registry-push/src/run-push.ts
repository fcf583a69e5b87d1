// Carries a push out on this machine: with registries that know who this step is, within the time there is, telling how
// far it has come.
import { deadline, explainProxy, explainRestriction, openImageFile, type Repository } from "@deploy-actions/registry";
import { localTarget } from "@deploy-actions/target";
import { type Holding, holdings } from "./current-tags.ts";
import type { Login } from "./logins.ts";
import { followProgress, sayProgress, type Traffic } from "./progress.ts";
import { type Plan, type Publication, push } from "./push.ts";
import { type Conditions as OfRegistries, registries } from "./registries.ts";

export type Conditions = OfRegistries & {
  /** Who this step is to a registry that an image is read from. */
  readonly loginFor: (host: string) => Login;
  /** For everything. */
  readonly deadlineSeconds: number;
  /** Where files may be made that are gone in the end. */
  readonly folder: string;
};

export type CarriedOut = {
  readonly publication: Publication;
  readonly trafficOf: (repository: Repository) => Traffic;
  /** What an error means in this run: the deadline, or a fork's pull request. */
  readonly explained: (error: unknown) => unknown;
};

/** Milliseconds that a step which has failed already gives a registry to say what it holds. */
const LAST_LOOK_MS = 5000;

/** What every destination holds under the tags after a failure. Asks once and briefly, also when the time of the push is over. */
export function lookAround({ destinations, tags }: Plan, conditions: Conditions): Promise<Holding[]> {
  const timeoutMs = Math.min(conditions.timeoutMs, LAST_LOOK_MS);
  const open = registries({ ...conditions, timeoutMs, attempts: 1 });
  const repositories = destinations.map(
    ({ host, name, login }): Repository => ({ registry: open(host, "push", login), name }),
  );
  return holdings(repositories, tags);
}

/** Throws, explained, where no registry was tagged; see {@link push}. */
export async function carryOut(plan: Plan, conditions: Conditions): Promise<CarriedOut> {
  const { log, folder, job, loginFor } = conditions;
  const signal = deadline(conditions.deadlineSeconds * 1000, conditions.signal);
  // Whatever was going on when the time was up says only that it was ended.
  const isOver = (): boolean => signal.aborted && !conditions.signal.aborted;
  const explained = (error: unknown): unknown =>
    isOver() ? signal.reason : explainRestriction(explainProxy(error, job.unusedProxy), job.limits);
  const open = registries({ ...conditions, signal });
  const progress = followProgress();
  const stop = sayProgress(progress, log.info);
  try {
    const publication = await push(plan, {
      target: localTarget(),
      repositories: {
        registryFor: (host) => open(host, "pull", loginFor(host)),
        inFile: (path, image) => openImageFile(path, { image, folder, signal }),
      },
      registryOf: ({ host, login }) => open(host, "push", login),
      progress,
      log,
      signal,
    });
    return { publication, trafficOf: progress.trafficOf, explained };
  } catch (error) {
    throw explained(error);
  } finally {
    stop();
    const last = progress.line();
    if (last !== undefined) log.info(last);
  }
}
