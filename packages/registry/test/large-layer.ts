// Sends an image with one layer of any size, made up while it is sent, to two registries in processes of their own, and
// prints what that took of this process: node packages/registry/test/large-layer.ts 10000  (megabytes; 1000 unless given).
import { type ChildProcess, spawn } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Descriptor } from "../src/client/manifest.ts";
import { connect, type ImageSource, publish, readTags } from "../src/index.ts";
import { imageManifest } from "../src/source/new-manifest.ts";
import { TYPES } from "./oci-material.ts";

const MB = 1_000_000;
const CHUNK = 50_000; // about what a socket gives at a time
const block = randomBytes(CHUNK);

/** The layer's chunks, each in memory of its own, as a file or a socket gives them. */
async function* bytesOf(megabytes: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < megabytes * (MB / CHUNK); at++) {
    const chunk = Buffer.from(block);
    chunk.writeUInt32LE(at);
    yield chunk;
  }
}

async function madeUp(megabytes: number): Promise<ImageSource> {
  const hash = createHash("sha256");
  for (let at = 0; at < megabytes * (MB / CHUNK); at++) {
    block.writeUInt32LE(at);
    hash.update(block);
  }
  const layer: Descriptor = { mediaType: TYPES.gzip, digest: `sha256:${hash.digest("hex")}`, size: megabytes * MB };
  const config = Buffer.from(JSON.stringify({ os: "linux", architecture: "amd64" }));
  const root = imageManifest(config, [layer]);
  return {
    root,
    describe: "an image made up for this test",
    manifest: async () => root,
    blob: (blob) => (blob.digest === layer.digest ? bytesOf(megabytes) : one(config)),
    close: async () => undefined,
  };
}

async function* one(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

async function startSink(): Promise<{ child: ChildProcess; host: string }> {
  const child = spawn(process.execPath, [join(import.meta.dirname, "sink-registry.ts")], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const host = await new Promise<string>((resolve) =>
    child.stdout?.once("data", (text) => resolve(String(text).trim())),
  );
  return { child, host };
}

const megabytes = Number(process.argv[2] ?? 1000);
const sinks = await Promise.all([startSink(), startSink()]);
try {
  const source = await madeUp(megabytes);
  const repositories = sinks.map(({ host }) => ({ registry: connect({ host, access: "push" }), name: "sink" }));
  writeFileSync("/proc/self/clear_refs", "5"); // the peak counts from here (proc(5)): making the digest is the test's own
  const began = performance.now();
  const outcomes = await publish(source, await readTags(repositories, ["dev-0a1b2c3"]));
  const seconds = (performance.now() - began) / 1000;
  const peakMB = Math.round(
    (Number(/VmHWM:\s+(\d+)/.exec(readFileSync("/proc/self/status", "utf8"))?.[1]) * 1024) / MB,
  );
  const statuses = outcomes.map(({ status, error }) => (error === undefined ? status : String(error)));
  console.log(JSON.stringify({ megabytes, statuses, seconds: Number(seconds.toFixed(2)), peakMB }));
} finally {
  for (const { child } of sinks) child.kill();
}
