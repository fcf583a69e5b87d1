// The files of a folder on the disk.
import { open, stat } from "node:fs/promises";
import { join } from "node:path";
import { bytesAt, damaged, type Files } from "./files.ts";

export function folderFiles(path: string): Files {
  const describe = `the folder ${path}`;
  return {
    describe,
    async size(name) {
      const found = await stat(join(path, name)).catch((error: NodeJS.ErrnoException) => {
        if (error.code === "ENOENT" || error.code === "ENOTDIR") return undefined;
        throw damaged(
          { describe },
          `could not read ${name} (${error.code})`,
          "Give this user read access to the folder.",
        );
      });
      return found?.isFile() ? found.size : undefined;
    },
    async *bytes(name) {
      const handle = await open(join(path, name)).catch((error: NodeJS.ErrnoException) => {
        throw damaged(
          { describe },
          `could not read ${name} (${error.code})`,
          "Give this user read access to the folder.",
        );
      });
      try {
        const { size } = await handle.stat();
        yield* bytesAt(handle, 0, size, () => damaged({ describe }, `${name} became shorter while it was read`));
      } finally {
        await handle.close();
      }
    },
    close: async () => undefined,
  };
}
