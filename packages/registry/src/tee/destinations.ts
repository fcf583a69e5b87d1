// What the tee knows about its destinations: which of them has which blob and which have failed, and so where the next blob
// is sent to. A destination gets the blobs that it missed from another one later, so one failure never holds up a push.

import type { Log } from "@deploy-actions/contract";
import { isSameRegistry, type Repository, repositoryName } from "../client/registry.ts";
import { isTransient, RegistryError } from "../http/error.ts";
import type { FailedUpload, UploadResult } from "../upload/transfer.ts";

export type Destinations = {
  /** The size of a blob that need not be pushed: a destination has it, and the others can get it from there. */
  sizeOf(digest: string): Promise<number | undefined>;
  /** The repositories to send a blob to. `digest` if it is known. Throws if no destination can accept it. */
  receivers(digest: string | undefined): Promise<Repository[]>;
  /** Records how an upload ended. Throws the error of a destination if none of them has the blob. */
  settle(digest: string, size: number, results: readonly UploadResult[]): Promise<void>;
  /** Records uploads that all failed, and returns the error to report. */
  failed(results: readonly UploadResult[]): unknown;
  /** The destinations that are known to have the blob. */
  holders(digest: string): readonly Repository[];
};

type Destination = {
  readonly repository: Repository;
  /** The sizes of blobs that it was asked for, so that it is only asked once. */
  readonly sizes: Map<string, Promise<number | undefined>>;
  failures: number;
  /** Why it gets no more uploads for now. */
  error: unknown;
};

/** After so many failed uploads in a row, a destination gets no more of them, and everything it lacks at the end. */
const MAX_FAILURES = 3;

export function openDestinations(repositories: readonly Repository[], log: Log): Destinations {
  // If several repositories are in one registry, only the first gets uploads. The others mount from it at the end.
  const all = repositories
    .filter((repository, at) => repositories.findIndex((other) => isSameRegistry(other, repository)) === at)
    .map((repository): Destination => ({ repository, sizes: new Map(), failures: 0, error: undefined }));
  const holders = new Map<string, Set<Repository>>();
  const received = new Map<string, number>();

  const active = (): Destination[] => all.filter(({ error }) => error === undefined);
  const exclude = (destination: Destination, error: unknown): void => {
    if (destination.error !== undefined) return;
    log.warning(`${repositoryName(destination.repository)} gets no more layers for now. ${messageOf(error)}`);
    destination.error = error;
  };
  const addHolder = (repository: Repository, digest: string): void => {
    const known = holders.get(digest) ?? new Set();
    holders.set(digest, known.add(repository));
  };
  const findBlob = async (destination: Destination, digest: string): Promise<number | undefined> => {
    const { registry, name } = destination.repository;
    try {
      const size = await registry.findBlob(name, digest);
      if (size !== undefined) addHolder(destination.repository, digest);
      return size;
    } catch (error) {
      destination.sizes.delete(digest);
      throwUnexpected(error);
      exclude(destination, error);
      return undefined;
    }
  };
  const sizeIn = (destination: Destination, digest: string): Promise<number | undefined> => {
    const size = destination.sizes.get(digest) ?? findBlob(destination, digest);
    destination.sizes.set(digest, size);
    return size;
  };
  const canBeRead = async (having: readonly { destination: Destination }[], digest: string): Promise<boolean> => {
    for (const { destination } of having) {
      const { registry, name } = destination.repository;
      if (await registry.canReadBlob(name, digest)) return true;
    }
    return false;
  };
  const record = (result: UploadResult, digest: string | undefined): void => {
    const destination = all.find(({ repository }) => repository === result.repository);
    if (destination === undefined) return;
    if (result.status !== "failed") {
      destination.failures = 0;
      if (digest !== undefined) addHolder(destination.repository, digest);
      return;
    }
    throwUnexpected(result.error);
    if (!result.wasSending || ++destination.failures >= MAX_FAILURES) exclude(destination, result.error);
    else log.info(`The upload of a layer to ${repositoryName(result.repository)} failed. ${messageOf(result.error)}`);
  };

  return {
    async sizeOf(digest) {
      const own = received.get(digest);
      if (own !== undefined) return own;
      const asked = await Promise.all(
        active().map(async (destination) => ({ destination, size: await sizeIn(destination, digest) })),
      );
      const found = asked.filter(({ destination }) => destination.error === undefined);
      const having = found.filter(({ size }) => size !== undefined);
      // A registry that does not state the size (NaN) does not count: the engine writes the size into its manifest.
      const [size, ...others] = new Set(having.flatMap(({ size = Number.NaN }) => (Number.isNaN(size) ? [] : [size])));
      if (size === undefined || others.length > 0) return undefined;
      // The others will download it from a registry that has it, so it must really be readable in one.
      if (having.length === found.length || (await canBeRead(having, digest))) return size;
      return undefined;
    },
    async receivers(digest) {
      // If none is left, those with a transient error get another chance, because the engine is retrying.
      if (active().length === 0) {
        for (const destination of all) if (isTransient(destination.error)) destination.error = undefined;
      }
      if (digest !== undefined) await Promise.all(active().map((destination) => sizeIn(destination, digest)));
      if (active().length === 0) throw all[0]?.error;
      const has = digest === undefined ? undefined : holders.get(digest);
      return active().flatMap(({ repository }) => (has?.has(repository) ? [] : [repository]));
    },
    async settle(digest, size, results) {
      for (const result of results) record(result, digest);
      if (!holders.has(digest)) throw errorToReport(results);
      received.set(digest, size);
    },
    failed(results) {
      for (const result of results) record(result, undefined);
      return errorToReport(results);
    },
    holders: (digest) => [...(holders.get(digest) ?? [])],
  };
}

/** A transient error if there is one, so that the engine retries. */
function errorToReport(results: readonly UploadResult[]): unknown {
  const failed = results.filter((result): result is FailedUpload => result.status === "failed");
  return (failed.find(({ error }) => isTransient(error)) ?? failed[0])?.error;
}

/** An unexpected error is not about one registry: it ends the push. */
function throwUnexpected(error: unknown): void {
  if (!(error instanceof RegistryError)) throw error;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
