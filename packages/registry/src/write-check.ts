// Asks a registry whether an upload may begin, before anything travels: the right to push shows only there.
import type { Place } from "./blob.ts";
import { uploadUrl } from "./registry.ts";

/** Opens an upload and gives it up again. Throws {@link RegistryError} `denied` or `unauthorized` with the remedy. */
export async function checkWrite({ registry, name }: Place): Promise<void> {
  const { transport, host } = registry;
  const scopes = [registry.scope(name)];
  const url = `${registry.path(name)}/blobs/uploads/`;
  const asked = `open an upload to ${name}`;
  const begun = await transport.send(
    { method: "POST", url, scopes, headers: { "content-length": "0" }, expect: [202], asked },
    async (answer) => {
      await answer.body?.cancel();
      return uploadUrl(answer, host);
    },
  );
  const watch = transport.guard();
  try {
    const answer = await transport.sendOnce(
      { method: "DELETE", url: begun, scopes, expect: [204], asked: "end an upload" },
      watch,
    );
    await answer.body?.cancel();
  } catch (error) {
    // Uploads that are not ended lapse by themselves; not every registry can end one.
    transport.patience.log.debug(String(error));
  } finally {
    watch.end();
  }
}
