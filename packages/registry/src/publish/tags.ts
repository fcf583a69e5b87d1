// Asks registries what tags are now, and decides which of them may not be written: a tag that carries a commit or a
// version is written once, so where it already names another image nothing is pushed at all.
import { judgeTag } from "@deploy-actions/image";
import { type Repository, repositoryName } from "../client/place.ts";
import { RegistryError } from "../http/error.ts";

/** What each wanted tag names in one repository now; undefined where it is still free. */
export type TagState = { readonly repository: Repository; readonly tags: ReadonlyMap<string, string | undefined> };

/** A write-once tag that names another image. */
export type TagConflict = {
  readonly repository: Repository;
  readonly tag: string;
  readonly digest: string;
  readonly why: string;
};

/** Asks every repository for every tag. Throws the first {@link RegistryError}. */
export async function readTags(repositories: readonly Repository[], tags: readonly string[]): Promise<TagState[]> {
  return Promise.all(
    repositories.map(async (repository) => {
      const ask = async (tag: string) => [tag, await repository.registry.resolveDigest(repository.name, tag)] as const;
      return { repository, tags: new Map(await Promise.all(tags.map(ask))) };
    }),
  );
}

/** The tags that would have to be overwritten although they must not, if `isSame` says no to the digest they name. */
export function tagConflicts(tagStates: readonly TagState[], isSame: (digest: string) => boolean): TagConflict[] {
  return tagStates.flatMap(({ repository, tags }) =>
    [...tags].flatMap(([tag, digest]) => {
      const { writeOnce, why } = judgeTag(tag);
      return writeOnce && digest !== undefined && !isSame(digest) ? [{ repository, tag, digest, why }] : [];
    }),
  );
}

/** The error for tags that may not be overwritten. `state`: what was written before that was seen. */
export function tagConflictError(found: readonly TagConflict[], state: string): RegistryError {
  const lines = found.map(
    ({ repository, tag, digest, why }) =>
      `${repositoryName(repository)}:${tag} is ${digest} already, and the tag ${why}.`,
  );
  return new RegistryError({
    reason: "tag-taken",
    message: lines.join("\n"),
    state,
    next: "Build once for each commit and promote that digest; to repeat a run, re-run its failed jobs only, so that nothing is built again. To replace the image on purpose, delete the tag in the registry first.",
  });
}
