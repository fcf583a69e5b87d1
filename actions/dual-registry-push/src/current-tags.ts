// Finds out what every repository holds under the tags now, as far as it can be asked: what a step that failed has to say.
import { type Place, survey } from "@deploy-actions/registry";

/** What one tag names in one repository: `digest` undefined where it is not there, `unknown` where that could not be asked. */
export type Holding = { readonly place: Place; readonly tag: string } & (
  | { readonly digest: string | undefined }
  | { readonly unknown: string }
);

/** Never throws. One registry that does not answer takes nothing from what the others say. */
export async function holdings(places: readonly Place[], tags: readonly string[]): Promise<Holding[]> {
  const found = await Promise.all(
    places.map(async (place): Promise<Holding[]> => {
      try {
        const [standing] = await survey([place], tags);
        return tags.map((tag) => ({ place, tag, digest: standing?.tags.get(tag) }));
      } catch (error) {
        const unknown = error instanceof Error ? error.message : String(error);
        return tags.map((tag) => ({ place, tag, unknown }));
      }
    }),
  );
  return found.flat();
}
