// Determines the state of a project's container from `docker container inspect`. Format: Engine API 1.41, ContainerInspect.
import { z } from "zod/mini";

const Inspected = z.object({
  Id: z.string(),
  Name: z.string(),
  RestartCount: z._default(z.number(), 0),
  State: z.object({
    Status: z.string(),
    ExitCode: z.number(),
    OOMKilled: z._default(z.boolean(), false),
    Error: z._default(z.string(), ""),
    StartedAt: z._default(z.string(), ""),
    Health: z.nullish(
      z.object({ Status: z.string(), Log: z.nullish(z.array(z.object({ ExitCode: z.number(), Output: z.string() }))) }),
    ),
  }),
  Config: z.object({ Image: z.string(), Labels: z.nullish(z.record(z.string(), z.string())) }),
  HostConfig: z.object({
    RestartPolicy: z.nullish(z.object({ Name: z.string() })),
    PortBindings: z.nullish(z.record(z.string(), z.unknown())),
  }),
});

/** One container of a project. */
export type Container = {
  readonly id: string;
  readonly name: string;
  readonly service: string;
  /** The image as written in the compose file. */
  readonly image: string;
  /** Compose's hash of the configuration that the container was created from: see `serviceHashes`. */
  readonly configHash: string;
  readonly status: string;
  readonly exitCode: number;
  readonly outOfMemory: boolean;
  /** The engine's error message if the container could not start. */
  readonly error: string;
  /** Restarts by its restart policy since it was created. */
  readonly restarts: number;
  /** State of its healthcheck, if it has one: starting, healthy, unhealthy. */
  readonly health?: string;
  /** Output of the last failed healthcheck. */
  readonly healthOutput?: string;
  /** ISO 8601. */
  readonly startedAt: string;
  readonly restarting: boolean;
  readonly publishesPorts: boolean;
};

export const Containers = z.array(z.pipe(Inspected, z.transform(container)));

function container({ Id, Name, RestartCount, State, Config, HostConfig }: z.output<typeof Inspected>): Container {
  const labels = Config.Labels ?? {};
  const failed = State.Health?.Log?.findLast(({ ExitCode }) => ExitCode !== 0);
  return {
    id: Id,
    name: Name.replace(/^\//, ""),
    service: labels["com.docker.compose.service"] ?? "",
    image: Config.Image,
    configHash: labels["com.docker.compose.config-hash"] ?? "",
    status: State.Status,
    exitCode: State.ExitCode,
    outOfMemory: State.OOMKilled,
    error: State.Error,
    restarts: RestartCount,
    ...(State.Health == null ? {} : { health: State.Health.Status }),
    ...(failed === undefined ? {} : { healthOutput: failed.Output.trim() }),
    startedAt: State.StartedAt,
    restarting: !["", "no"].includes(HostConfig.RestartPolicy?.Name ?? ""),
    publishesPorts: Object.keys(HostConfig.PortBindings ?? {}).length > 0,
  };
}

/** `done`: a one-shot service that exited with 0. `why` continues a sentence that starts with the service's name. */
export type ContainerState =
  | { readonly state: "up" | "starting" | "done" }
  | { readonly state: "failed"; readonly why: string };

/**
 * `allowedRestarts`: how many restarts by its restart policy do not count as a failure. A container that exited with 0 is done, unless it has a
 * port or a healthcheck, which only long-running services have.
 */
export function containerState(container: Container, allowedRestarts: number): ContainerState {
  const { status, health, restarts, exitCode, restarting } = container;
  if (health === "unhealthy") return { state: "failed", why: "is unhealthy according to its healthcheck" };
  if (status === "dead") return { state: "failed", why: "is dead" };
  if (restarts > allowedRestarts) return { state: "failed", why: looping(container) };
  if (status === "restarting") return { state: "starting" };
  if (status === "exited") {
    const isLongRunning = container.publishesPorts || health !== undefined;
    if (exitCode === 0 && !isLongRunning) return { state: "done" };
    // It is "exited" briefly between its exit and the restart.
    if (restarting && allowedRestarts > 0) return { state: "starting" };
    return { state: "failed", why: ending(container) };
  }
  if (status === "created" || health === "starting") return { state: "starting" };
  return { state: "up" };
}

/** The engine does not report the exit code once the container is running again. */
function looping(container: Container): string {
  const { status, restarts } = container;
  const restarted = restarts === 1 ? "was restarted" : `was restarted ${restarts} times`;
  return `${status === "running" ? "exited" : ending(container)} and ${restarted}`;
}

function ending({ exitCode, outOfMemory, error }: Container): string {
  const memory = outOfMemory ? " because it was out of memory" : "";
  const reason = error === "" ? "" : ` (${error})`;
  return `exited with code ${exitCode}${memory}${reason}`;
}

/** Service → accepted configuration hashes, see `serviceHashes`. */
export type Hashes = ReadonlyMap<string, readonly string[]>;

/** Whether exactly the services of `hashes` run, in containers created from that configuration. */
export function isRunningAs(containers: readonly Container[], hashes: Hashes): boolean {
  const services = new Set(containers.map(({ service }) => service));
  const sameConfig = containers.every(({ service, configHash }) => hashes.get(service)?.includes(configHash));
  // A running container counts even while its healthcheck is starting, so that an immediately repeated step finds nothing to change.
  const isHealthy = (one: Container): boolean =>
    one.status === "running" ? one.health !== "unhealthy" : containerState(one, 0).state === "done";
  const allHealthy = containers.every(isHealthy);
  return sameConfig && allHealthy && [...hashes.keys()].every((service) => services.has(service));
}

/** Parses the `service hash` lines of one or more outputs of `serviceHashes`. */
export function parseHashes(...texts: readonly string[]): Hashes {
  const lines = texts.flatMap((text) => text.split("\n")).map((line) => line.trim().split(/\s+/));
  const pairs = lines.flatMap(([service, hash]) => (service && hash ? [{ service, hash }] : []));
  const grouped = Map.groupBy(pairs, ({ service }) => service);
  return new Map([...grouped].map(([service, all]) => [service, all.map(({ hash }) => hash)]));
}
