// Compares the ways to push: alternating pairs of one `docker push` and our action, and every other way once, each with two new
// registries, so that neither they nor the engine remember a layer. Then the fast operations: pushing again, promoting.
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { connect } from "../../../packages/registry/src/index.ts";
import type { Session } from "../../../test/engine/index.ts";
import { processesOf } from "../../../test/engine/processes.ts";
import { run } from "../../../test/engine/program.ts";
import { type Cost, costOf } from "./cost.ts";
import { imageFolder } from "./image.ts";
import { newStand, type Stand } from "./stand.ts";
import {
  bySkopeo,
  dockerInParallel,
  dockerInSequence,
  dockerOne,
  ours,
  REPOSITORY,
  step,
  TAG,
  type Way,
} from "./ways.ts";

/** `digests`: the tag's digest in each registry afterwards, where the tag exists. */
export type Trial = Cost & { readonly digests: readonly string[]; readonly peakMb?: number };
type Pair = { readonly ours: Trial; readonly one: Trial };
export type Measured = { readonly pairs: readonly Pair[]; readonly others: ReadonlyMap<string, Trial> };
export type Small = {
  readonly again: readonly number[];
  readonly underNewTag: readonly number[];
  readonly promoted: readonly number[];
};

export type Bench = {
  /** `mbit`: to each registry; undefined: as fast as this machine is. */
  measure(mbit: number | undefined, rounds: number): Promise<Measured>;
  /** Elapsed milliseconds of complete steps. */
  measureSmall(times: number): Promise<Small>;
  end(): Promise<void>;
};

const IMAGE = "bench-push:local";

export async function pushBench(session: Session, progress: (line: string) => void): Promise<Bench> {
  const folder = await mkdtemp(join(session.folder, "bench-push-"));
  const engine = await engineProcesses(session);
  progress("building the image of 7 layers, 300 MB");
  const how = ["--quiet", "--provenance=false", "--load", "--label", session.label, "--tag", IMAGE];
  await run(["docker", "buildx", "build", ...how, await imageFolder()]);

  const trial = async (way: Way, mbit: number | undefined): Promise<Trial> => {
    const stand = await newStand(folder, mbit);
    try {
      return await measureWay(way, stand, engine);
    } finally {
      await stand.end();
    }
  };

  return {
    async measure(mbit, rounds) {
      const pairs: Pair[] = [];
      const others = new Map<string, Trial>();
      for (let round = 0; round < rounds; round += 1) {
        const timed: { ours?: Trial; one?: Trial } = {};
        for (const which of round % 2 === 0 ? (["one", "ours"] as const) : (["ours", "one"] as const))
          timed[which] = await trial(which === "one" ? dockerOne : ours, mbit);
        if (timed.ours === undefined || timed.one === undefined) throw new Error("a pair is two");
        const pair = { ours: timed.ours, one: timed.one };
        progress(`pair ${round + 1} of ${rounds}: ${shown(pair.one)} for one, ${shown(pair.ours)} for two by ours`);
        pairs.push(pair);
      }
      for (const way of [dockerInSequence, dockerInParallel, bySkopeo]) {
        const cost = await trial(way, mbit);
        progress(`${way.name}: ${shown(cost)}`);
        others.set(way.name, cost);
      }
      return { pairs, others };
    },
    async measureSmall(times) {
      const stand = await newStand(folder, undefined);
      try {
        const { digests } = await measureWay(ours, stand, engine);
        const result = { again: [] as number[], underNewTag: [] as number[], promoted: [] as number[] };
        for (let turn = 0; turn < times; turn += 1) {
          result.again.push(await stepTime(stand, IMAGE, TAG));
          result.underNewTag.push(await stepTime(stand, IMAGE, `1.0.${turn}`));
          result.promoted.push(await stepTime(stand, `${stand.ghcr.host}/${REPOSITORY}@${digests[0]}`, `2.0.${turn}`));
        }
        return result;
      } finally {
        await stand.end();
      }
    },
    async end() {
      await run(["docker", "image", "rm", "--force", IMAGE]);
      await rm(folder, { recursive: true });
    },
  };
}

async function measureWay(way: Way, stand: Stand, engine: readonly number[]): Promise<Trial> {
  const { work, end } = await way.ready(stand, IMAGE);
  const cost = await costOf([...engine, stand.ghcr.pid, stand.acr.pid], work);
  return { ...cost, ...(await end()), digests: await digestsIn(stand) };
}

async function stepTime(stand: Stand, image: string, tag: string): Promise<number> {
  const { work, end } = await step(stand, image, tag);
  const { ms } = await costOf([], work);
  await end();
  return ms;
}

async function digestsIn({ ghcr, acr }: Stand): Promise<string[]> {
  const found = await Promise.all(
    [ghcr, acr].map(({ host, username, password }) =>
      connect({ host, credentials: { username, password }, access: "push" }).resolveDigest(REPOSITORY, TAG),
    ),
  );
  return found.filter((digest) => digest !== undefined);
}

/** A private engine's processes, by its folder; otherwise those of every engine on this machine, since all may take part. */
async function engineProcesses({ privateEngine, folder }: Session): Promise<number[]> {
  if (privateEngine) return processesOf(join(folder, "engine"), /^(?:dockerd|containerd)$/);
  const pids: number[] = [];
  for (const pid of (await readdir("/proc")).filter((name) => /^\d+$/.test(name))) {
    const name = await readFile(`/proc/${pid}/comm`, "utf8").catch(() => "");
    if (/^(?:dockerd|containerd)$/.test(name.trim())) pids.push(Number(pid));
  }
  return pids;
}

const shown = ({ ms, cpuMs }: Cost): string => `${(ms / 1000).toFixed(2)} s (${(cpuMs / 1000).toFixed(1)} s CPU)`;
