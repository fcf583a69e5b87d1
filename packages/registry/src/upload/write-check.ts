// Asks a registry whether an upload may begin, before anything travels: the right to push shows only there.
import type { Place } from "../client/place.ts";
import { persist } from "../http/retry.ts";
import { endUpload, openUpload } from "./requests.ts";

/** Opens an upload and gives it up again. Throws {@link RegistryError} `denied` or `unauthorized` with the remedy. */
export async function checkWrite(place: Place): Promise<void> {
  const { transport } = place.registry;
  const begun = await persist(transport.patience, async () => {
    const guard = transport.guard();
    try {
      return await openUpload(place, guard);
    } finally {
      guard.end();
    }
  });
  await endUpload(place, begun);
}
