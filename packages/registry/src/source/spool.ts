// A temporary file that is unlinked as soon as it is open, so that it is gone when it is closed, even if this process is
// killed.
import { randomBytes } from "node:crypto";
import { type FileHandle, open, unlink } from "node:fs/promises";
import { join } from "node:path";
import { RegistryError } from "../http/error.ts";

/** `folder`: where temporary files go. It needs space for the uncompressed image. */
export type Workspace = { readonly folder: string; readonly signal?: AbortSignal | undefined };

/** Writes everything to an unlinked file and returns it with its size in bytes. A failure leaves nothing behind. */
export async function spool(
  bytes: AsyncIterable<Uint8Array>,
  { folder, signal }: Workspace,
): Promise<{ handle: FileHandle; size: number }> {
  const handle = await unlinkedFile(folder);
  let size = 0;
  try {
    for await (const chunk of bytes) {
      signal?.throwIfAborted();
      for (let at = 0; at < chunk.byteLength; ) {
        at += (await handle.write(chunk, at, chunk.byteLength - at, size + at)).bytesWritten;
      }
      size += chunk.byteLength;
    }
    return { handle, size };
  } catch (error) {
    await handle.close();
    throw hasCode(error, "ENOSPC") ? noRoom(folder, size) : error;
  }
}

async function unlinkedFile(folder: string): Promise<FileHandle> {
  const path = join(folder, `deploy-actions-${randomBytes(8).toString("hex")}`);
  const handle = await open(path, "wx+", 0o600);
  await unlink(path);
  return handle;
}

function noRoom(folder: string, size: number): RegistryError {
  return new RegistryError({
    reason: "no-room",
    message: `The disk of ${folder} is full: ${(size / 1_000_000).toFixed(0)} MB of the image were written, which was not all of it.`,
    state: "Nothing was pushed, and what was written has been removed.",
    next: "Free some space there (the action label-safe-cleanup removes what earlier jobs left behind), or build with `--output type=oci,tar=false,dest=FOLDER`, which needs no copy.",
  });
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && "code" in error && error.code === code;
}
