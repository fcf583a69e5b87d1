// What the tee knows of its destinations: who has which blob, who has failed and is left alone, and so whom the next blob
// is sent to. What one of them misses it gets afterwards from another, so one failure never holds up a push.

import { type Repository, repositoryName } from "../client/place.ts";
import { RegistryError } from "../http/error.ts";
import type { Log } from "../http/log.ts";
import type { FailedUpload, UploadResult } from "../upload/upload.ts";

export type Destinations = {
  /** The size of a blob that need not be sent: a destination has it, and those that lack it get it from there. */
  sizeOf(digest: string): Promise<number | undefined>;
  /** Whom to send a blob to, with its digest where that is known. Throws where nobody can take it. */
  receivers(digest: string | undefined): Promise<Repository[]>;
  /** Takes in how a blob ended, and whether it is in one destination at least. Throws the error of one where it is not. */
  settle(digest: string, size: number, results: readonly UploadResult[]): Promise<void>;
  /** The error behind uploads that all failed. */
  failed(results: readonly UploadResult[]): unknown;
  /** The destinations known to have the blob. */
  holders(digest: string): readonly Repository[];
};

type Destination = {
  readonly repository: Repository;
  /** What it has said of blobs, so that it is asked once. */
  readonly asked: Map<string, Promise<number | undefined>>;
  failures: number;
  out: unknown;
};

/** After so many uploads in a row that broke in the middle, a destination is left alone and gets everything at the end. */
const MOST_FAILURES = 3;

export function openDestinations(destinations: readonly Repository[], log: Log): Destinations {
  // Of several repositories in one registry one takes part; the others mount from it at the end.
  const members = destinations
    .filter((repository, at, all) => all.findIndex(({ registry }) => registry.host === repository.registry.host) === at)
    .map((repository): Destination => ({ repository, asked: new Map(), failures: 0, out: undefined }));
  const held = new Map<string, Set<Repository>>();
  const accepted = new Map<string, number>();

  const active = (): Destination[] => members.filter(({ out }) => out === undefined);
  const leave = (destination: Destination, error: unknown): void => {
    if (destination.out === undefined)
      log.warning(`${repositoryName(destination.repository)} takes no part for now. ${words(error)}`);
    destination.out ??= error;
  };
  const holds = (repository: Repository, digest: string): void => {
    const repositories = held.get(digest) ?? new Set();
    held.set(digest, repositories.add(repository));
  };
  const look = (destination: Destination, digest: string): Promise<number | undefined> => {
    const asked = destination.asked.get(digest) ?? ask(destination, digest);
    destination.asked.set(digest, asked);
    return asked;
  };
  const ask = async (destination: Destination, digest: string): Promise<number | undefined> => {
    try {
      const size = await destination.repository.registry.findBlob(destination.repository.name, digest);
      if (size !== undefined) holds(destination.repository, digest);
      return size;
    } catch (error) {
      destination.asked.delete(digest);
      mustBeARegistrys(error);
      leave(destination, error);
      return undefined;
    }
  };
  const canReadBlob = async (having: readonly { destination: Destination }[], digest: string): Promise<boolean> => {
    for (const { destination } of having) {
      if (await destination.repository.registry.canReadBlob(destination.repository.name, digest)) return true;
    }
    return false;
  };
  const note = (result: UploadResult, digest: string | undefined): void => {
    const destination = members.find(({ repository }) => repository === result.repository);
    if (destination === undefined) return;
    if (result.outcome !== "failed") {
      destination.failures = 0;
      if (digest !== undefined) holds(destination.repository, digest);
      return;
    }
    mustBeARegistrys(result.error);
    if (!result.sending || ++destination.failures >= MOST_FAILURES) leave(destination, result.error);
    else log.info(`${repositoryName(result.repository)} lost a layer on the way. ${words(result.error)}`);
  };

  return {
    async sizeOf(digest) {
      const own = accepted.get(digest);
      if (own !== undefined) return own;
      const members = active();
      const asked = await Promise.all(
        members.map(async (destination) => ({ destination, size: await look(destination, digest) })),
      );
      const found = asked.filter(({ destination }) => destination.out === undefined);
      const having = found.filter(({ size }) => size !== undefined);
      // A registry that does not say how large it is (NaN) does not count: the engine writes the size into its manifest.
      const [size, ...others] = new Set(having.flatMap(({ size = Number.NaN }) => (Number.isNaN(size) ? [] : [size])));
      if (size === undefined || others.length > 0) return undefined;
      // Who lacks it gets it from a registry that gives it; one that only says to have it would be asked in vain.
      if (having.length === found.length || (await canReadBlob(having, digest))) return size;
      return undefined;
    },
    async receivers(digest) {
      // Nobody left: who failed by something that passes gets another chance, as the engine asks for one.
      if (active().length === 0)
        for (const destination of members) if (isTransient(destination.out)) destination.out = undefined;
      const wanting = active();
      if (digest !== undefined) await Promise.all(wanting.map((destination) => look(destination, digest)));
      if (active().length === 0) throw members[0]?.out;
      const has = digest === undefined ? undefined : held.get(digest);
      return active().flatMap(({ repository }) => (has?.has(repository) ? [] : [repository]));
    },
    async settle(digest, size, results) {
      for (const result of results) note(result, digest);
      if (!held.has(digest)) throw worst(results);
      accepted.set(digest, size);
    },
    failed(results) {
      for (const result of results) note(result, undefined);
      return worst(results);
    },
    holders: (digest) => [...(held.get(digest) ?? [])],
  };
}

/** The error to tell when all have failed: one that may pass, as long as there is one. */
function worst(results: readonly UploadResult[]): unknown {
  const missed = results.filter((result): result is FailedUpload => result.outcome === "failed");
  return (missed.find(({ error }) => isTransient(error)) ?? missed[0])?.error;
}

/** An error that nobody foresaw is not one registry's matter: it ends the push. */
function mustBeARegistrys(error: unknown): void {
  if (!(error instanceof RegistryError)) throw error;
}

function isTransient(error: unknown): boolean {
  return error instanceof RegistryError && error.transient;
}

function words(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
