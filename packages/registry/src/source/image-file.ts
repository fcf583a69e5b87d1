// Opens an image that lies on the disk or comes as a stream: an OCI layout (folder or tar), or what `docker save` wrote, in
// either of its forms. A tar may be compressed. What has to be kept is kept in nameless files, gone when the source is closed.
import { type FileHandle, open, stat } from "node:fs/promises";
import { pipeline, Readable } from "node:stream";
import { createGunzip, createZstdDecompress } from "node:zlib";
import { RegistryError } from "../http/error.ts";
import { compressionOf } from "./compression.ts";
import { isSaved, keepsLayersUnpacked, savedSource } from "./docker-archive.ts";
import { bytesAt, damaged, type Files } from "./files.ts";
import { folderFiles } from "./folder.ts";
import { gzipped } from "./gzip.ts";
import type { ImageSource } from "./image-source.ts";
import { isLayout, layoutSource } from "./layout.ts";
import { spool, type Workspace } from "./spool.ts";
import { tarFiles } from "./tar.ts";

export type ImageFileOptions = Workspace & {
  /** A name, a tag or a digest; absent: the only image there is. */
  readonly image?: string | undefined;
};

/**
 * The image in the folder or file at `path`. Throws {@link RegistryError}: `no-image` where it is not there (what is there
 * is listed), `damaged` where something is missing, cut off or changed, `no-room` where it cannot be unpacked.
 */
export async function openImageFile(path: string, wanted: ImageFileOptions): Promise<ImageSource> {
  const found = await stat(path).catch((error: NodeJS.ErrnoException) => {
    throw unreachable(path, error);
  });
  if (found.isDirectory()) return imageIn(folderFiles(path), wanted);
  const handle = await open(path).catch((error: NodeJS.ErrnoException) => {
    throw unreachable(path, error);
  });
  return imageIn(await unpacked(handle, `the file ${path}`, wanted), wanted);
}

/** The image that `stream` carries, for example what `docker save` prints. `describe` names it in messages. */
export async function openImageStream(
  stream: AsyncIterable<Uint8Array>,
  describe: string,
  wanted: ImageFileOptions,
): Promise<ImageSource> {
  const { handle } = await spool(stream, wanted);
  return imageIn(await unpacked(handle, describe, wanted), wanted);
}

async function imageIn(files: Files, wanted: ImageFileOptions): Promise<ImageSource> {
  try {
    if (await isLayout(files)) {
      const source = await layoutSource(files, wanted.image);
      return (await keepsLayersUnpacked(files)) ? await gzipped(source, wanted) : source;
    }
    if (await isSaved(files)) return await gzipped(await savedSource(files, wanted.image), wanted);
    throw damaged(files, "it has neither the index.json of an OCI layout nor the manifest.json of a `docker save`");
  } catch (error) {
    await files.close();
    throw error;
  }
}

/** The tar's entries; a compressed tar cannot be read by offset and is unpacked first. The handle is closed with them. */
async function unpacked(handle: FileHandle, describe: string, wanted: ImageFileOptions): Promise<Files> {
  try {
    const { size } = await handle.stat();
    const bytes = (): AsyncGenerator<Uint8Array> =>
      bytesAt(handle, 0, size, () => damaged({ describe }, "it became shorter"));
    const compression = await compressionOf(bytes());
    if (compression === "none") return await tarFiles(handle, describe);
    const plain = await spool(decompressed(bytes(), compression, describe), wanted);
    await handle.close();
    return await unpacked(plain.handle, describe, wanted);
  } catch (error) {
    await handle.close();
    throw error;
  }
}

async function* decompressed(
  bytes: AsyncIterable<Uint8Array>,
  compression: "gzip" | "zstd",
  describe: string,
): AsyncGenerator<Uint8Array> {
  const unpack = compression === "gzip" ? createGunzip() : createZstdDecompress();
  pipeline(Readable.from(bytes), unpack, () => undefined);
  try {
    for await (const chunk of unpack) yield chunk;
  } catch (error) {
    if (error instanceof RegistryError) throw error;
    throw damaged({ describe }, `it is cut off or not ${compression} to its end`);
  }
}

function unreachable(path: string, error: NodeJS.ErrnoException): RegistryError {
  const what = error.code === "ENOENT" ? "There is no file or folder" : `This user cannot read (${error.code})`;
  return new RegistryError({
    reason: "no-image",
    message: `${what} ${path}.`,
    state: "Nothing was pushed.",
    next: "Check the path; it is taken from the job's working directory, and a file of another job has to be carried over as an artifact.",
    cause: error,
  });
}
