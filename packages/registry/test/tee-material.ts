// For tests of the tee: images that only the engine has, pushed as the action pushes them.
import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Log } from "@deploy-actions/contract";
import type { Engine } from "../../../test/engine/index.ts";
import { openTee, type PublishResult, publish, type Repository, type Tee, type Transfer } from "../src/index.ts";

const run = promisify(execFile);
export const silent: Log = { info: () => {}, debug: () => {}, warning: () => {} };

/** The docker client, logged in to the session's registries. */
export function dockerFor({ dockerConfig }: Pick<Engine, "dockerConfig">) {
  const env = { ...process.env, DOCKER_CONFIG: dockerConfig.loggedIn };
  return (...args: string[]) => run("docker", args, { env });
}

export type Docker = ReturnType<typeof dockerFor>;

/** Builds an image of `layers` layers, each of `bytes` that do not compress and as many that do. */
export async function build(docker: Docker, label: string, tag: string, layers: number, bytes: number): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "tee-test-"));
  try {
    const numbers = Array.from({ length: layers }, (_, at) => at);
    for (const number of numbers) {
      await writeFile(join(folder, `${number}`), Buffer.concat([randomBytes(bytes), Buffer.alloc(bytes)]));
    }
    const steps = ["FROM scratch", ...numbers.map((number) => `COPY ${number} /${number}`)];
    await writeFile(join(folder, "Dockerfile"), `${steps.join("\n")}\n`);
    await docker("build", "--quiet", "--provenance=false", "--label", label, "--tag", tag, folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** Gives the image the tee's name, pushes with the tee's credentials, takes the name away. */
export async function pushInto(tee: Tee, docker: Docker, image: string, signal?: AbortSignal): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "tee-test-"));
  const { username, password } = tee.credentials;
  const [host = ""] = tee.reference.split("/");
  const auths = { [host]: { auth: Buffer.from(`${username}:${password}`).toString("base64") } };
  await docker("tag", image, tee.reference);
  try {
    await writeFile(join(folder, "config.json"), JSON.stringify({ auths }), { mode: 0o600 });
    await run("docker", ["push", tee.reference], { env: { ...process.env, DOCKER_CONFIG: folder }, signal });
  } finally {
    await docker("image", "rm", tee.reference);
    await rm(folder, { recursive: true });
  }
}

export type Pushed = {
  readonly outcomes: readonly PublishResult[];
  readonly digest: string;
  readonly transfers: readonly Transfer[];
  readonly tee: Tee;
};

/** One push through a tee to all places, and its publication under `tags`. */
export async function pushTo(
  repositories: readonly Repository[],
  tags: readonly string[],
  docker: Docker,
  image: string,
): Promise<Pushed> {
  const transfers: Transfer[] = [];
  const onTransfer = (transfer: Transfer): void => void transfers.push(transfer);
  const tee = await openTee({ destinations: repositories, log: silent, onTransfer });
  try {
    await pushInto(tee, docker, image);
    const received = tee.received();
    const tagStates = repositories.map((repository) => ({
      repository,
      tags: new Map(tags.map((tag) => [tag, undefined] as const)),
    }));
    return {
      outcomes: await publish(received, tagStates, { onTransfer }),
      digest: received.root.digest,
      transfers,
      tee,
    };
  } finally {
    await tee.close();
  }
}

/** Bytes that a place has taken. */
export function bytesTo(transfers: readonly Transfer[], repository: Repository): number {
  return transfers.reduce(
    (sum, transfer) => (transfer.kind === "moved" && transfer.repository === repository ? sum + transfer.bytes : sum),
    0,
  );
}
