// Reads from the engine which containers a project has, and waits for the first of them to fail.
import { attempt, type Container, Containers, compose, docker, parseAnswer, standing } from "@deploy-actions/runtime";
import type { Target } from "@deploy-actions/target";

export async function containersOf(target: Target, project: string, signal: AbortSignal): Promise<Container[]> {
  const list = await attempt(target, compose.listContainers(project), { signal });
  const ids = list.stdout.split("\n").filter((line) => line !== "");
  return inspected(target, ids, signal);
}

/** Those of the ids that are still there. */
export async function inspected(target: Target, ids: readonly string[], signal: AbortSignal): Promise<Container[]> {
  if (ids.length === 0) return [];
  // It exits 1 when one of them is gone, and still prints the others.
  const { stdout } = await attempt(target, docker.inspect("container", ids), { signal });
  return parseAnswer(Containers, stdout, "docker container inspect");
}

export type Failing = { readonly container: Container; readonly why: string };

/** What containers are judged against. */
export type Baseline = {
  /** The project's containers before the attempt: what was wrong with one that is left alone is no fault of this release. */
  readonly before: readonly Container[];
  /** How many restarts are no failure yet: see `standing`. */
  readonly forgiven: number;
};

/** The containers that have failed since the baseline, each with a clause that says how. */
export function failing(containers: readonly Container[], { before, forgiven }: Baseline): Failing[] {
  const earlier = new Map(before.map((container) => [container.id, container]));
  const failed = containers.flatMap((container) => {
    const was = earlier.get(container.id);
    const how = standing({ ...container, restarts: container.restarts - (was?.restarts ?? 0) }, forgiven);
    const asBefore = was !== undefined && standing({ ...was, restarts: 0 }, forgiven).is === "failed";
    return how.is === "failed" && !asBefore ? [{ container, why: how.why }] : [];
  });
  const [first] = containers;
  if (failed.length > 0 || first === undefined) return failed;
  const allOver = containers.every((container) => standing(container, forgiven).is === "done");
  return allOver ? [{ container: first, why: "ended with exit code 0, and nothing else runs" }] : [];
}

export type Guard = {
  /** Resolves once every container was looked at. */
  readonly firstLook: Promise<{ readonly containers: readonly Container[]; readonly failing: readonly Failing[] }>;
  /** Aborted when a container fails. */
  readonly failed: AbortSignal;
  readonly stop: () => void;
};

/** Looks again when nothing has been heard for so long, in case an event was missed. */
const QUIET_MS = 2_000;

/** Watches a project's containers until `stop`: looks at once, then whenever the engine tells of an end or a change of health. */
export function guard(target: Target, project: string, baseline: Baseline, signal: AbortSignal): Guard {
  const over = new AbortController();
  const failed = new AbortController();
  const until = AbortSignal.any([signal, over.signal]);
  let heard = (): void => {};
  until.addEventListener("abort", () => heard(), { once: true });
  // An engine that stops telling is noticed by whoever asks it next; this stream is only there to be quick.
  attempt(target, compose.containerEvents(project), { signal: until, onLine: () => heard() }).catch(() => {});

  const firstLook = containersOf(target, project, until).then(async (containers) => {
    const found = failing(containers, baseline);
    if (found.length > 0) failed.abort();
    else lookOn(containers.map(({ id }) => id));
    return { containers, failing: found };
  });
  firstLook.catch(() => {});

  const lookOn = async (ids: readonly string[]): Promise<void> => {
    while (!until.aborted) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, QUIET_MS);
        heard = () => {
          clearTimeout(timer);
          resolve();
        };
      });
      if (until.aborted) return;
      const containers = await inspected(target, ids, until).catch(() => []);
      if (containers.length < ids.length || failing(containers, baseline).length > 0) return failed.abort();
    }
  };
  return { firstLook, failed: failed.signal, stop: () => over.abort() };
}
