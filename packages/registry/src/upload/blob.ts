// Brings one blob to several repositories: there already, mounted from a sibling repository of the same registry, or
// streamed through this machine, in one reading for all that lack it.

import type { Descriptor } from "../client/manifest.ts";
import type { Place } from "../client/place.ts";
import { persist } from "../http/retry.ts";
import { openFan } from "./multi-upload.ts";
import { mount } from "./requests.ts";
import type { Watch } from "./transfer.ts";
import type { Landing } from "./upload.ts";

/** Where a blob comes from. */
export type BlobSource = {
  /** Begins a new reading of the bytes, as often as it is asked. */
  read(): AsyncIterable<Uint8Array>;
  /** For messages. */
  readonly describe: string;
  /** The repository that has it, where there is one. */
  readonly place?: Place | undefined;
};

/** What became of the blob in each of the places, in their order. A source that fails is tried again; throws its last error. */
export async function bringBlob(
  blob: Descriptor,
  source: BlobSource,
  places: readonly Place[],
  watch: Watch = () => {},
): Promise<Landing[]> {
  const landings = new Map<Place, Landing>();
  const land = (landed: readonly Landing[]): void => {
    for (const landing of landed) landings.set(landing.place, landing);
  };
  const lacking = (): Place[] => places.filter((place) => !landings.has(place));
  const having = (): Place[] => places.filter((place) => isThere(landings.get(place)));

  const origin = source.place === undefined ? [] : [source.place];
  land(await each(places, blob, watch, (place) => present(blob, place)));
  land(await each(lacking(), blob, watch, (place) => mounted(blob, place, [...origin, ...having()])));
  // Of several repositories in one registry one is sent the bytes, and the others mount what it has then.
  const leaders = lacking().filter((place, at, all) => all.findIndex((other) => sameRegistry(other, place)) === at);
  land(await stream(blob, source, leaders, watch));
  land(await each(lacking(), blob, watch, (place) => mounted(blob, place, having())));
  land(await stream(blob, source, lacking(), watch));
  return places.flatMap((place) => landings.get(place) ?? []);
}

/** Asks every place at once; those without an answer are still open. */
async function each(
  places: readonly Place[],
  blob: Descriptor,
  watch: Watch,
  ask: (place: Place) => Promise<"present" | "mounted" | undefined>,
): Promise<Landing[]> {
  const landed = await Promise.all(
    places.map(async (place): Promise<Landing[]> => {
      try {
        const outcome = await ask(place);
        if (outcome === undefined) return [];
        watch({ kind: "landed", place, blob, outcome });
        return [{ place, outcome }];
      } catch (error) {
        watch({ kind: "missed", place, blob, error });
        return [{ place, outcome: "missed", error, torn: false, sending: false }];
      }
    }),
  );
  return landed.flat();
}

async function present({ digest }: Descriptor, { registry, name }: Place): Promise<"present" | undefined> {
  return (await registry.findBlob(name, digest)) === undefined ? undefined : "present";
}

/** Nothing is sent within a registry: one of its repositories takes the blob from another. */
async function mounted(
  { digest, size }: Descriptor,
  place: Place,
  from: readonly Place[],
): Promise<"mounted" | undefined> {
  const sibling = from.find((other) => sameRegistry(other, place) && other.name !== place.name);
  if (sibling === undefined || !(await mount(place, sibling, digest))) return undefined;
  place.registry.noteBlob(place.name, digest, size);
  return "mounted";
}

/** Streams to all places at once; those whose upload broke where only a new reading helps get one, as often as is usual. */
async function stream(
  blob: Descriptor,
  source: BlobSource,
  places: readonly Place[],
  watch: Watch,
): Promise<Landing[]> {
  const landings = new Map<Place, Landing>();
  const [first] = places;
  if (first === undefined) return [];
  const isTorn = (landing: Landing | undefined): boolean => landing?.outcome === "missed" && landing.torn;
  await persist(first.registry.transport.patience, async () => {
    const wanting = places.filter((place) => !landings.has(place) || isTorn(landings.get(place)));
    for (const landing of await once(blob, source, wanting, watch)) landings.set(landing.place, landing);
    for (const landing of landings.values()) if (landing.outcome === "missed" && landing.torn) throw landing.error;
  }).catch((error: unknown) => {
    // A place that missed the blob in the end says so itself; a fault of the source, or a cancellation, is nobody's landing.
    const isTold = [...landings.values()].some((landing) => landing.outcome === "missed" && landing.error === error);
    if (!isTold) throw error;
  });
  return [...landings.values()];
}

async function once(blob: Descriptor, source: BlobSource, places: readonly Place[], watch: Watch): Promise<Landing[]> {
  const fan = openFan(blob, places, { from: source.describe, watch });
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

function isThere(landing: Landing | undefined): boolean {
  return landing !== undefined && landing.outcome !== "missed";
}

function sameRegistry(one: Place, other: Place): boolean {
  return one.registry.host === other.registry.host;
}
