// Reads what tags point to now, and decides which of them must not be written: a tag with a commit or a version is written
// once, so if it already points to another image, nothing is pushed at all.
import { judgeTag } from "@deploy-actions/image";
import { type Repository, repositoryName } from "../client/registry.ts";
import { RegistryError } from "../http/error.ts";

/** The digest that each tag points to in one repository, or undefined if the tag does not exist. */
export type TagState = { readonly repository: Repository; readonly tags: ReadonlyMap<string, string | undefined> };

/** A write-once tag that points to another image. */
export type TagConflict = {
  readonly repository: Repository;
  readonly tag: string;
  readonly digest: string;
  readonly why: string;
};

/** Reads every tag in every repository. Throws the first {@link RegistryError}. */
export async function readTags(repositories: readonly Repository[], tags: readonly string[]): Promise<TagState[]> {
  return Promise.all(
    repositories.map(async (repository) => {
      const { registry, name } = repository;
      const read = async (tag: string) => [tag, await registry.resolveDigest(name, tag)] as const;
      return { repository, tags: new Map(await Promise.all(tags.map(read))) };
    }),
  );
}

/** Enough not to overwrite it, though not enough to deploy it. */
const MAY_BE_A_COMMIT = "ends in what may be a short commit, so it is written only once";

/** The write-once tags that would be overwritten. `isSame`: whether a digest is that of the image to publish. */
export function tagConflicts(states: readonly TagState[], isSame: (digest: string) => boolean): TagConflict[] {
  return states.flatMap(({ repository, tags }) =>
    [...tags].flatMap(([tag, digest]) => {
      const { kind, writeOnce, why } = judgeTag(tag);
      if (!writeOnce || digest === undefined || isSame(digest)) return [];
      return [{ repository, tag, digest, why: kind === "short-commit" ? MAY_BE_A_COMMIT : why }];
    }),
  );
}

/** The error for tags that must not be overwritten. `state`: what had been written when they were found. */
export function tagConflictError(found: readonly TagConflict[], state: string): RegistryError {
  const lines = found.map(
    ({ repository, tag, digest, why }) =>
      `${repositoryName(repository)}:${tag} already points to ${digest}, and the tag ${why}.`,
  );
  return new RegistryError({
    reason: "tag-taken",
    message: lines.join("\n"),
    state,
    next: "Build once per commit and promote that digest. To repeat a run, only re-run its failed jobs, so that nothing is built again. To replace the image on purpose, delete the tag in the registry first.",
  });
}
