// The engine's objects, parsed from inspect answers (Engine API v1.40 and later) and reduced to what a cleanup needs.
import type { RunOptions, Target } from "@deploy-actions/target";
import { z } from "zod/mini";
import * as docker from "../docker.ts";
import { attempt, execute, parseAnswer } from "../engine.ts";
import { RuntimeError } from "../error.ts";
import type { Labels } from "./labels.ts";

type Common = {
  readonly id: string;
  readonly name: string;
  readonly labels: Labels;
  /** Why the object exists but could not be inspected. */
  readonly unreadable?: string;
};

/** In `uses`: the object is unreadable and may use any object of that kind. */
export const EVERYTHING = "*";

/** Ids or names of the objects that an object needs, by kind. A container needs its image, volumes, networks and the containers whose namespaces it shares; an image needs its bases. */
type Uses = Readonly<Record<docker.ObjectKind, readonly string[]>>;

/** Running or not. */
export type Container = Common & {
  readonly kind: "container";
  readonly uses: Uses;
  /** Names of its anonymous volumes, which the engine created for this container. */
  readonly anonymous: readonly string[];
};
export type Image = Common & {
  readonly kind: "image";
  readonly uses: Uses;
  readonly tags: readonly string[];
  readonly digests: readonly string[];
  /** Ids of its layers, lowest first. */
  readonly layers: readonly string[];
  /** Build steps, first to last; undefined if they were not read or the engine did not return them. */
  readonly history?: readonly string[];
};
export type Volume = Common & {
  readonly kind: "volume";
  /** For an anonymous volume without its own labels: the name of the container that it is removed with. */
  readonly goesWith?: string;
};
type Network = Common & { readonly kind: "network" };
export type EngineObject = Container | Image | Volume | Network;

export type ObjectsOf = { container: Container; image: Image; volume: Volume; network: Network };

const labels = z.pipe(
  z.nullish(z.record(z.string(), z.string())),
  z.transform((value) => value ?? {}),
);
// Older engines list an unnamed image as "<none>:<none>", newer ones as an empty list.
const names = z.pipe(
  z.nullish(z.array(z.string())),
  z.transform((value) => (value ?? []).filter((name) => !name.startsWith("<none>"))),
);

const container = z.pipe(
  z.object({
    Id: z.string(),
    Name: z.string(),
    Image: z.string(),
    Config: z.object({ Labels: labels }),
    HostConfig: z.object({
      NetworkMode: z.nullish(z.string()),
      IpcMode: z.nullish(z.string()),
      PidMode: z.nullish(z.string()),
      Binds: z.nullish(z.array(z.string())),
      Mounts: z.nullish(z.array(z.object({ ParsedSource: z.nullish(z.string()) }))),
    }),
    Mounts: z.nullish(z.array(z.object({ Type: z.string(), Name: z.nullish(z.string()) }))),
    NetworkSettings: z.object({
      Networks: z.nullish(z.record(z.string(), z.nullable(z.object({ NetworkID: z.nullish(z.string()) })))),
    }),
  }),
  z.transform(({ Id, Name, Image, Config, HostConfig, Mounts, NetworkSettings }): Container => {
    const modes = [HostConfig.NetworkMode, HostConfig.IpcMode, HostConfig.PidMode].map((mode) => mode ?? "");
    // A container that has never started has only the names of its networks.
    const networks = Object.entries(NetworkSettings.Networks ?? {}).flatMap(([name, network]) => [
      name,
      network?.NetworkID ?? "",
    ]);
    const volumes = (Mounts ?? []).flatMap(({ Type, Name: name }) => (Type === "volume" && name ? [name] : []));
    const named = (name: string): boolean =>
      (HostConfig.Binds ?? []).some((bind) => bind.startsWith(`${name}:`)) ||
      (HostConfig.Mounts ?? []).some(({ ParsedSource }) => ParsedSource === name);
    return {
      kind: "container",
      id: Id,
      name: Name.replace(/^\//, ""),
      labels: Config.Labels,
      uses: {
        container: modes.filter((mode) => mode.startsWith("container:")).map((mode) => mode.slice("container:".length)),
        image: [Image],
        volume: volumes,
        network: [...networks, modes[0] ?? ""].filter((name) => name !== ""),
      },
      anonymous: volumes.filter((name) => /^[0-9a-f]{64}$/.test(name) && !named(name)),
    };
  }),
);

const image = z.pipe(
  z.object({
    Id: z.string(),
    Parent: z.nullish(z.string()),
    RepoTags: names,
    RepoDigests: names,
    Config: z.nullish(z.object({ Labels: labels })),
    RootFS: z.nullish(z.object({ Layers: z.nullish(z.array(z.string())) })),
  }),
  z.transform(
    ({ Id, Parent, RepoTags, RepoDigests, Config, RootFS }): Image => ({
      kind: "image",
      id: Id,
      name: RepoTags[0] ?? RepoDigests[0] ?? Id,
      labels: Config?.Labels ?? {},
      uses: { container: [], image: Parent ? [Parent] : [], volume: [], network: [] },
      tags: RepoTags,
      digests: RepoDigests,
      layers: RootFS?.Layers ?? [],
    }),
  ),
);

const volume = z.pipe(
  z.object({ Name: z.string(), Labels: labels }),
  z.transform(({ Name, Labels }): Volume => ({ kind: "volume", id: Name, name: Name, labels: Labels })),
);

const network = z.pipe(
  z.object({ Id: z.string(), Name: z.string(), Labels: labels }),
  z.transform(({ Id, Name, Labels }): Network => ({ kind: "network", id: Id, name: Name, labels: Labels })),
);

const schemas: { readonly [K in docker.ObjectKind]: z.ZodMiniType<ObjectsOf[K]> } = {
  container,
  image,
  volume,
  network,
};

/**
 * All objects of a kind. Throws RuntimeError if they cannot be listed. An object that cannot be inspected is included as unreadable, because
 * leaving it out would make the objects that it uses look unused.
 */
export async function allObjects<K extends docker.ObjectKind>(
  target: Target,
  kind: K,
  options?: RunOptions,
): Promise<ObjectsOf[K][]> {
  const { stdout } = await execute(target, docker.list(kind), options);
  const ids = [...new Set(stdout.split(/\r?\n/).filter((line) => line !== ""))];
  const found: ObjectsOf[K][] = [];
  for (let at = 0; at < ids.length; at += BATCH_SIZE)
    found.push(...(await readObjects(target, kind, ids.slice(at, at + BATCH_SIZE), options)));
  return found;
}

/** Splits a batch that failed in halves, down to the object that causes the error. */
async function readObjects<K extends docker.ObjectKind>(
  target: Target,
  kind: K,
  ids: readonly string[],
  options?: RunOptions,
): Promise<ObjectsOf[K][]> {
  try {
    return await objects(target, kind, ids, options);
  } catch (error) {
    if (!(error instanceof RuntimeError) || (error.reason !== "command-failed" && error.reason !== "unexpected-answer"))
      throw error;
    const [id, ...more] = ids;
    if (id === undefined) return [];
    if (more.length === 0) return [unreadableObjects[kind](id, error.message)];
    const middle = ids.length >> 1;
    const first = await readObjects(target, kind, ids.slice(0, middle), options);
    return [...first, ...(await readObjects(target, kind, ids.slice(middle), options))];
  }
}

const NO_USES: Uses = { container: [], image: [], volume: [], network: [] };

const unreadableObjects: { readonly [K in docker.ObjectKind]: (id: string, why: string) => ObjectsOf[K] } = {
  container: (id, why) => ({
    kind: "container",
    ...{ id, name: id, labels: {}, unreadable: why },
    // Not containers: sharing a namespace is rare, and keeping every container would stop the cleanup.
    uses: { container: [], image: [EVERYTHING], volume: [EVERYTHING], network: [EVERYTHING] },
    anonymous: [],
  }),
  image: (id, why) => ({
    kind: "image",
    ...{ id, name: id, labels: {}, unreadable: why },
    ...{ uses: NO_USES, tags: [], digests: [], layers: [] },
  }),
  volume: (id, why) => ({ kind: "volume", id, name: id, labels: {}, unreadable: why }),
  network: (id, why) => ({ kind: "network", id, name: id, labels: {}, unreadable: why }),
};

/** Keeps the command line far below the smallest system limit, 128 KiB. */
const BATCH_SIZE = 200;

/** The given objects, without those that no longer exist. Throws RuntimeError if one cannot be inspected for another reason. */
export async function objects<K extends docker.ObjectKind>(
  target: Target,
  kind: K,
  ids: readonly string[],
  options?: RunOptions,
): Promise<ObjectsOf[K][]> {
  const command = docker.inspect(kind, ids);
  const result = await attempt(target, command, options);
  // The docker client also prints warnings about its own configuration to stderr.
  const errors = result.stderr.split(/\r?\n/).filter((line) => line.trim() !== "" && !line.startsWith("WARNING: "));
  if (result.code !== 0 && (errors.length === 0 || !errors.every(isNotFoundMessage))) {
    throw new RuntimeError("command-failed", {
      message: `Could not inspect ${ids.length === 1 ? `the ${kind} ${ids[0]}` : `all ${kind}s`}: ${errors.at(-1) ?? `docker exited with code ${result.code}`}`,
      state: "Objects removed before this stay removed. Nothing more is removed, because the inventory is incomplete.",
      next: "Run the step again; if the error persists, check the engine's log.",
    });
  }
  return parseAnswer(z.array(schemas[kind]), result.stdout, `docker ${kind} inspect`);
}

/** True for the engine's message that an object does not exist. */
export function isNotFoundMessage(message: string): boolean {
  return /no such (?:object|container|image|volume|network)|(?:network|volume) \S+ not found/i.test(message);
}
