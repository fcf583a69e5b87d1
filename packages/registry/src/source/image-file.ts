// Opens an image on the disk or in a stream: an OCI layout (folder or tar) or the output of `docker save`, in either of its
// formats. A tar may be compressed. Temporary data goes to unlinked files, which are gone when the source is closed.
import { type FileHandle, stat } from "node:fs/promises";
import { FileError, isNamedWithin, openRegularHandle, realPath, realPathWithin } from "@deploy-actions/untrusted/file";
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
  /** The checkout: a path in it must not lead out of it through a link. */
  readonly checkout?: string | undefined;
};

/**
 * The image in the folder or file at `path`. Throws {@link RegistryError}: `no-image` if it does not contain the image (the
 * message lists what it contains), `damaged` if something is missing, truncated or corrupt, `no-room` if the disk is full.
 */
export async function openImageFile(path: string, options: ImageFileOptions): Promise<ImageSource> {
  const real = realPathOf(path, options.checkout);
  const found = await stat(real).catch((error: NodeJS.ErrnoException) => {
    throw cannotOpen(path, error);
  });
  if (found.isDirectory()) return imageIn(folderFiles(real), options);
  return imageIn(await unpacked(await openArchive(path, real), `the file ${path}`, options), options);
}

function realPathOf(path: string, checkout: string | undefined): string {
  try {
    return checkout !== undefined && isNamedWithin(path, [checkout])
      ? realPathWithin(path, [checkout])
      : realPath(path);
  } catch (error) {
    throw cannotOpen(path, error);
  }
}

/** Only a regular file is opened: a pipe would block. */
function openArchive(path: string, real: string): Promise<FileHandle> {
  return openRegularHandle(real).catch((error: unknown) => {
    throw cannotOpen(path, error);
  });
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
    if (compression === "none") return await tarIn(handle, describe);
    const plain = await spool(bounded(decompressed(bytes(), compression, describe), size, describe), options);
    await handle.close();
    return await tarIn(plain.handle, describe);
  } catch (error) {
    await handle.close();
    throw error;
  }
}

async function tarIn(handle: FileHandle, describe: string): Promise<Files> {
  try {
    return await tarFiles(handle, describe);
  } catch (error) {
    await handle.close();
    throw error;
  }
}

/** In bytes. Smaller contents may be compressed as well as they can be: an image of zeros is small. */
const MIN_LIMIT = 256 * 1024 * 1024;
/** Compressed images are a third to a tenth of their size. */
const MAX_RATIO = 200;

/** Stops a small file that would fill the disk. */
async function* bounded(
  bytes: AsyncIterable<Uint8Array>,
  compressedSize: number,
  describe: string,
): AsyncGenerator<Uint8Array> {
  const limit = Math.max(MIN_LIMIT, compressedSize * MAX_RATIO);
  let size = 0;
  for await (const chunk of bytes) {
    size += chunk.byteLength;
    if (size > limit) {
      throw damaged({ describe }, `its ${compressedSize} bytes unpack to more than ${limit}, which no image does`);
    }
    yield chunk;
  }
}

function cannotOpen(path: string, error: unknown): RegistryError {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  const isMissing = code === "ENOENT" || (error instanceof FileError && error.reason === "missing");
  const why =
    error instanceof FileError ? `${path} ${error.why}.` : `Could not read ${path} (${code ?? String(error)}).`;
  const message = isMissing ? `There is no file or folder ${path}.` : why;
  return new RegistryError({
    reason: "no-image",
    message,
    state: "Nothing was pushed.",
    next: "Check the path. It is relative to the job's working directory. A file from another job must be passed on as an artifact.",
    cause: error,
  });
}
