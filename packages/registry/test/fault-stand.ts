// Lives through a bad day: a real engine, two real registries, and between the tee and one of them a proxy that breaks
// what it is told to. Then the same push once more, with nothing broken.
import { randomBytes } from "node:crypto";
import { type FaultProxy, startFaultProxy } from "../../../test/engine/fault-proxy.ts";
import type { Session } from "../../../test/engine/index.ts";
import { connect, openTee, type PublishResult, publish, type Repository, readTags } from "../src/index.ts";
import { type BadDay, BEYOND, TAG } from "./fault-matrix.ts";
import { build, type Docker, dockerFor, type Pushed, pushInto, pushTo, silent } from "./tee-material.ts";

type Pair = { readonly good: Repository; readonly bad: Repository };

export type FaultStand = {
  readonly docker: Docker;
  readonly proxy: FaultProxy;
  /** Of layers of 3 MB, more than the tee keeps for a second sending. */
  readonly large: string;
  /** A repository that nobody has asked for yet, in both registries; the bad one is behind the proxy. */
  newPair(): Pair;
  live(day: BadDay): Promise<Lived>;
  end(): Promise<void>;
};

export type Lived = Pick<Pushed, "outcomes" | "digest" | "transfers" | "tee"> &
  Pair & {
    readonly day: BadDay;
    /** How often the fault struck, and whether it did so in the middle of a layer. */
    readonly struck: number;
    readonly struckBeyond: boolean;
    /** What the tag named after it, in each registry that had a part in it: the good one first. */
    readonly tags: readonly (string | undefined)[];
    /** What became of the same push afterwards. */
    readonly again: readonly PublishResult[];
    readonly tagsAtEnd: readonly (string | undefined)[];
  };

/** Needs the session's registries. Ends what it made and nothing else. */
export async function faultStand({ registries, label, dockerConfig }: Session): Promise<FaultStand> {
  if (registries === undefined) throw new Error("this needs registries; start the session with: --with registries");
  const { ghcr, acr } = registries;
  const docker = dockerFor({ dockerConfig });
  const images = `tee-faults/${randomBytes(4).toString("hex")}`;
  const [large, small] = [`${images}:large`, `${images}:small`];
  const proxy = await startFaultProxy(acr.host);
  await build(docker, label, large, 2, 3_000_000);
  await build(docker, label, small, 1, 400_000);

  const newPair = (): Pair => {
    const name = `tee-faults/${randomBytes(4).toString("hex")}`;
    const setting = { access: "push", timeoutMs: 700, attempts: 4, pauseMs: 20 } as const;
    const good = { registry: connect({ host: ghcr.host, credentials: ghcr, ...setting }), name };
    const bad = { registry: connect({ host: proxy.host, credentials: acr, ...setting }), name };
    return { good, bad };
  };

  return {
    docker,
    proxy,
    large,
    newPair,
    async live(day) {
      const pair = newPair();
      const repositories = day.ending === "pushed again" ? [pair.bad] : [pair.good, pair.bad];
      const image = day.ending === "resent" ? small : large;
      proxy.script(day.rules);
      const pushed = await pushTo(repositories, [TAG], docker, image);
      const struck = proxy.asked.filter(({ fault }) => fault !== undefined);
      proxy.script([]);
      const tags = await tagsIn(repositories);
      return {
        ...pushed,
        ...pair,
        day,
        struck: struck.length,
        struckBeyond: struck.some(({ bytes }) => bytes >= BEYOND),
        tags,
        again: await pushAgain(repositories, docker, image),
        tagsAtEnd: await tagsIn(repositories),
      };
    },
    async end() {
      await docker("image", "rm", "--force", large, small);
      await proxy.stop();
    },
  };
}

/** Nobody sees one image under the tag in one registry and another in the other. */
export function isEqual({ digest, tags }: Pick<Lived, "digest" | "tags">): boolean {
  return tags.every((tag) => tag === undefined || tag === digest);
}

/** All registries have the tag, or none has. */
export const isWhole = ({ tags }: Pick<Lived, "tags">): boolean => new Set(tags).size === 1;

function tagsIn(repositories: readonly Repository[]): Promise<(string | undefined)[]> {
  return Promise.all(repositories.map(({ registry, name }) => registry.resolveDigest(name, TAG)));
}

async function pushAgain(repositories: readonly Repository[], docker: Docker, image: string): Promise<PublishResult[]> {
  const tagStates = await readTags(repositories, [TAG]);
  const tee = await openTee({ destinations: repositories, log: silent });
  try {
    await pushInto(tee, docker, image);
    return await publish(tee.received(), tagStates);
  } finally {
    await tee.close();
  }
}
