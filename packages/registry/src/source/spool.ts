// A file without a name: it is opened and its name taken away at once, so that it is gone when it is closed, and when this
// process is killed as well.
import { randomBytes } from "node:crypto";
import { type FileHandle, open, unlink } from "node:fs/promises";
import { join } from "node:path";
import { RegistryError } from "../http/error.ts";

/** Where spooled bytes go. `folder` must have room for the uncompressed image. */
export type Workspace = { readonly folder: string; readonly signal?: AbortSignal | undefined };

/** Writes everything to a nameless file and resolves with it and the number of bytes; a failure leaves nothing. */
export async function spool(
  bytes: AsyncIterable<Uint8Array>,
  { folder, signal }: Workspace,
): Promise<{ handle: FileHandle; size: number }> {
  const handle = await namelessFile(folder);
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

async function namelessFile(folder: string): Promise<FileHandle> {
  const path = join(folder, `deploy-actions-${randomBytes(8).toString("hex")}`);
  const handle = await open(path, "wx+", 0o600);
  await unlink(path);
  return handle;
}

function noRoom(folder: string, size: number): RegistryError {
  return new RegistryError({
    reason: "no-room",
    message: `The disk of ${folder} is full: ${(size / 1_000_000).toFixed(0)} MB of the image were written there, and more are to come.`,
    state: "Nothing was pushed; what was written is gone again.",
    next: "Free room there (this library's label-safe-cleanup removes what CI left), or build with `--output type=oci,tar=false,dest=FOLDER`, which needs no copy.",
  });
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && "code" in error && error.code === code;
}
