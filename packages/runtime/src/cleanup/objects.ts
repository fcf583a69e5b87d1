// What the engine keeps, read from its inspect answers (Engine API v1.40 and later) into the little that a cleanup decides on.
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
  /** Why the engine, which keeps this object, does not tell what it is. */
  readonly unreadable?: string;
};

/** In a list of what is used: all there is, since nobody can tell. */
export const EVERYTHING = "*";

/** Ids or names of what an object would miss, by kind: of a container its image, volumes, networks and the containers whose namespaces it shares; of an image those that it was built on. */
type Uses = Readonly<Record<docker.ObjectKind, readonly string[]>>;

/** Running or not. */
export type Container = Common & {
  readonly kind: "container";
  readonly uses: Uses;
  /** Names of its volumes that nobody ever named: the engine made them for this container. */
  readonly anonymous: readonly string[];
};
export type Image = Common & {
  readonly kind: "image";
  readonly uses: Uses;
  readonly tags: readonly string[];
  readonly digests: readonly string[];
  /** Ids of its layers, lowest first. */
  readonly layers: readonly string[];
  /** Its build steps, first to last; undefined where nobody asked, or the engine did not say. */
  readonly history?: readonly string[];
};
export type Volume = Common & {
  readonly kind: "volume";
  /** The name of the container that it is removed with, having no labels of its own to be judged by. */
  readonly goesWith?: string;
};
type Network = Common & { readonly kind: "network" };
export type EngineObject = Container | Image | Volume | Network;

export type ObjectsOf = { container: Container; image: Image; volume: Volume; network: Network };

const labels = z.pipe(
  z.nullish(z.record(z.string(), z.string())),
  z.transform((value) => value ?? {}),
);
// An image without a name is "<none>:<none>" to older engines, and nothing to newer ones.
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
      Mounts: z.nullish(z.array(z.object({ Source: z.nullish(z.string()) }))),
    }),
    Mounts: z.nullish(z.array(z.object({ Type: z.string(), Name: z.nullish(z.string()) }))),
    NetworkSettings: z.object({
      Networks: z.nullish(z.record(z.string(), z.nullable(z.object({ NetworkID: z.nullish(z.string()) })))),
    }),
  }),
  z.transform(({ Id, Name, Image, Config, HostConfig, Mounts, NetworkSettings }): Container => {
    const modes = [HostConfig.NetworkMode, HostConfig.IpcMode, HostConfig.PidMode].map((mode) => mode ?? "");
    // A container that has never started knows its networks by name only.
    const networks = Object.entries(NetworkSettings.Networks ?? {}).flatMap(([name, network]) => [
      name,
      network?.NetworkID ?? "",
    ]);
    const volumes = (Mounts ?? []).flatMap(({ Type, Name: name }) => (Type === "volume" && name ? [name] : []));
    const named = (name: string): boolean =>
      (HostConfig.Binds ?? []).some((bind) => bind.startsWith(`${name}:`)) ||
      (HostConfig.Mounts ?? []).some(({ Source }) => Source === name);
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
 * All objects of a kind. Throws RuntimeError when they cannot be listed. One that cannot be inspected is among them as unreadable: never is a
 * part left out silently, since what is in use is decided on the whole.
 */
export async function allObjects<K extends docker.ObjectKind>(
  target: Target,
  kind: K,
  options?: RunOptions,
): Promise<ObjectsOf[K][]> {
  const { stdout } = await execute(target, docker.list(kind), options);
  const ids = [...new Set(stdout.split(/\r?\n/).filter((line) => line !== ""))];
  const found: ObjectsOf[K][] = [];
  for (let at = 0; at < ids.length; at += AT_ONCE)
    found.push(...(await readable(target, kind, ids.slice(at, at + AT_ONCE), options)));
  return found;
}

/** Halves what could not be looked at as a whole, down to the one that is to blame. */
async function readable<K extends docker.ObjectKind>(
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
    if (more.length === 0) return [unreadables[kind](id, error.message)];
    const middle = ids.length >> 1;
    const first = await readable(target, kind, ids.slice(0, middle), options);
    return [...first, ...(await readable(target, kind, ids.slice(middle), options))];
  }
}

const NOTHING: Uses = { container: [], image: [], volume: [], network: [] };

const unreadables: { readonly [K in docker.ObjectKind]: (id: string, why: string) => ObjectsOf[K] } = {
  container: (id, why) => ({
    kind: "container",
    ...{ id, name: id, labels: {}, unreadable: why },
    // Not containers: whoever shares a namespace with others answers for itself as a rule, and the rest should go on.
    uses: { container: [], image: [EVERYTHING], volume: [EVERYTHING], network: [EVERYTHING] },
    anonymous: [],
  }),
  image: (id, why) => ({
    kind: "image",
    ...{ id, name: id, labels: {}, unreadable: why },
    ...{ uses: NOTHING, tags: [], digests: [], layers: [] },
  }),
  volume: (id, why) => ({ kind: "volume", id, name: id, labels: {}, unreadable: why }),
  network: (id, why) => ({ kind: "network", id, name: id, labels: {}, unreadable: why }),
};

/** Keeps a command line far below the 128 KiB that the shortest systems allow one. */
const AT_ONCE = 200;

/** These objects of a kind, without those that are gone by now. Throws RuntimeError when one could not be looked at for another reason. */
export async function objects<K extends docker.ObjectKind>(
  target: Target,
  kind: K,
  ids: readonly string[],
  options?: RunOptions,
): Promise<ObjectsOf[K][]> {
  const command = docker.inspect(kind, ids);
  const result = await attempt(target, command, options);
  // The docker client warns on stderr of its own configuration too.
  const complaints = result.stderr.split(/\r?\n/).filter((line) => line.trim() !== "" && !line.startsWith("WARNING: "));
  if (result.code !== 0 && (complaints.length === 0 || !complaints.every(saysGone))) {
    throw new RuntimeError("command-failed", {
      message: `Could not look at ${ids.length === 1 ? `the ${kind} ${ids[0]}` : `all ${kind}s`}: ${complaints.at(-1) ?? `docker ended with code ${result.code}`}`,
      state: "What was removed before this stays removed; nothing is removed on half a picture.",
      next: "Run the step again; should it stay so, see the engine's own log.",
    });
  }
  return parseAnswer(z.array(schemas[kind]), result.stdout, `docker ${kind} inspect`);
}

/** True for the engine's words that an object does not exist (any more). */
export function saysGone(words: string): boolean {
  return /no such (?:object|container|image|volume|network)|(?:network|volume) \S+ not found/i.test(words);
}
