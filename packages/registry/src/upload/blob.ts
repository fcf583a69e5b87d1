// Brings one blob into several repositories. Where it is missing, it is mounted from a sibling repository of the same
// registry or uploaded, with the source being read once for all of them.
import type { Descriptor } from "../client/manifest.ts";
import { isSameRegistry, type Repository } from "../client/registry.ts";
import { withRetry } from "../http/retry.ts";
import { mount } from "./mount.ts";
import { openMultiUpload } from "./multi-upload.ts";
import type { OnTransfer, UploadResult } from "./transfer.ts";

/** Where a blob comes from. */
export type BlobSource = {
  /** Starts reading the bytes. Can be called again. */
  read(): AsyncIterable<Uint8Array>;
  /** For messages. */
  readonly describe: string;
  /** The repository that has it, if the source is one. */
  readonly repository?: Repository | undefined;
};

/** One result per repository, in their order. A failing source is read again; throws its last error. */
export async function copyBlob(
  blob: Descriptor,
  source: BlobSource,
  repositories: readonly Repository[],
  onTransfer: OnTransfer = () => {},
): Promise<UploadResult[]> {
  const results = new Map<Repository, UploadResult>();
  const record = (found: readonly UploadResult[]): void => {
    for (const result of found) results.set(result.repository, result);
  };
  const pending = (): Repository[] => repositories.filter((repository) => !results.has(repository));
  const having = (): Repository[] => repositories.filter((repository) => hasBlob(results.get(repository)));

  const origin = source.repository === undefined ? [] : [source.repository];
  record(await attemptEach(repositories, blob, onTransfer, (to) => findIn(to, blob)));
  record(await attemptEach(pending(), blob, onTransfer, (to) => mountInto(to, blob, [...origin, ...having()])));
  // If several repositories are in one registry, the first gets the upload and the others mount the blob from it.
  const first = pending().filter((to, at, all) => all.findIndex((other) => isSameRegistry(other, to)) === at);
  record(await upload(blob, source, first, onTransfer));
  record(await attemptEach(pending(), blob, onTransfer, (to) => mountInto(to, blob, having())));
  record(await upload(blob, source, pending(), onTransfer));
  return repositories.flatMap((repository) => results.get(repository) ?? []);
}

/** Tries to avoid an upload, in all repositories at once. Those for which `attempt` returns undefined remain pending. */
async function attemptEach(
  repositories: readonly Repository[],
  blob: Descriptor,
  onTransfer: OnTransfer,
  attempt: (repository: Repository) => Promise<"present" | "mounted" | undefined>,
): Promise<UploadResult[]> {
  const results = await Promise.all(
    repositories.map(async (repository): Promise<UploadResult[]> => {
      try {
        const status = await attempt(repository);
        if (status === undefined) return [];
        onTransfer({ kind: "completed", repository, blob, status });
        return [{ repository, status }];
      } catch (error) {
        onTransfer({ kind: "failed", repository, blob, error });
        return [{ repository, status: "failed", error, needsReread: false, wasSending: false }];
      }
    }),
  );
  return results.flat();
}

async function findIn({ registry, name }: Repository, { digest }: Descriptor): Promise<"present" | undefined> {
  return (await registry.findBlob(name, digest)) === undefined ? undefined : "present";
}

async function mountInto(
  repository: Repository,
  { digest, size }: Descriptor,
  from: readonly Repository[],
): Promise<"mounted" | undefined> {
  const sibling = from.find((other) => isSameRegistry(other, repository) && other.name !== repository.name);
  if (sibling === undefined || !(await mount(repository, sibling, digest))) return undefined;
  repository.registry.rememberBlob(repository.name, digest, size);
  return "mounted";
}

/** Uploads to all repositories at once. Those that need the source to be read again get another attempt, under the first one's retry policy. */
async function upload(
  blob: Descriptor,
  source: BlobSource,
  repositories: readonly Repository[],
  onTransfer: OnTransfer,
): Promise<UploadResult[]> {
  const results = new Map<Repository, UploadResult>();
  const [first] = repositories;
  if (first === undefined) return [];
  await withRetry(first.registry.transport.retryPolicy, async () => {
    const remaining = repositories.filter((to) => !results.has(to) || needsReread(results.get(to)));
    for (const result of await uploadOnce(blob, source, remaining, onTransfer)) results.set(result.repository, result);
    for (const result of results.values()) if (result.status === "failed" && result.needsReread) throw result.error;
  }).catch((error: unknown) => {
    // A repository's failure is in its result. An error of the source, or a cancellation, belongs to no repository.
    const isRecorded = [...results.values()].some((result) => result.status === "failed" && result.error === error);
    if (!isRecorded) throw error;
  });
  return [...results.values()];
}

async function uploadOnce(
  blob: Descriptor,
  source: BlobSource,
  repositories: readonly Repository[],
  onTransfer: OnTransfer,
): Promise<UploadResult[]> {
  const multiUpload = openMultiUpload(blob, repositories, { from: source.describe, onTransfer });
  try {
    for await (const chunk of source.read()) {
      if (!(await multiUpload.write(chunk))) break;
    }
  } catch (error) {
    await multiUpload.abandon(error);
    throw error;
  }
  return multiUpload.finish(blob.digest);
}

function needsReread(result: UploadResult | undefined): boolean {
  return result?.status === "failed" && result.needsReread;
}

function hasBlob(result: UploadResult | undefined): boolean {
  return result !== undefined && result.status !== "failed";
}
