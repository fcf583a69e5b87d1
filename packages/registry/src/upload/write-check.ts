// Asks a registry whether an upload may begin, before anything travels: the right to push shows only there.
import type { Repository } from "../client/place.ts";
import { withRetry } from "../http/retry.ts";
import { endUpload, openUpload } from "./requests.ts";

/** Opens an upload and gives it up again. Throws {@link RegistryError} `denied` or `unauthorized` with the remedy. */
export async function checkWrite(repository: Repository): Promise<void> {
  const { transport } = repository.registry;
  const begun = await withRetry(transport.retryPolicy, async () => {
    const guard = transport.guard();
    try {
      return await openUpload(repository, guard);
    } finally {
      guard.end();
    }
  });
  await endUpload(repository, begun);
}
