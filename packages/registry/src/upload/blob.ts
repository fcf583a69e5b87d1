// Brings one blob to several repositories: there already, mounted from a sibling repository of the same registry, or
// streamed through this machine, in one reading for all that lack it.

import type { Descriptor } from "../client/manifest.ts";
import type { Repository } from "../client/place.ts";
import { withRetry } from "../http/retry.ts";
import { openMultiUpload } from "./multi-upload.ts";
import { mount } from "./requests.ts";
import type { OnTransfer } from "./transfer.ts";
import type { UploadResult } from "./upload.ts";

/** Where a blob comes from. */
export type BlobSource = {
  /** Begins a new reading of the bytes, as often as it is asked. */
  read(): AsyncIterable<Uint8Array>;
  /** For messages. */
  readonly describe: string;
  /** The repository that has it, where there is one. */
  readonly repository?: Repository | undefined;
};

/** What became of the blob in each of the places, in their order. A source that fails is tried again; throws its last error. */
export async function copyBlob(
  blob: Descriptor,
  source: BlobSource,
  repositories: readonly Repository[],
  watch: OnTransfer = () => {},
): Promise<UploadResult[]> {
  const results = new Map<Repository, UploadResult>();
  const land = (landed: readonly UploadResult[]): void => {
    for (const result of landed) results.set(result.repository, result);
  };
  const lacking = (): Repository[] => repositories.filter((repository) => !results.has(repository));
  const having = (): Repository[] => repositories.filter((repository) => isThere(results.get(repository)));

  const origin = source.repository === undefined ? [] : [source.repository];
  land(await each(repositories, blob, watch, (repository) => present(blob, repository)));
  land(await each(lacking(), blob, watch, (repository) => mounted(blob, repository, [...origin, ...having()])));
  // Of several repositories in one registry one is sent the bytes, and the others mount what it has then.
  const leaders = lacking().filter(
    (repository, at, all) => all.findIndex((other) => sameRegistry(other, repository)) === at,
  );
  land(await stream(blob, source, leaders, watch));
  land(await each(lacking(), blob, watch, (repository) => mounted(blob, repository, having())));
  land(await stream(blob, source, lacking(), watch));
  return repositories.flatMap((repository) => results.get(repository) ?? []);
}

/** Asks every place at once; those without an answer are still open. */
async function each(
  repositories: readonly Repository[],
  blob: Descriptor,
  watch: OnTransfer,
  ask: (repository: Repository) => Promise<"present" | "mounted" | undefined>,
): Promise<UploadResult[]> {
  const landed = await Promise.all(
    repositories.map(async (repository): Promise<UploadResult[]> => {
      try {
        const outcome = await ask(repository);
        if (outcome === undefined) return [];
        watch({ kind: "completed", repository, blob, outcome });
        return [{ repository, outcome }];
      } catch (error) {
        watch({ kind: "failed", repository, blob, error });
        return [{ repository, outcome: "failed", error, needsReread: false, sending: false }];
      }
    }),
  );
  return landed.flat();
}

async function present({ digest }: Descriptor, { registry, name }: Repository): Promise<"present" | undefined> {
  return (await registry.findBlob(name, digest)) === undefined ? undefined : "present";
}

/** Nothing is sent within a registry: one of its repositories takes the blob from another. */
async function mounted(
  { digest, size }: Descriptor,
  repository: Repository,
  from: readonly Repository[],
): Promise<"mounted" | undefined> {
  const sibling = from.find((other) => sameRegistry(other, repository) && other.name !== repository.name);
  if (sibling === undefined || !(await mount(repository, sibling, digest))) return undefined;
  repository.registry.rememberBlob(repository.name, digest, size);
  return "mounted";
}

/** Streams to all places at once; those whose upload broke where only a new reading helps get one, as often as is usual. */
async function stream(
  blob: Descriptor,
  source: BlobSource,
  repositories: readonly Repository[],
  watch: OnTransfer,
): Promise<UploadResult[]> {
  const results = new Map<Repository, UploadResult>();
  const [first] = repositories;
  if (first === undefined) return [];
  const isTorn = (result: UploadResult | undefined): boolean => result?.outcome === "failed" && result.needsReread;
  await withRetry(first.registry.transport.retryPolicy, async () => {
    const wanting = repositories.filter((repository) => !results.has(repository) || isTorn(results.get(repository)));
    for (const result of await once(blob, source, wanting, watch)) results.set(result.repository, result);
    for (const result of results.values()) if (result.outcome === "failed" && result.needsReread) throw result.error;
  }).catch((error: unknown) => {
    // A place that missed the blob in the end says so itself; a fault of the source, or a cancellation, is nobody's landing.
    const isTold = [...results.values()].some((result) => result.outcome === "failed" && result.error === error);
    if (!isTold) throw error;
  });
  return [...results.values()];
}

async function once(
  blob: Descriptor,
  source: BlobSource,
  repositories: readonly Repository[],
  watch: OnTransfer,
): Promise<UploadResult[]> {
  const fan = openMultiUpload(blob, repositories, { from: source.describe, watch });
  try {
    for await (const chunk of source.read()) {
      if (!(await fan.write(chunk))) break;
    }
  } catch (error) {
    await fan.abandon(error);
    throw error;
  }
  return fan.finish(blob.digest);
}

function isThere(result: UploadResult | undefined): boolean {
  return result !== undefined && result.outcome !== "failed";
}

function sameRegistry(one: Repository, other: Repository): boolean {
  return one.registry.host === other.registry.host;
}
