// Opens an image on the disk or in a stream: an OCI layout (folder or tar) or the output of `docker save`, in either of its
// formats. A tar may be compressed. Temporary data goes to unlinked files, which are gone when the source is closed.
import { type FileHandle, open, stat } from "node:fs/promises";
import { RegistryError } from "../http/error.ts";
import { compressionOf, decompressed } from "./compression.ts";
import { isSaved, keepsLayersUnpacked, savedSource } from "./docker-archive.ts";
import { bytesAt, damaged, type Files } from "./files.ts";
import { folderFiles } from "./folder.ts";
import { gzipped } from "./gzip.ts";
import type { ImageSource } from "./image-source.ts";
import { isLayout, layoutSource } from "./layout.ts";
import { spool, type Workspace } from "./spool.ts";
import { tarFiles } from "./tar.ts";

export type ImageFileOptions = Workspace & {
  /** A name, tag or digest. If absent, there must be only one image. */
  readonly image?: string | undefined;
};

/**
 * The image in the folder or file at `path`. Throws {@link RegistryError}: `no-image` if it does not contain the image (the
 * message lists what it contains), `damaged` if something is missing, truncated or corrupt, `no-room` if the disk is full.
 */
export async function openImageFile(path: string, options: ImageFileOptions): Promise<ImageSource> {
  const found = await stat(path).catch((error: NodeJS.ErrnoException) => {
    throw cannotOpen(path, error);
  });
  if (found.isDirectory()) return imageIn(folderFiles(path), options);
  const handle = await open(path).catch((error: NodeJS.ErrnoException) => {
    throw cannotOpen(path, error);
  });
  return imageIn(await unpacked(handle, `the file ${path}`, options), options);
}

/** The image in `stream`, for example the output of `docker save`. `describe` names it in messages. */
export async function openImageStream(
  stream: AsyncIterable<Uint8Array>,
  describe: string,
  options: ImageFileOptions,
): Promise<ImageSource> {
  const { handle } = await spool(stream, options);
  return imageIn(await unpacked(handle, describe, options), options);
}

async function imageIn(files: Files, options: ImageFileOptions): Promise<ImageSource> {
  try {
    if (await isLayout(files)) {
      const source = await layoutSource(files, options.image);
      return (await keepsLayersUnpacked(files)) ? await gzipped(source, options) : source;
    }
    if (await isSaved(files)) return await gzipped(await savedSource(files, options.image), options);
    throw damaged(files, "it has neither the index.json of an OCI layout nor the manifest.json of `docker save`");
  } catch (error) {
    await files.close();
    throw error;
  }
}

/** The tar's entries. A compressed tar cannot be read by offset, so it is decompressed first. Closing them closes the handle. */
async function unpacked(handle: FileHandle, describe: string, options: ImageFileOptions): Promise<Files> {
  try {
    const { size } = await handle.stat();
    const bytes = (): AsyncGenerator<Uint8Array> =>
      bytesAt(handle, 0, size, () => damaged({ describe }, "it became shorter while it was read"));
    const compression = await compressionOf(bytes());
    if (compression === "none") return await tarFiles(handle, describe);
    const plain = await spool(decompressed(bytes(), compression, describe), options);
    await handle.close();
    return await unpacked(plain.handle, describe, options);
  } catch (error) {
    await handle.close();
    throw error;
  }
}

function cannotOpen(path: string, error: NodeJS.ErrnoException): RegistryError {
  const message =
    error.code === "ENOENT" ? `There is no file or folder ${path}.` : `Could not read ${path} (${error.code}).`;
  return new RegistryError({
    reason: "no-image",
    message,
    state: "Nothing was pushed.",
    next: "Check the path. It is relative to the job's working directory. A file from another job must be passed on as an artifact.",
    cause: error,
  });
}
