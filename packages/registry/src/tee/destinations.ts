// What the tee knows of its destinations: who has which blob, who has failed and is left alone, and so whom the next blob
// is sent to. What one of them misses it gets afterwards from another, so one failure never holds up a push.

import { type Place, placeName } from "../client/place.ts";
import { RegistryError } from "../http/error.ts";
import type { Log } from "../http/log.ts";
import type { Landing, Missed } from "../upload/upload.ts";

export type Fleet = {
  /** The size of a blob that need not be sent: a destination has it, and those that lack it get it from there. */
  sizeOf(digest: string): Promise<number | undefined>;
  /** Whom to send a blob to, with its digest where that is known. Throws where nobody can take it. */
  receivers(digest: string | undefined): Promise<Place[]>;
  /** Takes in how a blob ended, and whether it is in one destination at least. Throws the error of one where it is not. */
  settle(digest: string, size: number, landings: readonly Landing[]): Promise<void>;
  /** The error behind uploads that all failed. */
  failed(landings: readonly Landing[]): unknown;
  /** The destinations known to have the blob. */
  holders(digest: string): readonly Place[];
};

type Member = {
  readonly place: Place;
  /** What it has said of blobs, so that it is asked once. */
  readonly asked: Map<string, Promise<number | undefined>>;
  failures: number;
  out: unknown;
};

/** After so many uploads in a row that broke in the middle, a destination is left alone and gets everything at the end. */
const MOST_FAILURES = 3;

export function assemble(destinations: readonly Place[], log: Log): Fleet {
  // Of several repositories in one registry one takes part; the others mount from it at the end.
  const members = destinations
    .filter((place, at, all) => all.findIndex(({ registry }) => registry.host === place.registry.host) === at)
    .map((place): Member => ({ place, asked: new Map(), failures: 0, out: undefined }));
  const held = new Map<string, Set<Place>>();
  const accepted = new Map<string, number>();

  const active = (): Member[] => members.filter(({ out }) => out === undefined);
  const leave = (member: Member, error: unknown): void => {
    if (member.out === undefined) log.warning(`${placeName(member.place)} takes no part for now. ${words(error)}`);
    member.out ??= error;
  };
  const holds = (place: Place, digest: string): void => {
    const places = held.get(digest) ?? new Set();
    held.set(digest, places.add(place));
  };
  const look = (member: Member, digest: string): Promise<number | undefined> => {
    const asked = member.asked.get(digest) ?? ask(member, digest);
    member.asked.set(digest, asked);
    return asked;
  };
  const ask = async (member: Member, digest: string): Promise<number | undefined> => {
    try {
      const size = await member.place.registry.findBlob(member.place.name, digest);
      if (size !== undefined) holds(member.place, digest);
      return size;
    } catch (error) {
      member.asked.delete(digest);
      mustBeARegistrys(error);
      leave(member, error);
      return undefined;
    }
  };
  const gives = async (having: readonly { member: Member }[], digest: string): Promise<boolean> => {
    for (const { member } of having) {
      if (await member.place.registry.gives(member.place.name, digest)) return true;
    }
    return false;
  };
  const note = (landing: Landing, digest: string | undefined): void => {
    const member = members.find(({ place }) => place === landing.place);
    if (member === undefined) return;
    if (landing.outcome !== "missed") {
      member.failures = 0;
      if (digest !== undefined) holds(member.place, digest);
      return;
    }
    mustBeARegistrys(landing.error);
    if (!landing.sending || ++member.failures >= MOST_FAILURES) leave(member, landing.error);
    else log.info(`${placeName(landing.place)} lost a layer on the way. ${words(landing.error)}`);
  };

  return {
    async sizeOf(digest) {
      const own = accepted.get(digest);
      if (own !== undefined) return own;
      const members = active();
      const asked = await Promise.all(members.map(async (member) => ({ member, size: await look(member, digest) })));
      const found = asked.filter(({ member }) => member.out === undefined);
      const having = found.filter(({ size }) => size !== undefined);
      // A registry that does not say how large it is (NaN) does not count: the engine writes the size into its manifest.
      const [size, ...others] = new Set(having.flatMap(({ size = Number.NaN }) => (Number.isNaN(size) ? [] : [size])));
      if (size === undefined || others.length > 0) return undefined;
      // Who lacks it gets it from a registry that gives it; one that only says to have it would be asked in vain.
      if (having.length === found.length || (await gives(having, digest))) return size;
      return undefined;
    },
    async receivers(digest) {
      // Nobody left: who failed by something that passes gets another chance, as the engine asks for one.
      if (active().length === 0) for (const member of members) if (mayPass(member.out)) member.out = undefined;
      const wanting = active();
      if (digest !== undefined) await Promise.all(wanting.map((member) => look(member, digest)));
      if (active().length === 0) throw members[0]?.out;
      const has = digest === undefined ? undefined : held.get(digest);
      return active().flatMap(({ place }) => (has?.has(place) ? [] : [place]));
    },
    async settle(digest, size, landings) {
      for (const landing of landings) note(landing, digest);
      if (!held.has(digest)) throw worst(landings);
      accepted.set(digest, size);
    },
    failed(landings) {
      for (const landing of landings) note(landing, undefined);
      return worst(landings);
    },
    holders: (digest) => [...(held.get(digest) ?? [])],
  };
}

/** The error to tell when all have failed: one that may pass, as long as there is one. */
function worst(landings: readonly Landing[]): unknown {
  const missed = landings.filter((landing): landing is Missed => landing.outcome === "missed");
  return (missed.find(({ error }) => mayPass(error)) ?? missed[0])?.error;
}

/** An error that nobody foresaw is not one registry's matter: it ends the push. */
function mustBeARegistrys(error: unknown): void {
  if (!(error instanceof RegistryError)) throw error;
}

function mayPass(error: unknown): boolean {
  return error instanceof RegistryError && error.passing;
}

function words(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
