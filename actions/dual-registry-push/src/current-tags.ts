// Reads what the tags point to now in every repository, as far as that is possible, for the report of a failed step.
import { type Repository, readTags } from "@deploy-actions/registry";
import type { Destination } from "./destinations.ts";
import { messageOf } from "./error.ts";
import { type RegistryContext, registries } from "./registries.ts";

/** What one tag points to in one repository: `digest` is undefined if it does not exist, `unknown` says why it could not be read. */
export type CurrentTag = { readonly repository: Repository; readonly tag: string } & (
  | { readonly digest: string | undefined }
  | { readonly unknown: string }
);

/** Milliseconds without data that a step which has already failed allows a registry. */
const TIMEOUT_MS = 5000;

/** Never throws. Tries each request once, with a short timeout, even after the deadline of the push. */
export async function readCurrentTags(
  destinations: readonly Destination[],
  tags: readonly string[],
  context: RegistryContext,
): Promise<CurrentTag[]> {
  const timeoutMs = Math.min(context.timeoutMs, TIMEOUT_MS);
  const open = registries({ ...context, timeoutMs, attempts: 1 });
  const found = await Promise.all(
    destinations.map(async ({ host, name, login }): Promise<CurrentTag[]> => {
      const repository = { registry: open(host, "push", login), name };
      try {
        const [state] = await readTags([repository], tags);
        return tags.map((tag) => ({ repository, tag, digest: state?.tags.get(tag) }));
      } catch (error) {
        return tags.map((tag) => ({ repository, tag, unknown: messageOf(error) }));
      }
    }),
  );
  return found.flat();
}
