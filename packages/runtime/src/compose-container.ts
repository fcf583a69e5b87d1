// Judges how one container of a project stands, from what `docker container inspect` says. Format: Engine API 1.41, ContainerInspect.
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
  /** The image as the compose file named it. */
  readonly image: string;
  /** Compose's hash of the configuration the container was made from: see `serviceHashes`. */
  readonly configHash: string;
  readonly status: string;
  readonly exitCode: number;
  readonly outOfMemory: boolean;
  /** The engine's own words on why it could not start. */
  readonly error: string;
  /** How often its restart policy has started it again, ever since it was made. */
  readonly restarts: number;
  /** The state of its healthcheck, where it has one: starting, healthy, unhealthy. */
  readonly health?: string;
  /** What the last failed healthcheck printed. */
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

/** `done`: a one-shot service that ended well. `why` is a clause that reads on after the service's name. */
export type Standing = { readonly is: "up" | "starting" | "done" } | { readonly is: "failed"; readonly why: string };

/**
 * `forgiven`: how many restarts by its restart policy are no failure yet. A container that ended with 0 is done, unless it has a port or
 * a healthcheck, which only something that stays has.
 */
export function standing(container: Container, forgiven: number): Standing {
  const { status, health, restarts, exitCode, restarting } = container;
  if (health === "unhealthy") return { is: "failed", why: "is unhealthy by its own healthcheck" };
  if (status === "dead") return { is: "failed", why: "is dead" };
  if (restarts > forgiven) return { is: "failed", why: looping(container) };
  if (status === "restarting") return { is: "starting" };
  if (status === "exited") {
    const stays = container.publishesPorts || health !== undefined;
    if (exitCode === 0 && !stays) return { is: "done" };
    // Between an end and the restart it is "exited" for a moment.
    if (restarting && forgiven > 0) return { is: "starting" };
    return { is: "failed", why: ending(container) };
  }
  if (status === "created" || health === "starting") return { is: "starting" };
  return { is: "up" };
}

/** Once it is up again the engine has forgotten the exit code. */
function looping(container: Container): string {
  const { status, restarts } = container;
  const again = restarts === 1 ? "was started again" : `was started again ${restarts} times`;
  return `${status === "running" ? "ended" : ending(container)} and ${again}`;
}

function ending({ exitCode, outOfMemory, error }: Container): string {
  const memory = outOfMemory ? " because it was out of memory" : "";
  const words = error === "" ? "" : ` (${error})`;
  return `ended with exit code ${exitCode}${memory}${words}`;
}

/** Service → the hashes that its configuration may have, see `serviceHashes`. */
export type Hashes = ReadonlyMap<string, readonly string[]>;

/** Whether every service of `hashes` runs in containers made from exactly that configuration, and nothing else does. */
export function isRunningAs(containers: readonly Container[], hashes: Hashes): boolean {
  const services = new Set(containers.map(({ service }) => service));
  const alike = containers.every(({ service, configHash }) => hashes.get(service)?.includes(configHash));
  // Running counts though its healthcheck is still to be seen: a step run again at once finds the same thing.
  const isWell = (one: Container): boolean =>
    one.status === "running" ? one.health !== "unhealthy" : standing(one, 0).is === "done";
  const standingWell = containers.every(isWell);
  return alike && standingWell && [...hashes.keys()].every((service) => services.has(service));
}

/** Reads the `service hash` lines of `serviceHashes`, of one or several answers. */
export function parseHashes(...texts: readonly string[]): Hashes {
  const lines = texts.flatMap((text) => text.split("\n")).map((line) => line.trim().split(/\s+/));
  const pairs = lines.flatMap(([service, hash]) => (service && hash ? [{ service, hash }] : []));
  const grouped = Map.groupBy(pairs, ({ service }) => service);
  return new Map([...grouped].map(([service, all]) => [service, all.map(({ hash }) => hash)]));
}
