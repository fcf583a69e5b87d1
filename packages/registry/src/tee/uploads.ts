// The engine's uploads. Each is passed on to the destinations while it is being received.
import { randomBytes } from "node:crypto";
import { type MultiUpload, openMultiUpload } from "../upload/multi-upload.ts";
import type { OnTransfer } from "../upload/transfer.ts";
import type { Destinations } from "./destinations.ts";
import { Refusal } from "./refusal.ts";

/** The body of a request. `length`: its size in bytes, if the request states it. */
export type Incoming = { readonly bytes: AsyncIterable<Uint8Array>; readonly length: number | undefined };

export type Uploads = {
  /** Starts an upload and returns its ID. `expected`: the digest of the blob that will probably be sent. */
  begin(expected: string | undefined): string;
  /** Bytes received so far. This and the others throw a {@link Refusal} for an unknown upload. */
  received(id: string): number;
  /** Receives more bytes, at the pace of the slowest destination. Throws if no destination accepts them. */
  append(id: string, incoming: Incoming): Promise<void>;
  /** Receives the last bytes and completes the blob. Throws if no destination has it then. */
  complete(id: string, digest: string, incoming: Incoming): Promise<void>;
  cancel(id: string, reason: unknown): Promise<void>;
  cancelAll(reason: unknown): Promise<void>;
};

type EngineUpload = {
  readonly expected: string | undefined;
  passedOn: MultiUpload | undefined;
  size: number;
  busy: boolean;
};

export function openUploads(destinations: Destinations, onTransfer: OnTransfer | undefined): Uploads {
  const uploads = new Map<string, EngineUpload>();
  const find = (id: string): EngineUpload => {
    const upload = uploads.get(id);
    if (upload === undefined) throw new Refusal(404, "BLOB_UPLOAD_UNKNOWN", "there is no such upload");
    return upload;
  };
  const end = async (id: string, reason: unknown): Promise<void> => {
    const upload = uploads.get(id);
    uploads.delete(id);
    await upload?.passedOn?.abandon(reason);
  };

  const receive = async (upload: EngineUpload, to: MultiUpload, { bytes }: Incoming): Promise<void> => {
    for await (const chunk of bytes) {
      upload.size += chunk.byteLength;
      if (!(await to.write(chunk))) throw destinations.failed(await to.results);
    }
  };
  /** Only one request at a time may write to an upload. If it fails, the upload is cancelled. */
  const exclusively = async (id: string, work: (upload: EngineUpload) => Promise<void>): Promise<void> => {
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
  const options = { from: "the engine", onTransfer };

  return {
    begin(expected) {
      const id = randomBytes(16).toString("hex");
      uploads.set(id, { expected, passedOn: undefined, size: 0, busy: false });
      return id;
    },
    received: (id) => find(id).size,
    append: (id, incoming) =>
      exclusively(id, async (upload) => {
        upload.passedOn ??= openMultiUpload({}, await destinations.receivers(upload.expected), options);
        await receive(upload, upload.passedOn, incoming);
      }),
    complete: (id, digest, incoming) =>
      exclusively(id, async (upload) => {
        // If everything is in this request, digest and size are known, and it can be passed on in one request too.
        upload.passedOn ??= openMultiUpload(
          { digest, size: incoming.length },
          await destinations.receivers(digest),
          options,
        );
        await receive(upload, upload.passedOn, incoming);
        await destinations.settle(digest, upload.size, await upload.passedOn.finish(digest));
        uploads.delete(id);
      }),
    cancel: end,
    async cancelAll(reason) {
      await Promise.all([...uploads.keys()].map((id) => end(id, reason)));
    },
  };
}
