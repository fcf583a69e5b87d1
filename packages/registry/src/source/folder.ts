// The files of a folder on the disk. Its author may be somebody else (an artifact, a commit): a name or a link that leads out of the folder would
// upload a file of the machine to a registry.
import type { FileHandle } from "node:fs/promises";
import { isAbsolute, join } from "node:path";
import { FileError, openRegularHandle } from "@deploy-actions/untrusted/file";
import { bytesAt, damaged, type Files } from "./files.ts";

/** `path` has no links in it. */
export function folderFiles(path: string): Files {
  const describe = `the folder ${path}`;
  /** Undefined if there is no such file. */
  const open = async (name: string): Promise<FileHandle | undefined> => {
    if (isAbsolute(name) || name.split(/[\\/]/).includes("..") || name.includes("\0")) {
      throw damaged({ describe }, `it names ${JSON.stringify(name)}, which is not a file in it`);
    }
    try {
      return await openRegularHandle(join(path, name), [path]);
    } catch (error) {
      if (!(error instanceof FileError)) throw error;
      if (error.reason === "missing") return undefined;
      if (error.reason === "unreadable") {
        throw damaged({ describe }, `its ${name} ${error.why}`, "Give this user read access to the folder.");
      }
      throw damaged({ describe }, `its ${name} ${error.why}`);
    }
  };
  return {
    describe,
    async size(name) {
      const handle = await open(name);
      if (handle === undefined) return undefined;
      const { size } = await handle.stat();
      await handle.close();
      return size;
    },
    async *bytes(name) {
      const handle = await open(name);
      if (handle === undefined) throw damaged({ describe }, `its ${name} is missing`);
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
