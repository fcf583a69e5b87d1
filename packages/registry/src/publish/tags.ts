// Asks registries what tags are now, and decides which of them may not be written: a tag that carries a commit or a
// version is written once, so where it already names another image nothing is pushed at all.
import { judgeTag } from "@deploy-actions/image";
import { type Place, placeName } from "../client/place.ts";
import { RegistryError } from "../http/error.ts";

/** What each wanted tag names in one repository now; undefined where it is still free. */
export type Standing = { readonly place: Place; readonly tags: ReadonlyMap<string, string | undefined> };

/** A write-once tag that names another image. */
export type Conflict = { readonly place: Place; readonly tag: string; readonly digest: string; readonly why: string };

/** Asks every repository for every tag. Throws the first {@link RegistryError}. */
export async function survey(places: readonly Place[], tags: readonly string[]): Promise<Standing[]> {
  return Promise.all(
    places.map(async (place) => {
      const ask = async (tag: string) => [tag, await place.registry.resolveDigest(place.name, tag)] as const;
      return { place, tags: new Map(await Promise.all(tags.map(ask))) };
    }),
  );
}

/** The tags that would have to be overwritten although they must not, if `isSame` says no to the digest they name. */
export function conflicts(standings: readonly Standing[], isSame: (digest: string) => boolean): Conflict[] {
  return standings.flatMap(({ place, tags }) =>
    [...tags].flatMap(([tag, digest]) => {
      const { writeOnce, why } = judgeTag(tag);
      return writeOnce && digest !== undefined && !isSame(digest) ? [{ place, tag, digest, why }] : [];
    }),
  );
}

/** The error for tags that may not be overwritten. `state`: what was written before that was seen. */
export function tagTaken(found: readonly Conflict[], state: string): RegistryError {
  const lines = found.map(
    ({ place, tag, digest, why }) => `${placeName(place)}:${tag} is ${digest} already, and the tag ${why}.`,
  );
  return new RegistryError({
    reason: "tag-taken",
    message: lines.join("\n"),
    state,
    next: "Build once for each commit and promote that digest; to repeat a run, re-run its failed jobs only, so that nothing is built again. To replace the image on purpose, delete the tag in the registry first.",
  });
}
