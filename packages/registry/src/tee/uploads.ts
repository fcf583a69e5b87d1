// The uploads that the engine has begun: each is passed on to the destinations while it comes in.
import { randomBytes } from "node:crypto";
import { type MultiUpload, openMultiUpload } from "../upload/multi-upload.ts";
import type { OnTransfer } from "../upload/transfer.ts";
import type { Destinations } from "./destinations.ts";
import { Refusal } from "./refusal.ts";

/** What a request brings. `length`: bytes to come, where the request says so. */
export type Incoming = { readonly bytes: AsyncIterable<Uint8Array>; readonly length: number | undefined };

export type Uploads = {
  /** Begins an upload and returns its name. `expected`: the digest of what will probably come. */
  begin(expected: string | undefined): string;
  /** Bytes received so far. Throws a {@link Refusal} for an unknown upload, as do the others. */
  received(id: string): number;
  /** Takes more bytes in, at the pace of the slowest destination. Throws where no destination takes them. */
  append(id: string, incoming: Incoming): Promise<void>;
  /** Takes the last bytes in and completes the blob. Throws where no destination has it then. */
  complete(id: string, digest: string, incoming: Incoming): Promise<void>;
  cancel(id: string, reason: unknown): Promise<void>;
  cancelAll(reason: unknown): Promise<void>;
};

type Upload = { readonly expected: string | undefined; fan: MultiUpload | undefined; size: number; busy: boolean };

export function openUploads(fleet: Destinations, watch: OnTransfer | undefined): Uploads {
  const uploads = new Map<string, Upload>();
  const find = (id: string): Upload => {
    const upload = uploads.get(id);
    if (upload === undefined) throw new Refusal(404, "BLOB_UPLOAD_UNKNOWN", "there is no such upload");
    return upload;
  };
  const end = async (id: string, reason: unknown): Promise<void> => {
    const upload = uploads.get(id);
    uploads.delete(id);
    await upload?.fan?.abandon(reason);
  };

  const take = async (upload: Upload, fan: MultiUpload, { bytes }: Incoming): Promise<void> => {
    for await (const chunk of bytes) {
      upload.size += chunk.byteLength;
      if (!(await fan.write(chunk))) throw fleet.failed(await fan.results);
    }
  };
  /** One request at a time works on an upload; one that fails is the upload's end. */
  const alone = async (id: string, work: (upload: Upload) => Promise<void>): Promise<void> => {
    const upload = find(id);
    if (upload.busy) throw new Refusal(416, "BLOB_UPLOAD_INVALID", "another request is writing to this upload");
    upload.busy = true;
    try {
      await work(upload);
    } catch (error) {
      await end(id, error);
      throw error;
    } finally {
      upload.busy = false;
    }
  };
  const options = { from: "the engine", watch };

  return {
    begin(expected) {
      const id = randomBytes(16).toString("hex");
      uploads.set(id, { expected, fan: undefined, size: 0, busy: false });
      return id;
    },
    received: (id) => find(id).size,
    append: (id, incoming) =>
      alone(id, async (upload) => {
        upload.fan ??= openMultiUpload({}, await fleet.receivers(upload.expected), options);
        await take(upload, upload.fan, incoming);
      }),
    complete: (id, digest, incoming) =>
      alone(id, async (upload) => {
        // All in one request: digest and size are known, and it can be passed on in one request too.
        upload.fan ??= openMultiUpload({ digest, size: incoming.length }, await fleet.receivers(digest), options);
        await take(upload, upload.fan, incoming);
        await fleet.settle(digest, upload.size, await upload.fan.finish(digest));
        uploads.delete(id);
      }),
    cancel: end,
    async cancelAll(reason) {
      await Promise.all([...uploads.keys()].map((id) => end(id, reason)));
    },
  };
}
