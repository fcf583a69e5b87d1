// Reads a project's containers from the engine, and monitors them for failures.
import {
  attempt,
  type Container,
  Containers,
  compose,
  containerState,
  docker,
  parseAnswer,
} from "@deploy-actions/runtime";
import type { Target } from "@deploy-actions/target";

export async function containersOf(target: Target, project: string, signal: AbortSignal): Promise<Container[]> {
  const list = await attempt(target, compose.listContainers(project), { signal });
  const ids = list.stdout.split("\n").filter((line) => line !== "");
  return inspectContainers(target, ids, signal);
}

/** Containers that no longer exist are left out. */
export async function inspectContainers(
  target: Target,
  ids: readonly string[],
  signal: AbortSignal,
): Promise<Container[]> {
  if (ids.length === 0) return [];
  // Exits with 1 if a container no longer exists, and still prints the others.
  const { stdout } = await attempt(target, docker.inspect("container", ids), { signal });
  return parseAnswer(Containers, stdout, "docker container inspect");
}

export type FailedContainer = { readonly container: Container; readonly why: string };

/** What the containers are compared with. */
export type Baseline = {
  /** The project's containers before the attempt. A container that had failed before and was left alone does not count against this release. */
  readonly before: readonly Container[];
  /** How many restarts do not count as a failure: see `containerState`. */
  readonly allowedRestarts: number;
};

/** The containers that have failed since the baseline. `why` continues a sentence about the container. */
export function failedContainers(
  containers: readonly Container[],
  { before, allowedRestarts }: Baseline,
): FailedContainer[] {
  const earlier = new Map(before.map((container) => [container.id, container]));
  const failed = containers.flatMap((container) => {
    const was = earlier.get(container.id);
    const now = containerState({ ...container, restarts: container.restarts - (was?.restarts ?? 0) }, allowedRestarts);
    const hadFailedBefore =
      was !== undefined && containerState({ ...was, restarts: 0 }, allowedRestarts).state === "failed";
    return now.state === "failed" && !hadFailedBefore ? [{ container, why: now.why }] : [];
  });
  const [first] = containers;
  if (failed.length > 0 || first === undefined) return failed;
  const allDone = containers.every((container) => containerState(container, allowedRestarts).state === "done");
  return allDone ? [{ container: first, why: "exited with code 0, and no other container is running" }] : [];
}

export type ContainerMonitor = {
  /** Resolves after the first check of every container. */
  readonly firstCheck: Promise<{
    readonly containers: readonly Container[];
    readonly failedContainers: readonly FailedContainer[];
  }>;
  /** Aborted when a container fails. */
  readonly failed: AbortSignal;
  readonly stop: () => void;
};

/** Checks again after this long without an event, in case an event was missed. */
const MAX_QUIET_MS = 2_000;

/** Checks a project's containers immediately, and then whenever the engine reports an exit or a health change, until `stop`. */
export function monitorContainers(
  target: Target,
  project: string,
  baseline: Baseline,
  signal: AbortSignal,
): ContainerMonitor {
  const stopped = new AbortController();
  const failed = new AbortController();
  const until = AbortSignal.any([signal, stopped.signal]);
  let onEvent = (): void => {};
  until.addEventListener("abort", () => onEvent(), { once: true });
  // Errors are ignored because the stream only speeds up detection: a lost engine is reported by the next command.
  attempt(target, compose.containerEvents(project), { signal: until, onLine: () => onEvent() }).catch(() => {});

  const firstCheck = containersOf(target, project, until).then(async (containers) => {
    const found = failedContainers(containers, baseline);
    if (found.length > 0) failed.abort();
    else keepChecking(containers.map(({ id }) => id));
    return { containers, failedContainers: found };
  });
  firstCheck.catch(() => {});

  const keepChecking = async (ids: readonly string[]): Promise<void> => {
    while (!until.aborted) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, MAX_QUIET_MS);
        onEvent = () => {
          clearTimeout(timer);
          resolve();
        };
      });
      if (until.aborted) return;
      const containers = await inspectContainers(target, ids, until).catch(() => []);
      if (containers.length < ids.length || failedContainers(containers, baseline).length > 0) return failed.abort();
    }
  };
  return { firstCheck, failed: failed.signal, stop: () => stopped.abort() };
}
