// Runs a push on this machine, within the deadline, and reports its progress.
import {
  explainProxy,
  explainRestriction,
  openImageFile,
  type Repository,
  startDeadline,
} from "@deploy-actions/registry";
import { localTarget } from "@deploy-actions/target";
import type { Login } from "./logins.ts";
import { reportProgress, type Traffic, trackProgress } from "./progress.ts";
import { type Plan, type Publication, push } from "./push.ts";
import { type RegistryContext, registries } from "./registries.ts";

export type RunContext = RegistryContext & {
  /** How to log in to a registry that an image is read from. */
  readonly loginFor: (host: string) => Login;
  /** For the entire push. */
  readonly deadlineSeconds: number;
  /** Where temporary files go. */
  readonly folder: string;
  /** Where the job's files are; a path in it must not lead out of it. */
  readonly checkout: string | undefined;
};

export type PushRun = {
  readonly publication: Publication;
  readonly trafficOf: (repository: Repository) => Traffic;
  /** The real reason of an error in this run, if there is one: the deadline, an unused proxy, or a pull request from a fork. */
  readonly explain: (error: unknown) => unknown;
};

/** Throws an explained error if no registry was tagged; see {@link push}. */
export async function runPush(plan: Plan, context: RunContext): Promise<PushRun> {
  const { log, folder, checkout, job, loginFor, clock } = context;
  const deadline = startDeadline(context.deadlineSeconds * 1000, context.signal, clock);
  const { signal } = deadline;
  // After the deadline, other errors only say that something was aborted.
  const isExpired = (): boolean => signal.aborted && !context.signal.aborted;
  const explain = (error: unknown): unknown =>
    isExpired() ? signal.reason : explainRestriction(explainProxy(error, job.unusedProxy), job.restriction);
  const open = registries({ ...context, signal });
  const progress = trackProgress(clock);
  const stopReporting = reportProgress(progress, log.info, clock);
  try {
    const publication = await push(plan, {
      target: localTarget(),
      sources: {
        registryFor: (host) => open(host, "pull", loginFor(host)),
        inFile: (path, image) => openImageFile(path, { image, folder, checkout, signal }),
      },
      registryOf: ({ host, login }) => open(host, "push", login),
      progress,
      log,
      signal,
    });
    return { publication, trafficOf: progress.trafficOf, explain };
  } catch (error) {
    throw explain(error);
  } finally {
    deadline.cancel();
    stopReporting();
    const last = progress.line();
    if (last !== undefined) log.info(last);
  }
}
