// Finds out what every repository holds under the tags now, as far as it can be asked: what a step that failed has to say.
import { type Repository, readTags } from "@deploy-actions/registry";

/** What one tag names in one repository: `digest` undefined where it is not there, `unknown` where that could not be asked. */
export type Holding = { readonly repository: Repository; readonly tag: string } & (
  | { readonly digest: string | undefined }
  | { readonly unknown: string }
);

/** Never throws. One registry that does not answer takes nothing from what the others say. */
export async function holdings(repositories: readonly Repository[], tags: readonly string[]): Promise<Holding[]> {
  const found = await Promise.all(
    repositories.map(async (repository): Promise<Holding[]> => {
      try {
        const [tagState] = await readTags([repository], tags);
        return tags.map((tag) => ({ repository, tag, digest: tagState?.tags.get(tag) }));
      } catch (error) {
        const unknown = error instanceof Error ? error.message : String(error);
        return tags.map((tag) => ({ repository, tag, unknown }));
      }
    }),
  );
  return found.flat();
}
